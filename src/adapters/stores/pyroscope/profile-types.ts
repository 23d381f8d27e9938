/**
 * Profile types of Pyroscope, `name:sample type:unit:period type:period unit`, and which of them a kind of ours is. Agents differ, so
 * that types are found, not assumed. https://grafana.com/docs/pyroscope/latest/configure-client/profile-types/
 */
import type { ProfileKind } from '../../../core/profile/profile.ts';
import { nanosecondsOf } from '../../../core/profile/value-names.ts';

export interface ProfileType {
  readonly id: string;
  readonly name: string;
  readonly sampleType: string;
  readonly sampleUnit: string;
  readonly periodType: string;
}

/** Parts may be empty, as in off-CPU types; a sixth, `delta`, is of old clients. */
export function parseTypeId(id: string): ProfileType | undefined {
  const parts = id.split(':');
  const [name = '', sampleType = '', sampleUnit = '', periodType = ''] = parts;
  const complete = parts.length === 5 || (parts.length === 6 && parts[5] === 'delta');
  return complete && name !== '' && sampleType !== '' ? { id, name, sampleType, sampleUnit, periodType } : undefined;
}

export interface PickedType extends ProfileType {
  /** What its profiles are: wall time may stand in for off-CPU time. */
  readonly kind: ProfileKind;
}

type Rule = (type: ProfileType) => boolean;

const isTime = (type: ProfileType) => nanosecondsOf({ type: type.sampleType, unit: type.sampleUnit }) > 0;
const OFF_CPU = /^(?:process_)?off[-_]?cpu$/;

/** Best first. A rule takes what the first type of the alphabet fits it. */
const RULES: Readonly<Record<ProfileKind, readonly Rule[]>> = {
  cpu: [
    (type) => type.id === 'process_cpu:cpu:nanoseconds:cpu:nanoseconds',
    (type) => type.name === 'process_cpu' && type.sampleType === 'cpu' && isTime(type),
    // Node's agent keeps CPU time among its wall samples.
    (type) => type.sampleType === 'cpu' && isTime(type),
    // Old py-spy counted samples.
    (type) => type.name === 'process_cpu' && type.sampleType === 'samples',
  ],
  block: [
    (type) => type.name === 'block' && type.sampleType === 'delay' && isTime(type),
    // .NET; older ones of its agents under the name process_cpu.
    (type) => type.sampleType === 'lock_time' && isTime(type),
    (type) => isJavaMonitor(type) && isTime(type),
  ],
  mutex: [(type) => type.name === 'mutex' && type.sampleType === 'delay' && isTime(type)],
  'off-cpu': [
    (type) => OFF_CPU.test(type.sampleType) && isTime(type),
    (type) => OFF_CPU.test(type.name) && isTime(type),
  ],
  wall: [
    (type) => type.name === 'wall' && type.sampleType === 'wall' && type.sampleUnit === 'nanoseconds',
    (type) => type.sampleType === 'wall' && isTime(type),
    (type) => type.name === 'fgprof' && type.sampleType === 'time' && isTime(type),
  ],
};

/** Java's monitors are called mutex, but tell who waits: the block profile, where threads are not seen to park. */
function isJavaMonitor({ name, sampleType, periodType }: ProfileType): boolean {
  return name === 'mutex' && sampleType === 'delay' && periodType === 'mutex';
}

/** The type to read for a kind among those that a service sends; `told` is the one of the configuration. */
export function pickType(kind: ProfileKind, ids: readonly string[], told: string | undefined): PickedType | undefined {
  const chosen = told === undefined ? undefined : parseTypeId(told);
  if (chosen !== undefined) return { ...chosen, kind };
  const types = ids.map(parseTypeId).filter((type) => type !== undefined);
  const usable = kind === 'mutex' ? withoutTaken(types) : types;
  const found = firstOf(RULES[kind], usable);
  if (found !== undefined) return { ...found, kind };
  // Wall time less CPU time is time off the CPU; the analysis subtracts.
  const wall = kind === 'off-cpu' ? firstOf(RULES.wall, types) : undefined;
  return wall === undefined ? undefined : { ...wall, kind: 'wall' };
}

/** The same monitors are not read twice. */
function withoutTaken(types: readonly ProfileType[]): readonly ProfileType[] {
  const block = firstOf(RULES.block, types);
  return types.filter((type) => type.id !== block?.id);
}

function firstOf(rules: readonly Rule[], types: readonly ProfileType[]): ProfileType | undefined {
  const sorted = types.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  for (const rule of rules) {
    const found = sorted.find((type) => rule(type));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What makes an agent send it. */
export const HOW_TO_SEND: Readonly<Record<ProfileKind, string>> = {
  cpu: 'its agent sends no CPU profiles (Node: wall.collectCpuTime)',
  block: 'agents send it only when told (Go: SetBlockProfileRate and the block profile types; Java: profiler lock)',
  mutex: 'agents send it only when told (Go: SetMutexProfileFraction and the mutex profile types)',
  'off-cpu': 'agents send it only when told (eBPF: off_cpu_threshold above 0; Java, .NET, Node: wall profiles)',
  wall: 'its agent sends no wall profiles',
};

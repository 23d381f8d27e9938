/**
 * Profile types of Parca, `name:sample type:unit:period type:period unit`, with `:delta` where profiles have a length. Agents and scrape
 * configurations name them, so that they are found, not assumed. https://www.parca.dev/docs/concepts/
 */
import type { ProfileKind, ValueType } from '../../../core/profile/profile.ts';
import { nanosecondsOf } from '../../../core/profile/value-names.ts';

export interface ParcaType {
  /** As it stands in front of a selector. */
  readonly id: string;
  readonly name: string;
  readonly sample: ValueType;
  readonly period: ValueType;
  readonly delta: boolean;
}

/** What the server's parser takes for the name of a metric. */
const LEGAL = /^[a-zA-Z_][\w]*(?::\w*){4}(?::delta)?$/;

/** Undefined for what cannot be asked for. */
export function parseTypeId(id: string): ParcaType | undefined {
  if (!LEGAL.test(id)) return undefined;
  const [name = '', sampleType = '', sampleUnit = '', periodType = '', periodUnit = '', delta] = id.split(':');
  const sample = { type: sampleType, unit: sampleUnit };
  return { id, name, sample, period: { type: periodType, unit: periodUnit }, delta: delta !== undefined };
}

export interface PickedType extends ParcaType {
  /** What its profiles are: wall time may stand in for off-CPU time. */
  readonly kind: ProfileKind;
}

type Rule = (type: ParcaType) => boolean;

const AGENT = 'parca_agent';
const isTime = ({ sample }: ParcaType) => nanosecondsOf(sample) > 0;
const OFF_CPU = /^(?:process_)?off[-_]?cpu$/;

/** Best first. */
const RULES: Readonly<Record<ProfileKind, readonly Rule[]>> = {
  cpu: [
    (type) => type.name === 'process_cpu' && type.sample.type === 'cpu' && isTime(type),
    // The server multiplies counts by the period and answers in nanoseconds of CPU.
    (type) => type.name === AGENT && type.sample.type === 'samples' && type.period.type === 'cpu',
    (type) => type.sample.type === 'cpu' && isTime(type),
    (type) => type.sample.type === 'samples' && type.period.type === 'cpu' && nanosecondsOf(type.period) > 0,
  ],
  block: [(type) => type.name === 'block' && type.sample.type === 'delay' && isTime(type)],
  mutex: [(type) => type.name === 'mutex' && type.sample.type === 'delay' && isTime(type)],
  'off-cpu': [isSampledOffCpu, (type) => OFF_CPU.test(type.sample.type) && isTime(type)],
  wall: [
    (type) => type.name === 'fgprof' && isTime(type),
    (type) => /^wall(?:[-_]?time)?$/.test(type.sample.type) && isTime(type),
  ],
};

/** Its agent records each time off the CPU only with some probability and does not scale the times up. */
export function isSampledOffCpu({ name, sample }: ParcaType): boolean {
  return name === AGENT && sample.type === 'wallclock';
}

/**
 * The types that a kind may be read from, best first. A server holds those of all services, so which of them a service has is
 * asked one after the other. Types without `:delta` are snapshots, which a merge would add up: left out.
 */
export function candidates(kind: ProfileKind, types: readonly ParcaType[]): readonly PickedType[] {
  const usable = types.filter(({ delta }) => delta).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const fitting = (rules: readonly Rule[], as: ProfileKind) =>
    rules.flatMap((rule) => usable.filter((type) => rule(type)).map((type) => ({ ...type, kind: as })));
  // Wall time less CPU time is time off the CPU; the analysis subtracts.
  const found = [...fitting(RULES[kind], kind), ...(kind === 'off-cpu' ? fitting(RULES.wall, 'wall') : [])];
  return found.filter((type, index) => found.findIndex(({ id }) => id === type.id) === index);
}

/**
 * CPU types of the same sender: a process that did not wait sends nothing of its waits, but it always uses the CPU, so that their times
 * tell which pods were there.
 */
export function witnessesOf(type: PickedType, types: readonly ParcaType[]): readonly PickedType[] {
  if (type.kind === 'cpu' || type.kind === 'wall') return [];
  return candidates('cpu', types).filter(({ name }) => (name === AGENT) === (type.name === AGENT));
}

/** Why a kind cannot be read although something of it is there, and what makes it be sent. */
export function whyNone(kind: ProfileKind, types: readonly ParcaType[]): string {
  const snapshots = types.find((type) => !type.delta && RULES[kind].some((rule) => rule(type)));
  if (snapshots !== undefined)
    return `${snapshots.id} holds snapshots since the start of the process: set delta: true for it in Parca's scrape configuration`;
  return HOW_TO_SEND[kind];
}

const HOW_TO_SEND: Readonly<Record<ProfileKind, string>> = {
  cpu: 'neither its agent nor its scrape configuration sends CPU profiles',
  block: 'Parca scrapes them where block has delta: true in pprof_config and the process calls SetBlockProfileRate',
  mutex: 'Parca scrapes them where mutex has delta: true in pprof_config and the process calls SetMutexProfileFraction',
  'off-cpu': 'the agent sends it when it runs with --off-cpu-threshold above 0',
  wall: 'Parca scrapes it where fgprof is enabled in pprof_config',
};

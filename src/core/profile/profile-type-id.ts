/** What Pyroscope calls the kinds that we keep: `name:sample type:sample unit:period type:period unit`. */
import type { Labels } from '../alert/alert.ts';
import type { ProfileKind } from './profile.ts';

export interface ProfileTypeId {
  readonly name: string;
  readonly sampleType: string;
  readonly sampleUnit: string;
  readonly periodType: string;
  readonly periodUnit: string;
  /** In units of the period: Pyroscope says this of everything it merged, whatever the agents sampled with. */
  readonly period: number;
}

const LOCKS = { sampleType: 'delay', sampleUnit: 'nanoseconds', periodType: 'contentions', periodUnit: 'count' };

/** As Pyroscope's own agents push them; of a profile with several sample types this is the one that we compare. */
export const PROFILE_TYPES: Readonly<Record<ProfileKind, ProfileTypeId>> = {
  cpu: clock('process_cpu', 'cpu'),
  wall: clock('wall', 'wall'),
  block: { name: 'block', ...LOCKS, period: 1 },
  mutex: { name: 'mutex', ...LOCKS, period: 1 },
  'off-cpu': {
    name: 'off_cpu',
    sampleType: 'off_cpu',
    sampleUnit: 'nanoseconds',
    periodType: '',
    periodUnit: '',
    period: 1,
  },
};

function clock(name: string, type: string): ProfileTypeId {
  return {
    name,
    sampleType: type,
    sampleUnit: 'nanoseconds',
    periodType: type,
    periodUnit: 'nanoseconds',
    period: 1e9,
  };
}

export function typeIdText({ name, sampleType, sampleUnit, periodType, periodUnit }: ProfileTypeId): string {
  return [name, sampleType, sampleUnit, periodType, periodUnit].join(':');
}

const KINDS: readonly ProfileKind[] = ['cpu', 'wall', 'block', 'mutex', 'off-cpu'];
/** Longer than any; what is quoted in a complaint. */
const LONGEST_SHOWN = 200;

export type AskedType =
  | { readonly kind: 'known'; readonly profileKind: ProfileKind }
  /** Well-formed, and of nothing that we keep. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'problem'; readonly message: string };

/** Reads a type id; `:delta` behind it says nothing. */
export function readTypeId(text: string): AskedType {
  const parts = text.split(':');
  if (parts.length !== 5 && !(parts.length === 6 && parts[5] === 'delta')) {
    const form = '<name>:<sample-type>:<sample-unit>:<period-type>:<period-unit>(:delta)';
    const shown = JSON.stringify(text.slice(0, LONGEST_SHOWN));
    return {
      kind: 'problem',
      message: `profile-type selection must be of the form ${form}, got(${parts.length}): ${shown}`,
    };
  }
  const plain = parts.slice(0, 5).join(':');
  const profileKind = KINDS.find((kind) => typeIdText(PROFILE_TYPES[kind]) === plain);
  return profileKind === undefined ? { kind: 'unknown' } : { kind: 'known', profileKind };
}

/** The labels that Pyroscope adds to each series; empty ones are none. */
export function labelsOfKind(kind: ProfileKind, service: string): Labels {
  const type = PROFILE_TYPES[kind];
  const labels = {
    __name__: type.name,
    __period_type__: type.periodType,
    __period_unit__: type.periodUnit,
    __profile_type__: typeIdText(type),
    __service_name__: service,
    __type__: type.sampleType,
    __unit__: type.sampleUnit,
  };
  return Object.fromEntries(Object.entries(labels).filter(([, text]) => text !== ''));
}

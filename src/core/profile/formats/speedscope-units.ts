import { MalformedProfile, type Profile, type ValueType } from '../profile.ts';

/** What the amounts of a speedscope file are, and by what to multiply them. */
export interface SpeedscopeUnit {
  readonly sampleType: ValueType;
  readonly factor: number;
  readonly unstated?: Profile['unstated'];
}

const NANOSECONDS: Readonly<Record<string, number>> = {
  nanoseconds: 1,
  microseconds: 1e3,
  milliseconds: 1e6,
  seconds: 1e9,
};

/**
 * One unit for all profiles of a file; units of time mix, others do not. The format never says whether time is that of a processor
 * or of the clock on the wall: it is taken for the former until somebody says otherwise, as folded stacks are.
 */
export function unitOfAll(format: string, units: readonly string[]): (unit: string) => SpeedscopeUnit {
  const read = new Map(units.map((unit, at) => [unit, readUnit(format, unit, at)]));
  const [first, ...others] = read.values();
  const odd = others.find(({ sampleType }) => sampleType.unit !== first?.sampleType.unit);
  if (odd !== undefined)
    throw new MalformedProfile(format, `it mixes units that cannot be added: ${[...read.keys()].join(', ')}`);
  return (unit) => read.get(unit)!;
}

function readUnit(format: string, unit: string, at: number): SpeedscopeUnit {
  if (Object.hasOwn(NANOSECONDS, unit))
    return { sampleType: { type: 'cpu', unit: 'nanoseconds' }, factor: NANOSECONDS[unit]!, unstated: 'kind' };
  if (unit === 'none') return { sampleType: { type: 'samples', unit: 'count' }, factor: 1, unstated: 'kind-and-unit' };
  if (unit === 'bytes') return { sampleType: { type: 'space', unit: 'bytes' }, factor: 1 };
  throw new MalformedProfile(
    format,
    `profiles[${at}].unit is ${JSON.stringify(unit.slice(0, 40))}, which no version of the format has`,
  );
}

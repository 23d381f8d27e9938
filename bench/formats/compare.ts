import type { Frame, Profile } from '../../src/core/profile/profile.ts';
import type { Costs, Expected } from './truth.ts';

/** How the other tool names a frame, and which end of the stack it takes for the leaf. */
interface Reading {
  readonly name: string;
  spell(frame: Frame): string;
  readonly leaf: 'last' | 'first';
}

/** Our frames are split further than the names of other tools; each file is compared in the one reading that fits. */
const READINGS: readonly Reading[] = [
  { name: '', leaf: 'last', spell: ({ name }) => name },
  {
    name: 'name (file:line) put together again',
    leaf: 'last',
    spell: ({ name, file, line }) => (file === '' ? name : `${name} (${file}${line === 0 ? '' : `:${line}`})`),
  },
  {
    name: 'addresses by their file',
    leaf: 'last',
    spell: ({ file }) => `[${file.slice(file.lastIndexOf('/') + 1)}]`,
  },
  { name: 'file is leaf first, its selfs are our roots', leaf: 'first', spell: ({ name }) => name },
];

export interface Compared {
  readonly sum: string;
  readonly self: string;
  readonly total: string;
  readonly note: string;
}

/** The reading with the fewest differences. */
export function compare(profile: Profile, expected: Expected): Compared {
  const { sampleTypes } = profile;
  const column =
    typeof expected.column === 'number'
      ? expected.column
      : sampleTypes.findIndex(({ type, unit }) => `${type}/${unit}` === expected.column);
  if (column < 0) return { sum: 'no column', self: '', total: '', note: `no ${expected.column}` };
  const answers = READINGS.map((reading) => compareAs(reading, profile, column, expected));
  return answers.toSorted((a, b) => a.wrong - b.wrong)[0]!;
}

function compareAs(
  reading: Reading,
  profile: Profile,
  column: number,
  expected: Expected,
): Compared & { wrong: number } {
  const spelled = profile.frames.map((frame) => reading.spell(frame));
  const self = new Map<string, number>();
  const total = new Map<string, number>();
  const width = profile.sampleTypes.length;
  let sum = 0;
  for (let sample = 0; sample + 1 < profile.stackStart.length; sample++) {
    const cost = profile.values[sample * width + column]!;
    const stack = profile.stacks.subarray(profile.stackStart[sample], profile.stackStart[sample + 1]);
    const names = Array.from(stack, (frame) => spelled[frame]!);
    // A thread without frames: py-spy writes an empty stack.
    const leaf = names.at(reading.leaf === 'last' ? -1 : 0) ?? '';
    sum += cost;
    self.set(leaf, (self.get(leaf) ?? 0) + cost);
    for (const name of new Set(names)) total.set(name, (total.get(name) ?? 0) + cost);
  }
  const scale = expected.in === 'share' ? 100 / sum : 1;
  const slack = expected.in === 'share' ? 0.0051 : 1e-6;
  const selfs = differences(self, expected.self, scale, slack);
  const totals = differences(total, expected.total, scale, slack);
  const isSum = expected.sum === undefined || isClose(sum, expected.sum, 1e-6);
  const first = [...selfs, ...totals].slice(0, 1);
  const told = isSum ? first : [`sum ${sum} for ${expected.sum}`, ...first];
  return {
    sum: isSum ? 'ok' : 'differs',
    self: verdict(selfs.length, expected.self.length),
    total: verdict(totals.length, expected.total.length),
    note: [...(reading.name === '' ? [] : [reading.name]), ...told].join('; '),
    wrong: selfs.length + totals.length + (isSum ? 0 : 1),
  };
}

function differences(ours: ReadonlyMap<string, number>, theirs: Costs, scale: number, slack: number): string[] {
  return theirs
    .filter(([name, cost]) => !isClose((ours.get(name) ?? 0) * scale, cost, slack))
    .map(([name, cost]) => `${name.slice(0, 60)} ${(ours.get(name) ?? 0) * scale} for ${cost}`);
}

/** Within `slack`, as a share of the number where that is large. */
function isClose(a: number, b: number, slack: number): boolean {
  return Math.abs(a - b) <= slack * Math.max(1, slack === 1e-6 ? Math.abs(b) : 1);
}

function verdict(wrong: number, of: number): string {
  if (of === 0) return '–';
  return wrong === 0 ? `ok ${of}` : `${wrong} of ${of} differ`;
}

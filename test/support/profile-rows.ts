import type { Profile } from '../../src/core/profile/profile.ts';

export interface ProfileRow {
  /** Names, root first, joined by `;`. */
  readonly stack: string;
  readonly values: readonly number[];
  readonly labels: Readonly<Record<string, string>>;
}

/** The samples of a profile as a reader would write them down. */
export function rowsOf({ stackStart, stacks, frames, values, sampleTypes, labels }: Profile): ProfileRow[] {
  const width = sampleTypes.length;
  return Array.from({ length: stackStart.length - 1 }, (_, sample) => {
    const names = stacks.subarray(stackStart[sample], stackStart[sample + 1]);
    const [from = 0, to = 0] = labels?.start.subarray(sample, sample + 2) ?? [];
    const pairs = Array.from({ length: to - from }, (_unused, at) =>
      Array.from(labels!.pairs.subarray((from + at) * 2, (from + at) * 2 + 2), (one) => labels!.texts[one]!),
    );
    return {
      stack: Array.from(names, (frame) => frames[frame]!.name).join(';'),
      values: Array.from(values.subarray(sample * width, (sample + 1) * width)),
      labels: Object.fromEntries(pairs),
    };
  });
}

/** Self cost by function name in one column. */
export function selfByName(profile: Profile, column: number): Readonly<Record<string, number>> {
  const selfs: Record<string, number> = {};
  for (const { stack, values } of rowsOf(profile)) {
    const leaf = stack.slice(stack.lastIndexOf(';') + 1);
    selfs[leaf] = (selfs[leaf] ?? 0) + values[column]!;
  }
  return selfs;
}

export function totalOf(profile: Profile, column: number): number {
  return rowsOf(profile).reduce((sum, { values }) => sum + values[column]!, 0);
}

/** Real changes made smaller: a pod of which a share ran the changed build and the rest a healthy one. */
import type { Profile } from '../../src/core/profile/profile.ts';
import type { Random } from './random.ts';

/** The same items in another order. */
export function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const order = [...items];
  for (let i = order.length - 1; i > 0; i--) {
    const other = random.below(i + 1);
    [order[i], order[other]] = [order[other]!, order[i]!];
  }
  return order;
}

/** `share` of the changed profile and the rest of the healthy one, both of the same kind. */
export function mixProfiles(changed: Profile, healthy: Profile, share: number, random: Random): Profile {
  return joined(thinned(changed, share, random), thinned(healthy, 1 - share, random));
}

/** Counted samples are kept or not, one by one; measured waits are scaled, since their number is no sample size. */
function thinned(profile: Profile, keep: number, random: Random): Profile {
  const width = profile.sampleTypes.length;
  const counted = profile.sampleTypes.findIndex(({ type, unit }) => /^samples?$/.test(type) && unit === 'count');
  const values = profile.values.slice();
  for (let at = 0; at < values.length; at += width) {
    const count = counted < 0 ? 0 : values[at + counted]!;
    const left = count > 0 ? kept(count, keep, random) / count : keep;
    for (let column = 0; column < width; column++) values[at + column]! *= left;
  }
  return { ...profile, values };
}

function kept(count: number, keep: number, random: Random): number {
  let left = 0;
  for (let i = 0; i < count; i++) left += random.uniform() < keep ? 1 : 0;
  return left;
}

/** The samples of both, one after the other. */
function joined(first: Profile, second: Profile): Profile {
  const frames = first.frames.length;
  const stacks = first.stacks.length;
  return {
    ...first,
    values: Float64Array.from([...first.values, ...second.values]),
    frames: [...first.frames, ...second.frames],
    stacks: Int32Array.from([...first.stacks, ...second.stacks.map((frame) => frame + frames)]),
    stackStart: Int32Array.from([...first.stackStart, ...second.stackStart.subarray(1).map((at) => at + stacks)]),
  };
}

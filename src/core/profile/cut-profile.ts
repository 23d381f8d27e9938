import { mergeProfiles } from './merge-profiles.ts';
import { CUT_OFF, keptNodes, nameTree } from './name-tree.ts';
import type { Frame, Profile } from './profile.ts';

const OTHER: Frame = { name: CUT_OFF, file: '', line: 0, startLine: 0 };

/**
 * A profile with one column, with only those of its functions that `most` nodes of its tree of names leave: what was cut off
 * ends in a function called `other`.
 */
export function cutProfile(profile: Profile, most: number): Profile {
  const { tree, endOf } = nameTree(profile);
  const kept = keptNodes(tree, most);
  if (!kept.includes(0)) return profile;
  const frames = [...profile.frames, OTHER];
  const other = frames.length - 1;
  const start = [0];
  const stacks: number[] = [];
  for (const [sample, end] of endOf.entries()) {
    let cut = 0;
    for (let node = end; kept[node] === 0; node = tree.parent[node]!) cut++;
    const stackEnd = profile.stackStart[sample + 1]! - cut;
    for (let at = profile.stackStart[sample]!; at < stackEnd; at++) stacks.push(profile.stacks[at]!);
    if (cut > 0) stacks.push(other);
    start.push(stacks.length);
  }
  const merge = mergeProfiles();
  const cutStacks = { stackStart: Int32Array.from(start), stacks: Int32Array.from(stacks) };
  merge.add({ ...profile, frames, ...cutStacks }, profile.durationSeconds);
  return merge.finish();
}

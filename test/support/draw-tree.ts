import type { TreeOptions, TreeSource } from '../../src/core/profile/build-call-tree.ts';
import type { CallTree, Side } from '../../src/core/profile/call-tree.ts';
import type { Profile, ProfileKind } from '../../src/core/profile/profile.ts';
import { foldedProfile, withFiles } from './folded-profile.ts';

/** All frames, all waits. */
export const FULL: TreeOptions = { view: 'full', idle: 'keep' };
/** Nanoseconds that a sample of folded text stands for. */
export const SAMPLE = 10e6;

export function source(profile: Profile, side: Side = 'baseline', kind: ProfileKind = 'cpu'): TreeSource {
  return { profile, kind, side, pod: 'pod-1', seconds: 10 };
}

/** Go frames: names with a slash or `main.` get the file that -trimpath leaves. */
export function go(...lines: readonly string[]): Profile {
  return withFiles(foldedProfile(...lines), (name) => `${name.slice(0, name.lastIndexOf('.'))}/file.go`);
}

/** Indented names with the self of each block, in samples or nanoseconds. */
export function draw(tree: CallTree, unit = SAMPLE): string[] {
  const depth: number[] = [0];
  return Array.from({ length: tree.size - 1 }, (_, at) => {
    const node = at + 1;
    depth[node] = depth[tree.parent[node]!]! + 1;
    const selfs = tree.blocks.map((block) => block.self[node]! / unit).join(' ');
    return `${'  '.repeat(depth[node] - 1)}${tree.functions[tree.functionId[node]!]!.name} ${selfs}`;
  });
}

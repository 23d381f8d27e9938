import type { TreeSource } from '../profile/build-call-tree.ts';
import type { Side } from '../profile/call-tree.ts';
import type { DecodedSource } from './analyse.ts';

/** Requests of the whole service: per second, or in all over the recordings of a side. */
export interface Traffic {
  readonly per: 'second' | 'side';
  readonly baseline: number;
  readonly comparison: number;
}

/**
 * Gives every source its length and its share of the requests. Go's block and mutex profiles carry no duration: they
 * take that of the same pod's CPU profile, else the longest of their side.
 */
export function withExposure(
  decoded: readonly DecodedSource[],
  traffic: Traffic | undefined,
): { readonly sources: readonly TreeSource[]; readonly notices: readonly string[] } {
  const own = decoded.map((source) => source.seconds ?? source.profile.durationSeconds);
  const known = own.some((seconds) => seconds > 0);
  const seconds = decoded.map((source, i) => {
    if (own[i]! > 0) return own[i]!;
    const near = (same: (other: DecodedSource) => boolean) =>
      Math.max(0, ...decoded.map((other, j) => (other.side === source.side && same(other) ? own[j]! : 0)));
    return near((other) => other.pod === source.pod) || near(() => true) || Math.max(1, ...own);
  });
  const sources = decoded.map((source, i): TreeSource => {
    const { profile, kind, side, pod } = source;
    const plain = { profile, kind, side, pod, seconds: seconds[i]! };
    return traffic === undefined ? plain : { ...plain, requests: share(decoded, seconds, i, traffic) };
  });
  const guess = 'The profiles do not say how long they recorded: all are taken as equally long.';
  return { sources, notices: known || decoded.length === 0 ? [] : [guess] };
}

function share(decoded: readonly DecodedSource[], seconds: readonly number[], i: number, traffic: Traffic): number {
  const { side, kind } = decoded[i]!;
  const peers = decoded
    .map((other, j) => ({ other, seconds: seconds[j]! }))
    .filter(({ other }) => sameList(other, side, kind));
  const all = peers.reduce((sum, peer) => sum + peer.seconds, 0);
  if (traffic.per === 'side') return (traffic[side] * seconds[i]!) / all;
  const pods = new Set(peers.map((peer) => peer.other.pod)).size;
  return (traffic[side] / pods) * seconds[i]!;
}

function sameList(source: DecodedSource, side: Side, kind: DecodedSource['kind']): boolean {
  return source.side === side && source.kind === kind;
}

import type { Deploy, DeploySource } from './deploy.ts';
import { isBrought } from './same-version.ts';

/** Sources tell of one rollout at its beginning, at its end, or between. */
const NEAR_MS = 3 * 3_600_000;

/**
 * Whether two deploys of one service are the same event, told twice: the same version at about the same time, and no
 * other one between. `others` are all that are known around them.
 */
export function sameRollout(one: Deploy, other: Deploy, others: readonly Deploy[]): boolean {
  if (one.service !== other.service || !bringSame(one, other)) return false;
  const [first, last] = one.at <= other.at ? [one, other] : [other, one];
  if (last.at - first.at > NEAR_MS) return false;
  return !others.some((between) => between.at > first.at && between.at < last.at && !bringSame(between, one));
}

/** These see what runs; the others say what was meant to. */
const SEEN: ReadonlySet<DeploySource> = new Set<DeploySource>([
  'profile labels',
  'metric labels',
  'kube-state-metrics',
]);
const AT_ONCE_MS = 10 * 60_000;

/**
 * What labels call `build-8` a sender may call `main`: of what was seen to change right around a told deploy the nearest is
 * that deploy, unless one is called as it is; and the other way round.
 */
export function otherSpelling(deploy: Deploy, others: readonly Deploy[]): Deploy | undefined {
  if (!isRollout(deploy)) return undefined;
  const isSeen = SEEN.has(deploy.source);
  const counterparts = others.filter(
    (other) => other.service === deploy.service && isRollout(other) && SEEN.has(other.source) !== isSeen,
  );
  if (counterparts.some((other) => bringSame(other, deploy) && distance(other, deploy) <= NEAR_MS)) return undefined;
  const [nearest] = counterparts
    .filter((other) => distance(other, deploy) <= AT_ONCE_MS)
    .toSorted((a, b) => distance(a, deploy) - distance(b, deploy));
  return nearest;
}

function isRollout({ kind }: Deploy): boolean {
  return kind !== 'feature-flag' && kind !== 'config';
}

function distance(one: Deploy, other: Deploy): number {
  return Math.abs(one.at - other.at);
}

function bringSame(one: Deploy, other: Deploy): boolean {
  return isBrought(one.toVersion, other) || isBrought(other.toVersion, one);
}

/** One deploy of what several sources told of it: the first one's words, and what only the others say. */
export function joinTellings(first: Deploy, others: readonly Deploy[]): Deploy {
  const all = [first, ...others];
  const joined: Deploy = Object.assign({}, ...others.toReversed(), first);
  const began = Math.min(...all.map(({ at, startedAt = at }) => startedAt));
  const at = Math.max(...all.map((one) => one.at));
  return { ...joined, at, ...(began < at ? { startedAt: began } : {}) };
}

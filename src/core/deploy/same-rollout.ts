import type { Deploy } from './deploy.ts';
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

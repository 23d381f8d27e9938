import { WAIT_GATE } from './constants.ts';
import type { Change } from './change.ts';

/**
 * A caller that merely awaits (a future, a join, a channel under a request) waits as long as the one it waits for: its growth is that
 * one's growth once more. Where a wait of another kind grew by a comparable amount, the awaiting callers go behind it and are no
 * longer named as causes; where none did, what they wait for was not recorded, and they stay.
 */
export function behindCauses(changes: readonly Change[]): readonly Change[] {
  const causes = changes.filter((change) => !awaits(change) && change.own);
  const rest: Change[] = [];
  const mirrors: Change[] = [];
  for (const change of changes) {
    const explaining = awaits(change) ? causes.filter((cause) => explains(cause, change)) : [];
    if (explaining.length === 0) rest.push(change);
    else mirrors.push(behind(change, explaining));
  }
  return [...rest, ...mirrors];
}

/** No cause, and in every order after those that explain it. */
function behind(mirror: Change, explaining: readonly Change[]): Change {
  const ahead = Math.max(...explaining.map(({ secondsPerSecond }) => secondsPerSecond));
  return {
    ...mirror,
    gate: 'none',
    secondsPerSecond: Math.min(mirror.secondsPerSecond, WAIT_GATE.mirrorOrder * ahead),
  };
}

/** Most of its wait is in await primitives. */
export function awaits({ wait }: Change): boolean {
  return wait !== undefined && wait.awaitShare >= WAIT_GATE.awaitShare;
}

function explains(cause: Change, mirror: Change): boolean {
  if (cause.gate !== 'none') return true;
  return cause.z >= WAIT_GATE.mirrorZ && cause.finding.net >= WAIT_GATE.mirrorLeast * mirror.finding.net;
}

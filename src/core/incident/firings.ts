import type { Alert } from '../alert/alert.ts';
import type { Instant } from '../instant.ts';
import type { Incident } from './incident.ts';

/** One alert began to fire, or resolved. */
export interface Turn {
  readonly fingerprint: string;
  readonly at: Instant;
  readonly to: 'firing' | 'resolved';
}

/** An alert that flaps for days must not grow its incident without end; what is oldest goes first. */
const MOST_TURNS = 200;

/**
 * What deliveries told so far, in order of time, whatever the order in which they came and however often: the same
 * turn is one turn. At the same millisecond an end follows its beginning.
 */
export function withTurns(known: readonly Turn[], alert: Alert, now: Instant): readonly Turn[] {
  const { fingerprint, startsAt } = alert;
  const told: Turn[] = [{ fingerprint, at: startsAt, to: 'firing' }];
  // A clock that was set back may say that it ended before it began.
  if (alert.status === 'resolved')
    told.push({ fingerprint, at: Math.max(alert.endsAt ?? now, startsAt), to: 'resolved' });
  const fresh = told.filter(
    (turn) => !known.some((one) => one.fingerprint === fingerprint && one.at === turn.at && one.to === turn.to),
  );
  if (fresh.length === 0) return known;
  return [...known, ...fresh].sort((a, b) => a.at - b.at || rank(a) - rank(b)).slice(-MOST_TURNS);
}

function rank(turn: Turn): number {
  return turn.to === 'firing' ? 0 : 1;
}

/** The latest turn of an alert: whether it fires, and since when it does or does not. */
export function lastTurn(turns: readonly Turn[], fingerprint: string): Turn | undefined {
  return turns.findLast((turn) => turn.fingerprint === fingerprint);
}

/** What an incident knows, also one that was saved before turns were kept. */
export function turnsOf(incident: Incident): readonly Turn[] {
  return incident.turns ?? incident.alerts.reduce<readonly Turn[]>((all, one) => withTurns(all, one, one.startsAt), []);
}

/** How often the alert that flapped most went firing. A start without an end before it is a sender that restarted. */
export function timesFired(incident: Incident): number {
  const fired = new Map<string, { times: number; firing: boolean }>();
  for (const { fingerprint, to } of turnsOf(incident)) {
    const so = fired.get(fingerprint) ?? { times: 0, firing: false };
    const again = to === 'firing' && !so.firing;
    fired.set(fingerprint, { times: so.times + (again ? 1 : 0), firing: to === 'firing' });
  }
  return Math.max(1, ...[...fired.values()].map(({ times }) => times));
}

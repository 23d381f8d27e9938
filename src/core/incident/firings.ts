import type { Alert } from '../alert/alert.ts';
import type { Instant } from '../instant.ts';

/** An alert of an incident, with its story. */
export interface JoinedAlert extends Alert {
  /** When it began to fire and when it resolved, in order of time. */
  readonly turns?: readonly Turn[];
}

export interface Turn {
  readonly at: Instant;
  readonly to: 'firing' | 'resolved';
}

/** An alert that flaps for days must not grow its incident without end; what is oldest goes first. */
const MOST_TURNS = 200;

/**
 * What deliveries told of one alert so far, in order of time, whatever the order in which they came and however often:
 * the same turn is one turn. At the same millisecond an end follows its beginning.
 */
export function withTurns(known: readonly Turn[], alert: Alert, now: Instant): readonly Turn[] {
  const { startsAt } = alert;
  const told: Turn[] = [{ at: startsAt, to: 'firing' }];
  // A clock that was set back may say that it ended before it began.
  if (alert.status === 'resolved') told.push({ at: Math.max(alert.endsAt ?? now, startsAt), to: 'resolved' });
  const fresh = told.filter((turn) => !known.some((one) => one.at === turn.at && one.to === turn.to));
  if (fresh.length === 0) return known;
  return [...known, ...fresh].sort((a, b) => a.at - b.at || rank(a) - rank(b)).slice(-MOST_TURNS);
}

function rank(turn: Turn): number {
  return turn.to === 'firing' ? 0 : 1;
}

/** Its story, also of an alert that was saved before stories were kept. */
export function turnsOf(alert: JoinedAlert): readonly Turn[] {
  return alert.turns ?? withTurns([], alert, alert.startsAt);
}

/** How often the alert that flapped most went firing. A start without an end before it is a sender that restarted. */
export function timesFired({ alerts }: { readonly alerts: readonly JoinedAlert[] }): number {
  return alerts.reduce((most, alert) => {
    const turns = turnsOf(alert);
    const begins = turns.filter((turn, i) => turn.to === 'firing' && turns[i - 1]?.to !== 'firing');
    return Math.max(most, begins.length);
  }, 1);
}

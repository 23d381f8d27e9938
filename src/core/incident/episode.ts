import type { Alert } from '../alert/alert.ts';
import type { Instant } from '../instant.ts';
import { turnsOf, withTurns, type JoinedAlert, type Turn } from './firings.ts';
import type { AlertPlan, Incident } from './incident.ts';
import { isFaster, withPlan } from './lead.ts';
import { hastened, LATE_PROFILES_MS } from './refinement.ts';

/**
 * Deliveries come at least once, in any order, from any number of Alertmanagers. An incident is one firing
 * episode of one service: whatever fires while it lasts, or within this time after it was last heard of, joins it.
 */
export const COOLDOWN_MS = 30 * 60_000;

/**
 * Slow tiers fire hours after the fast ones, and Alertmanager repeats what still fires every four hours, rounded up
 * to its group interval: an incident that has not resolved takes in other alerts for as long.
 */
const STILL_BURNING_MS = 5 * 3_600_000;

/** Of a service that fires by the thousand it is enough to follow these; the deliveries hold all of them. */
export const MOST_ALERTS = 500;

export type Placement =
  | { readonly action: 'investigate'; readonly incident: Incident; readonly reason: string }
  | {
      readonly action: 'join';
      readonly incident: Incident;
      readonly reason: string;
      /** Set when the second look must be asked for, or comes earlier than was asked for. */
      readonly refineAt?: Instant;
      /** True when the answer is there already, and somebody has to hear of it who was not told. */
      readonly tell: boolean;
    }
  | { readonly action: 'ignore'; readonly reason: string };

/** Puts one mapped alert into the story of its service. `latest` is the service's newest incident, if any. */
export function placeAlert(
  alert: Alert,
  plan: AlertPlan,
  latest: Incident | undefined,
  now: Instant,
  newId: string,
): Placement {
  if (latest !== undefined && belongsTo(latest, alert)) return join(alert, plan, latest, now);
  if (alert.status === 'resolved') return { action: 'ignore', reason: 'resolved, and no open incident speaks of it' };
  const incident: Incident = {
    id: newId,
    service: plan.service,
    slo: plan.slo,
    state: 'queued',
    openedAt: now,
    startsAt: alert.startsAt,
    lastSeenAt: now,
    alerts: [{ ...alert, turns: withTurns([], alert, now) }],
    plan,
  };
  return { action: 'investigate', incident, reason: `opens an incident of ${plan.service}` };
}

/** Not resolved, and heard of not so long ago that a sender which tells no ends must have fallen silent. */
export function mayStillBurn({ endedAt, lastSeenAt }: Incident, now: Instant): boolean {
  return endedAt === undefined && now <= lastSeenAt + STILL_BURNING_MS;
}

function belongsTo(incident: Incident, alert: Alert): boolean {
  const known = incident.alerts.find((candidate) => candidate.fingerprint === alert.fingerprint);
  const began = known && turnsOf(known).findLast((turn) => turn.to === 'firing');
  if (began !== undefined && alert.startsAt <= began.at) return true;
  const cooldown = incident.plan.cooldown ?? COOLDOWN_MS;
  if (incident.endedAt !== undefined) return alert.startsAt <= incident.endedAt + cooldown;
  // The same alert that begins anew without having resolved is another burn of a sender that tells no ends.
  const reach = known === undefined ? Math.max(cooldown, STILL_BURNING_MS) : cooldown;
  return alert.startsAt <= incident.lastSeenAt + reach;
}

function join(alert: Alert, plan: AlertPlan, latest: Incident, now: Instant): Placement {
  const known = latest.alerts.find((candidate) => candidate.fingerprint === alert.fingerprint);
  if (alert.status === 'resolved' && known === undefined)
    return { action: 'ignore', reason: 'resolved, never seen firing' };
  const turns = withTurns(known === undefined ? [] : turnsOf(known), alert, now);
  const fires = turns.at(-1)?.to === 'firing';
  if (alert.status === 'firing' && !fires)
    return { action: 'ignore', reason: 'a late copy: this alert has resolved since' };
  const told = withAlert(latest, alert, turns, now);
  const led = alert.status === 'firing' ? withPlan(told, plan, alert.fingerprint) : told;
  const joined = led.alerts.length > MOST_ALERTS ? { ...led, alerts: led.alerts.slice(0, MOST_ALERTS) } : led;
  const refineAt = refinementOf(joined, latest, now);
  const again = known?.status === alert.status;
  const flapped = known?.status === 'resolved' && alert.status === 'firing';
  const reason = again
    ? 'delivered again'
    : flapped
      ? `fires again within the cool-down of the incident of ${latest.service}`
      : `joins the incident of ${latest.service}`;
  const answered = latest.state === 'answered' || latest.state === 'failed';
  const tell = answered && joined.plan.channels.length > latest.plan.channels.length;
  if (refineAt === undefined || refineAt === latest.refineAt) return { action: 'join', incident: joined, reason, tell };
  return { action: 'join', incident: { ...joined, refineAt }, reason, refineAt, tell };
}

/** A burn that ended brings its second look forward; a faster tier that comes after the answer asks for one. */
function refinementOf(joined: Incident, latest: Incident, now: Instant): Instant | undefined {
  if (joined.refineAt !== undefined) return hastened(joined.refineAt, joined.endedAt, now);
  return joined.state === 'answered' && isFaster(joined.plan, latest.plan) ? now + LATE_PROFILES_MS : undefined;
}

function withAlert(incident: Incident, alert: Alert, turns: readonly Turn[], now: Instant): Incident {
  const known = incident.alerts.find((candidate) => candidate.fingerprint === alert.fingerprint);
  const last = turns.at(-1);
  const { endsAt: _told, ...rest } = alert;
  const merged: JoinedAlert = {
    ...rest,
    // Prometheus restarts move startsAt forward; the earliest one is the truth.
    startsAt: Math.min(alert.startsAt, known?.startsAt ?? alert.startsAt),
    turns,
    ...(last?.to === 'resolved' ? { status: 'resolved', endsAt: last.at } : { status: 'firing' }),
  };
  const alerts =
    known === undefined ? [...incident.alerts, merged] : incident.alerts.map((one) => (one === known ? merged : one));
  const { endedAt: _reopened, ...open } = incident;
  const ends = alerts.map((candidate) => (candidate.status === 'resolved' ? candidate.endsAt : undefined));
  const allEnded = ends.every((end) => end !== undefined);
  return {
    ...open,
    alerts,
    startsAt: Math.min(incident.startsAt, alert.startsAt),
    lastSeenAt: Math.max(incident.lastSeenAt, now),
    ...(allEnded ? { endedAt: Math.max(...ends) } : {}),
  };
}

import type { Alert } from '../alert/alert.ts';
import type { Instant } from '../instant.ts';
import type { AlertPlan, Incident } from './incident.ts';

/**
 * Deliveries come at least once, in any order, from any number of Alertmanagers. An incident is one firing
 * episode of one service: whatever fires while it lasts, or within this time after it was last heard of, joins it.
 */
export const COOLDOWN_MS = 30 * 60_000;

export type Placement =
  | { readonly action: 'investigate'; readonly incident: Incident; readonly reason: string }
  | { readonly action: 'join'; readonly incident: Incident; readonly reason: string }
  | { readonly action: 'ignore'; readonly reason: string };

/** Puts one mapped alert into the story of its service. `latest` is the service's newest incident, if any. */
export function placeAlert(
  alert: Alert,
  plan: AlertPlan,
  latest: Incident | undefined,
  now: Instant,
  newId: string,
): Placement {
  const known = latest?.alerts.find((candidate) => candidate.fingerprint === alert.fingerprint);
  if (latest !== undefined && belongsTo(latest, alert)) {
    if (alert.status === 'firing' && known?.endsAt !== undefined && alert.startsAt <= known.endsAt) {
      const reason = 'a late copy: this alert has resolved since';
      return { action: 'ignore', reason };
    }
    if (alert.status === 'resolved' && known === undefined)
      return { action: 'ignore', reason: 'resolved, never seen firing' };
    const again = known !== undefined && known.status === alert.status;
    const reason = again ? 'delivered again' : `joins the incident of ${latest.service}`;
    return { action: 'join', incident: withAlert(latest, alert, now), reason };
  }
  if (alert.status === 'resolved') return { action: 'ignore', reason: 'resolved, and no open incident speaks of it' };
  const incident: Incident = {
    id: newId,
    service: plan.service,
    slo: plan.slo,
    state: 'queued',
    openedAt: now,
    startsAt: alert.startsAt,
    lastSeenAt: now,
    alerts: [alert],
    plan,
  };
  return { action: 'investigate', incident, reason: `opens an incident of ${plan.service}` };
}

function belongsTo(incident: Incident, alert: Alert): boolean {
  const known = incident.alerts.find((candidate) => candidate.fingerprint === alert.fingerprint);
  if (known !== undefined && alert.startsAt <= known.startsAt) return true;
  return alert.startsAt <= (incident.endedAt ?? incident.lastSeenAt) + COOLDOWN_MS;
}

function withAlert(incident: Incident, alert: Alert, now: Instant): Incident {
  const others = incident.alerts.filter((candidate) => candidate.fingerprint !== alert.fingerprint);
  const known = incident.alerts.find((candidate) => candidate.fingerprint === alert.fingerprint);
  // Prometheus restarts move startsAt forward; the earliest one is the truth.
  const merged: Alert = known === undefined ? alert : { ...alert, startsAt: Math.min(alert.startsAt, known.startsAt) };
  const alerts = [...others, merged];
  const { endedAt: _reopened, ...open } = incident;
  const ends = alerts.map((candidate) => (candidate.status === 'resolved' ? candidate.endsAt : undefined));
  const allEnded = ends.every((end) => end !== undefined);
  return {
    ...open,
    alerts,
    startsAt: Math.min(incident.startsAt, alert.startsAt),
    lastSeenAt: now,
    ...(allEnded ? { endedAt: Math.max(...ends.map((end) => end ?? 0)) } : {}),
  };
}

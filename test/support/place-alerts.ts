import type { Alert } from '../../src/core/alert/alert.ts';
import { placeAlert, type Placement } from '../../src/core/incident/episode.ts';
import type { AlertPlan, Incident } from '../../src/core/incident/incident.ts';

export const PLAN: AlertPlan = {
  service: 'checkout',
  slo: 'latency',
  dialect: 'sloth',
  burn: [],
  rule: 'built-in sloth',
  profiles: ['cpu'],
  selector: {},
  channels: ['inbox'],
};
export const T0 = Date.parse('2026-11-24T14:00:00Z');
export const MINUTE = 60_000;

export function firing(fingerprint: string, startsAt = T0): Alert {
  return { fingerprint, status: 'firing', labels: {}, annotations: {}, startsAt, generatorUrl: '' };
}

export function resolved(fingerprint: string, startsAt: number, endsAt: number): Alert {
  return { ...firing(fingerprint, startsAt), status: 'resolved', endsAt };
}

export function place(alert: Alert, latest: Incident | undefined, now: number, plan = PLAN): Placement {
  return placeAlert(alert, plan, latest, now, `id-${now}`);
}

export function tier(hours: number, factor: number, changes: Partial<AlertPlan> = {}): AlertPlan {
  const burn = [{ longSeconds: hours * 3600, shortSeconds: hours * 300, factor }];
  return { ...PLAN, rule: `${hours}h`, burn, ...changes };
}

export function incidentOf(placement: Placement): Incident {
  if (!('incident' in placement)) throw new Error(`no incident: ${placement.reason}`);
  return placement.incident;
}

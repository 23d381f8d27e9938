import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../src/core/alert/alert.ts';
import { COOLDOWN_MS, placeAlert, type Placement } from '../../../src/core/incident/episode.ts';
import type { AlertPlan, Incident } from '../../../src/core/incident/incident.ts';

const PLAN: AlertPlan = {
  service: 'checkout',
  slo: 'latency',
  dialect: 'sloth',
  burn: [],
  rule: 'built-in sloth',
  profiles: ['cpu'],
  selector: {},
  channels: ['inbox'],
};
const T0 = Date.parse('2026-11-24T14:00:00Z');
const MINUTE = 60_000;

function firing(fingerprint: string, startsAt = T0): Alert {
  return { fingerprint, status: 'firing', labels: {}, annotations: {}, startsAt, generatorUrl: '' };
}

function resolved(fingerprint: string, startsAt: number, endsAt: number): Alert {
  return { ...firing(fingerprint, startsAt), status: 'resolved', endsAt };
}

function place(alert: Alert, latest: Incident | undefined, now: number): Placement {
  return placeAlert(alert, PLAN, latest, now, `id-${now}`);
}

function incidentOf(placement: Placement): Incident {
  if (!('incident' in placement)) throw new Error(`no incident: ${placement.reason}`);
  return placement.incident;
}

describe('placeAlert', () => {
  const open = incidentOf(place(firing('a'), undefined, T0 + MINUTE));

  it('opens one incident for the first firing', () => {
    expect(place(firing('a'), undefined, T0)).toMatchObject({ action: 'investigate' });
  });

  it('joins a copy that another Alertmanager delivers, milliseconds off', () => {
    expect(place(firing('a', T0 + 9), open, T0 + 2 * MINUTE)).toMatchObject({
      action: 'join',
      reason: 'delivered again',
    });
  });

  it('joins a repeat after four hours, whose startsAt is the old one', () => {
    const repeated = place(firing('a'), open, T0 + 240 * MINUTE);

    expect(repeated.action).toBe('join');
    expect(incidentOf(repeated).lastSeenAt).toBe(T0 + 240 * MINUTE);
  });

  it('lets the other tiers of the same burn join', () => {
    const joined = incidentOf(place(firing('b', T0 + 20 * MINUTE), open, T0 + 20 * MINUTE));

    expect(joined.alerts.map((alert) => alert.fingerprint)).toEqual(['a', 'b']);
    expect(joined.startsAt).toBe(T0);
  });

  it('keeps the earliest startsAt when Prometheus forgot it in a restart', () => {
    const joined = incidentOf(place(firing('a', T0 + 5 * MINUTE), open, T0 + 6 * MINUTE));

    expect(joined.alerts[0]?.startsAt).toBe(T0);
  });

  it('ends when every alert has resolved, and only then', () => {
    const two = incidentOf(place(firing('b', T0 + MINUTE), open, T0 + 2 * MINUTE));
    const half = incidentOf(place(resolved('a', T0, T0 + 9 * MINUTE), two, T0 + 10 * MINUTE));
    const whole = incidentOf(place(resolved('b', T0 + MINUTE, T0 + 12 * MINUTE), half, T0 + 13 * MINUTE));

    expect(half.endedAt).toBeUndefined();
    expect(whole.endedAt).toBe(T0 + 12 * MINUTE);
  });

  it('drops a firing copy that arrives after its resolution', () => {
    const ended = incidentOf(place(resolved('a', T0, T0 + 9 * MINUTE), open, T0 + 10 * MINUTE));

    expect(place(firing('a'), ended, T0 + 11 * MINUTE)).toMatchObject({ action: 'ignore' });
  });

  it('joins flapping within the cool-down and opens a new incident after it', () => {
    const end = T0 + 9 * MINUTE;
    const ended = incidentOf(place(resolved('a', T0, end), open, end));
    const soon = end + COOLDOWN_MS - MINUTE;
    const later = end + COOLDOWN_MS + MINUTE;

    expect(place(firing('a', soon), ended, soon)).toMatchObject({ action: 'join' });
    expect(incidentOf(place(firing('a', soon), ended, soon)).endedAt).toBeUndefined();
    expect(place(firing('a', later), ended, later)).toMatchObject({ action: 'investigate' });
  });

  it('ignores what resolves without ever having fired here', () => {
    expect(place(resolved('z', T0, T0 + MINUTE), undefined, T0 + MINUTE)).toMatchObject({ action: 'ignore' });
  });
});

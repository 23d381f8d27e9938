import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../src/core/alert/alert.ts';
import { COOLDOWN_MS, MOST_ALERTS } from '../../../src/core/incident/episode.ts';
import { timesFired } from '../../../src/core/incident/firings.ts';
import type { Incident } from '../../../src/core/incident/incident.ts';
import { LATE_PROFILES_MS } from '../../../src/core/incident/refinement.ts';
import { firing, incidentOf, MINUTE, place, PLAN, resolved, T0, tier } from '../../support/place-alerts.ts';

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

  it('keeps a repeat out of the story of the alerts: it did not fire again', () => {
    const repeated = incidentOf(place(firing('a'), open, T0 + 240 * MINUTE));

    expect(timesFired(repeated)).toBe(1);
  });

  it('counts how often an alert fired that flaps, whoever delivers its turns', () => {
    const turns = [
      firing('a'),
      resolved('a', T0, T0 + 5 * MINUTE),
      firing('a', T0 + 7 * MINUTE),
      resolved('a', T0 + 7 * MINUTE + 3, T0 + 9 * MINUTE),
      resolved('a', T0 + 7 * MINUTE, T0 + 9 * MINUTE + 4),
      firing('a', T0 + 20 * MINUTE),
    ];
    const incident = turns.reduce<Incident | undefined>(
      (latest, alert) => incidentOf(place(alert, latest, T0 + 21 * MINUTE)),
      undefined,
    );

    expect(timesFired(incident!)).toBe(3);
    expect(incident).toMatchObject({ startsAt: T0, alerts: [{ status: 'firing' }] });
    expect(incident?.endedAt).toBeUndefined();
  });

  it('does not end an alert that fires again with the late news that it had ended before', () => {
    const again = incidentOf(place(firing('a', T0 + 7 * MINUTE), open, T0 + 8 * MINUTE));
    const late = incidentOf(place(resolved('a', T0, T0 + 5 * MINUTE), again, T0 + 9 * MINUTE));

    expect(late.endedAt).toBeUndefined();
    expect(timesFired(late)).toBe(2);
  });

  it('stays bounded while an alert flaps for days', () => {
    let incident = open;
    for (let at = T0; at < T0 + 2000 * MINUTE; at += 2 * MINUTE) {
      incident = incidentOf(place(firing('a', at), incident, at));
      incident = incidentOf(place(resolved('a', at, at + MINUTE), incident, at + MINUTE));
    }

    expect(incident.startsAt).toBe(T0);
    expect(incident.alerts[0]!.turns!.length).toBeLessThanOrEqual(200);
    expect(timesFired(incident)).toBe(100);
  });

  it('takes in the slow tiers of a burn that goes on for hours, and a new burn of a sender that tells no ends not', () => {
    const threeHours = T0 + 180 * MINUTE;

    expect(place(firing('ticket', threeHours), open, threeHours).action).toBe('join');
    expect(place(firing('a', threeHours), open, threeHours).action).toBe('investigate');
    expect(place(firing('ticket', T0 + 400 * MINUTE), open, T0 + 400 * MINUTE).action).toBe('investigate');
  });

  it('follows the first hundreds of a service that fires by the thousand, and whoever leads', () => {
    let incident = open;
    for (let i = 0; i < 1_000; i++) {
      const plan = { ...PLAN, slo: `slo-${i}` };
      incident = incidentOf(place(firing(`f${i}`, T0 - i), incident, T0 + MINUTE, plan));
    }
    expect(incident.alerts).toHaveLength(MOST_ALERTS);
    expect(incident.also!.length).toBeLessThanOrEqual(50);
    expect(incident.startsAt).toBe(T0 - 999);

    incident = incidentOf(place(firing('page'), incident, T0 + MINUTE, tier(1, 14.4)));
    expect(incident.alerts).toHaveLength(MOST_ALERTS);
    expect(incident.alerts[0]?.fingerprint).toBe('page');
  });

  it('goes by the cool-down of the plan where a team has set one', () => {
    const plan = { ...PLAN, cooldown: 2 * MINUTE };
    const short = incidentOf(place(firing('a'), undefined, T0, plan));
    const ended = incidentOf(place(resolved('a', T0, T0 + MINUTE), short, T0 + MINUTE, plan));

    expect(place(firing('a', T0 + 2 * MINUTE), ended, T0 + 2 * MINUTE, plan).action).toBe('join');
    expect(place(firing('a', T0 + 4 * MINUTE), ended, T0 + 4 * MINUTE, plan).action).toBe('investigate');
  });

  describe('when a burn ends', () => {
    const end = resolved('a', T0, T0 + 9 * MINUTE);
    const due = T0 + 30 * MINUTE;

    it('brings the second look forward to when its last profiles have come', () => {
      const placed = place(end, { ...open, state: 'answered', refineAt: due }, T0 + 9.5 * MINUTE);

      expect(placed).toMatchObject({ action: 'join', refineAt: T0 + 9 * MINUTE + LATE_PROFILES_MS });
      expect(incidentOf(placed).refineAt).toBe(T0 + 9 * MINUTE + LATE_PROFILES_MS);
    });

    it('leaves a second look alone that is over, or comes sooner', () => {
      const now = T0 + 50 * MINUTE;

      expect(place(end, { ...open, state: 'answered', refineAt: due }, now)).not.toHaveProperty('refineAt');
      expect(place(end, { ...open, state: 'answered' }, now)).not.toHaveProperty('refineAt');
    });
  });

  it('makes the same incident of the same deliveries, in any order and however often they come', () => {
    const story: readonly Alert[] = [
      firing('page'),
      firing('page', T0 + 9),
      firing('ticket', T0 + MINUTE),
      resolved('page', T0, T0 + 5 * MINUTE),
      // A restart of Prometheus moved startsAt forward.
      firing('page', T0 + 8 * MINUTE),
      firing('page', T0 + 12 * MINUTE),
      resolved('page', T0 + 8 * MINUTE, T0 + 15 * MINUTE),
      resolved('ticket', T0 + MINUTE, T0 + 20 * MINUTE),
    ];
    const tell = (deliveries: readonly Alert[]) => {
      let latest: Incident | undefined;
      let opened = 0;
      for (const [index, alert] of deliveries.entries()) {
        const plan = alert.fingerprint === 'page' ? tier(1, 14.4) : tier(24, 3);
        const placed = place(alert, latest, T0 + 21 * MINUTE + index, plan);
        if (placed.action === 'investigate') opened += 1;
        if ('incident' in placed) latest = placed.incident;
      }
      return { latest: latest!, opened };
    };
    // An alert must be seen firing first: what resolves without having fired is nobody's.
    const first = [story[0]!, story[2]!];
    const told = tell(story);
    expect(timesFired(told.latest)).toBe(2);

    fc.assert(
      fc.property(fc.shuffledSubarray(first, { minLength: 2 }), shuffled(story), (begin, rest) => {
        const { latest, opened } = tell([...begin, ...rest]);
        expect(opened).toBe(1);
        expect(latest.plan).toEqual(told.latest.plan);
        expect(latest.endedAt).toBe(T0 + 20 * MINUTE);
        expect(latest.startsAt).toBe(T0);

        expect(timesFired(latest)).toBe(2);
      }),
    );
  });
});

/** All of them in any order, some of them more than once. */
function shuffled(story: readonly Alert[]): fc.Arbitrary<readonly Alert[]> {
  return fc
    .array(fc.constantFrom(...story), { maxLength: 8 })
    .chain((more) => fc.shuffledSubarray([...story, ...more], { minLength: story.length + more.length }));
}

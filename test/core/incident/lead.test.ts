import { describe, expect, it } from 'vitest';
import { LATE_PROFILES_MS } from '../../../src/core/incident/refinement.ts';
import { firing, incidentOf, MINUTE, place, PLAN, T0, tier } from '../../support/place-alerts.ts';

describe('of several tiers', () => {
  const open = incidentOf(place(firing('a'), undefined, T0 + MINUTE));
  const slow = incidentOf(place(firing('ticket'), undefined, T0, tier(24, 3, { slo: 'latency' })));

  it('lets the fastest lead while nobody looks yet', () => {
    const plan = tier(1, 14.4, { channels: ['oncall'] });
    const led = incidentOf(place(firing('page', T0 + MINUTE), slow, T0 + MINUTE, plan));

    expect(led.plan).toEqual(plan);
    expect(led.alerts.map((alert) => alert.fingerprint)).toEqual(['page', 'ticket']);
    const back = incidentOf(place(firing('third', T0 + MINUTE), led, T0 + MINUTE, tier(6, 6)));
    expect(back.plan).toEqual(plan);
    expect(back.alerts.map((alert) => alert.fingerprint)).toEqual(['page', 'ticket', 'third']);
  });

  it('takes the higher factor where the windows are the same, and an alert without windows for the slowest', () => {
    const page = incidentOf(place(firing('x'), undefined, T0, tier(1, 6)));

    expect(incidentOf(place(firing('y'), page, T0, tier(1, 14))).plan.burn[0]?.factor).toBe(14);
    expect(incidentOf(place(firing('y'), page, T0, PLAN)).plan).toEqual(page.plan);
    expect(incidentOf(place(firing('y'), open, T0, tier(72, 1))).plan.rule).toBe('72h');
  });

  it('keeps speaking to those who were told when a faster one comes after the answer, and looks again', () => {
    const answered = { ...slow, state: 'answered' } as const;
    const plan = tier(1, 14.4, { channels: ['oncall'] });
    const now = T0 + 5 * MINUTE;
    const placed = place(firing('page', now), answered, now, plan);

    expect(placed).toMatchObject({ refineAt: now + LATE_PROFILES_MS });
    expect(incidentOf(placed).plan).toEqual({ ...plan, channels: ['inbox', 'oncall'] });
  });

  it('lets those hear of it whom an alert as fast would wake, also after the answer, and nobody for a slower one', () => {
    const page = incidentOf(place(firing('page'), undefined, T0, tier(1, 14.4)));
    const errors = tier(1, 14.4, { slo: 'errors', channels: ['team-b'] });
    const ticket = tier(24, 3, { channels: ['tickets'] });
    const early = place(firing('errors'), page, T0, errors);
    const late = place(firing('errors'), { ...page, state: 'answered' }, T0, errors);

    expect(early).toMatchObject({ tell: false, incident: { plan: { channels: ['inbox', 'team-b'] } } });
    expect(late).toMatchObject({ tell: true, incident: { plan: { channels: ['inbox', 'team-b'] } } });
    expect(place(firing('errors'), incidentOf(late), T0, errors)).toMatchObject({ tell: false });
    expect(place(firing('t'), incidentOf(late), T0, ticket)).toMatchObject({
      tell: false,
      incident: { plan: { channels: ['inbox', 'team-b'] } },
    });
  });

  it('lets a team hear of its own service although another team’s alert of that name came first', () => {
    const theirs = tier(1, 14.4, { owner: 'team-b', channels: ['team-b'] });
    const slower = tier(6, 6, { owner: 'team-a', channels: ['team-a'] });
    const opened = incidentOf(place(firing('theirs'), undefined, T0, theirs));

    const early = place(firing('ours'), opened, T0, slower);
    const late = place(firing('ours'), { ...opened, state: 'answered' }, T0, slower);
    const faster = place(firing('ours'), opened, T0, tier(0.5, 20, { owner: 'team-a', channels: ['team-a'] }));

    expect(incidentOf(early).plan.channels).toEqual(['team-b', 'team-a']);
    expect(late).toMatchObject({ tell: true });
    expect(incidentOf(faster).plan.channels).toEqual(['team-b', 'team-a']);
  });

  it('does not look a third time', () => {
    const refined = { ...slow, state: 'answered', refineAt: T0 + MINUTE } as const;
    const placed = place(firing('page', T0 + 9 * MINUTE), refined, T0 + 9 * MINUTE, tier(1, 14.4));

    expect(placed).not.toHaveProperty('refineAt');
  });

  it('names the other SLOs of the service, whichever leads', () => {
    const errors = tier(1, 14.4, { slo: 'requests-availability' });
    const led = incidentOf(place(firing('page', T0), slow, T0, errors));
    const again = incidentOf(place(firing('ticket', T0), led, T0, tier(24, 3, { slo: 'latency' })));

    expect(led).toMatchObject({ slo: 'requests-availability', also: ['latency'] });
    expect(again).toMatchObject({ slo: 'requests-availability', also: ['latency'] });
    expect(slow.also).toBeUndefined();
  });
});

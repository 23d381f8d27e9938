import { describe, expect, it } from 'vitest';
import { chooseSides, type DeploySides } from '../../../src/core/deploy/deploy-windows.ts';
import type { Deploy } from '../../../src/core/deploy/deploy.ts';
import { WINDOW_RULES } from '../../../src/core/incident/window-rules.ts';
import { NOON } from '../../support/sample-incident.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const RULES = { ...WINDOW_RULES, warmUp: 2 * MINUTE };

function deploy(changes: Partial<Deploy> = {}): Deploy {
  return { service: 'checkout', fromVersion: 'v1.4.0', toVersion: 'v1.5.0', at: NOON, source: 'github', ...changes };
}

function sidesOf(one: Deploy, now: number, others: readonly Deploy[] = [], again = false) {
  const sides = chooseSides(one, others, now, RULES, again);
  if (sides.kind !== 'sides') throw new Error(`no sides: ${sides.reason}`);
  return sides;
}

/** Minutes from the deploy. */
function minutes({ baseline, comparison }: Extract<DeploySides, { kind: 'sides' }>) {
  return [baseline.from, baseline.to, comparison.from, comparison.to].map((at) => (at - NOON) / MINUTE);
}

describe('sides of a deploy', () => {
  it('are equally long: before a guard, and after the warm-up as long as there is data', () => {
    expect(minutes(sidesOf(deploy(), NOON + 12 * MINUTE))).toEqual([-12, -2, 2, 12]);
    expect(sidesOf(deploy(), NOON + 12 * MINUTE).growsUntil).toBe(NOON + 32 * MINUTE);
  });

  it('are at most as long as the longest window, and then do not grow', () => {
    const sides = sidesOf(deploy(), NOON + 5 * HOUR);

    expect(minutes(sides)).toEqual([-32, -2, 2, 32]);
    expect(sides).not.toHaveProperty('growsUntil');
  });

  it('are too early until the shortest window after the warm-up is over', () => {
    expect(chooseSides(deploy(), [], NOON + MINUTE, RULES, false)).toEqual({
      kind: 'early',
      dueAt: NOON + 7 * MINUTE,
      reason: 'Waits for 5 min of v1.5.0 after a warm-up of 2 min.',
    });
  });

  it('leave a rollout out, which was told with its beginning', () => {
    expect(minutes(sidesOf(deploy({ startedAt: NOON - 10 * MINUTE }), NOON + HOUR))).toEqual([-42, -12, 2, 32]);
  });

  it('give a rollout as long again as a warm-up where only its first pod is known', () => {
    expect(minutes(sidesOf(deploy({ source: 'profile labels' }), NOON + HOUR))).toEqual([-32, -2, 4, 34]);
  });

  it('move on with the time when an earlier look found too little', () => {
    expect(minutes(sidesOf(deploy(), NOON + 3 * HOUR, [], true))).toEqual([-32, -2, 150, 180]);
    expect(minutes(sidesOf(deploy(), NOON + 12 * MINUTE, [], true))).toEqual([-12, -2, 2, 12]);
  });

  it('end where the next deploy begins, and say so', () => {
    const next = deploy({ toVersion: 'v1.6.0', at: NOON + 12 * MINUTE, startedAt: NOON + 9 * MINUTE });

    const sides = sidesOf(deploy(), NOON + 5 * HOUR, [next]);

    expect(minutes(sides)).toEqual([-9, -2, 2, 9]);
    expect(sides.notes).toEqual(['v1.6.0 followed at 14:18 UTC: the comparison ends there.']);
    expect(sides.isClosed).toBe(true);
  });

  it('begin after the deploy before, while enough is left', () => {
    const previous = deploy({ toVersion: 'v1.4.0', fromVersion: 'v1.3.0', at: NOON - 20 * MINUTE });

    const sides = sidesOf(deploy(), NOON + HOUR, [previous]);

    expect(minutes(sides)).toEqual([-18, -2, 2, 32]);
    expect(sides.notes).toEqual([]);
  });

  it('never reach across two deploys without saying so', () => {
    const previous = deploy({ toVersion: 'v1.4.0', fromVersion: 'v1.3.0', at: NOON - 4 * MINUTE });

    const sides = sidesOf(deploy(), NOON + HOUR, [previous]);

    expect(minutes(sides)).toEqual([-36, -6, 2, 32]);
    expect(sides.notes).toEqual(['The baseline lies before v1.4.0 of 14:05 UTC too: what that changed counts here.']);
  });

  it('are none of a version that was replaced at once', () => {
    const next = deploy({ toVersion: 'v1.5.1', at: NOON + 40_000 });

    expect(chooseSides(deploy(), [next], NOON + HOUR, RULES, false)).toEqual({
      kind: 'none',
      reason: 'v1.5.1 followed at 14:09 UTC, too soon to compare v1.5.0 alone',
    });
  });

  it('do not mind the same deploy told by another source, nor one that failed', () => {
    const others = [
      deploy({ source: 'profile labels', toVersion: '1.5.0', at: NOON + 3 * MINUTE }),
      deploy({ toVersion: 'v1.5.1', status: 'failed', at: NOON + 4 * MINUTE }),
    ];

    expect(minutes(sidesOf(deploy(), NOON + HOUR, others))).toEqual([-32, -2, 2, 32]);
  });

  it('do not take for another deploy what labels call otherwise', () => {
    const label = deploy({ source: 'profile labels', fromVersion: 'build-7', toVersion: 'build-8', at: NOON + 20_000 });

    expect(minutes(sidesOf(deploy(), NOON + HOUR, [label]))).toEqual([-32, -2, 2, 32]);
  });

  it('are not cut by flags, which are turned too often, but tell of them', () => {
    const flag = deploy({ kind: 'feature-flag', toVersion: 'new-pricing on', at: NOON + 3 * MINUTE });

    const sides = sidesOf(deploy(), NOON + HOUR, [flag]);

    expect(minutes(sides)).toEqual([-32, -2, 2, 32]);
    expect(sides.notes).toEqual(['Also changed: feature-flag new-pricing on at 14:12 UTC.']);
  });

  it('look for a baseline further back, then at the same time of earlier days', () => {
    const { otherBaselines } = sidesOf(deploy(), NOON + HOUR);

    const begins = otherBaselines.map(({ window }) => (window.from - NOON) / MINUTE);
    expect(begins).toEqual([-62, -92, -122, -152, 2 - 24 * 60, 2 - 7 * 24 * 60]);
    expect(otherBaselines.map(({ note }) => note)).toContain(
      'Nothing was recorded before: the baseline is the same time yesterday.',
    );
  });
});

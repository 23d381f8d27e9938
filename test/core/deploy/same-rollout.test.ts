import { describe, expect, it } from 'vitest';
import type { Deploy } from '../../../src/core/deploy/deploy.ts';
import { joinTellings, otherSpelling, sameRollout } from '../../../src/core/deploy/same-rollout.ts';
import { NOON } from '../../support/sample-incident.ts';

const MINUTE = 60_000;

function deploy(minute: number, toVersion: string, changes: Partial<Deploy> = {}): Deploy {
  return { service: 'checkout', toVersion, at: NOON + minute * MINUTE, source: 'github', ...changes };
}

describe('tellings of one rollout', () => {
  it('bring the same version at about the same time, however it is spelt', () => {
    const label = deploy(0, 'v2', { source: 'profile labels' });

    expect(sameRollout(label, deploy(20, '2'), [])).toBe(true);
    expect(sameRollout(label, deploy(20, 'shop/checkout:v2'), [])).toBe(true);
    expect(sameRollout(deploy(0, '8584fa2'), deploy(3, 'main', { commit: `8584fa2${'0'.repeat(33)}` }), [])).toBe(true);
    expect(sameRollout(label, deploy(400, 'v2'), [])).toBe(false);
    expect(sameRollout(label, deploy(1, 'v3'), [])).toBe(false);
    expect(sameRollout(label, deploy(1, 'v2', { service: 'cart' }), [])).toBe(false);
  });

  it('are not one where the version was replaced between', () => {
    const [first, back, again] = [deploy(0, 'v2'), deploy(20, 'v1'), deploy(40, 'v2')];

    expect(sameRollout(first, again, [first, back, again])).toBe(false);
    expect(sameRollout(again, first, [first, back, again])).toBe(false);
  });

  it('say together when it began and ended, and what only one of them knows', () => {
    const label = deploy(0, 'v2', { source: 'profile labels', fromVersion: 'v1' });
    const hook = deploy(12, '2', { commit: 'abc', url: 'https://ci.example/1' });

    expect(joinTellings(label, [hook])).toEqual({
      service: 'checkout',
      fromVersion: 'v1',
      toVersion: 'v2',
      startedAt: NOON,
      at: NOON + 12 * MINUTE,
      commit: 'abc',
      url: 'https://ci.example/1',
      source: 'profile labels',
    });
    expect(joinTellings(label, [])).toEqual(label);
  });

  it('are also what labels call otherwise right around a told deploy: the nearest of them', () => {
    const main = deploy(0, 'main', { commit: '8584fa203ff6' });
    const [build7, build8] = [7, 3].map((minute) => deploy(minute, `build-${minute}`, { source: 'profile labels' }));

    expect(otherSpelling(main, [build7!, build8!])).toBe(build8);
    expect(otherSpelling(build8!, [main, build7!])).toBe(main);
    expect(otherSpelling(main, [deploy(11, 'build-9', { source: 'profile labels' })])).toBeUndefined();
    expect(otherSpelling(main, [deploy(2, 'other', { source: 'gitlab' })])).toBeUndefined();
    const called = deploy(5, '8584fa2', { source: 'metric labels' });
    expect(otherSpelling(main, [build8!, called])).toBeUndefined();
    expect(otherSpelling({ ...main, kind: 'feature-flag' }, [build8!])).toBeUndefined();
  });
});

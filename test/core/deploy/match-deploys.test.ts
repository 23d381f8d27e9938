import { describe, expect, it } from 'vitest';
import type { Deploy } from '../../../src/core/deploy/deploy.ts';
import { deployWindow, matchDeploys } from '../../../src/core/deploy/match-deploys.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const ONSET = Date.UTC(2026, 8, 16, 14);

function deploy(toVersion: string, minutesBefore: number, more: Partial<Deploy> = {}): Deploy {
  return { service: 'checkout', toVersion, at: ONSET - minutesBefore * MINUTE, source: 'github', ...more };
}

const versionsOf = (deploys: readonly Deploy[]) =>
  matchDeploys(deploys, ONSET, 'checkout').map(({ toVersion }) => toVersion);

describe('deploys that may explain an onset', () => {
  it('precede it, or were rolling out when it began', () => {
    const later = deploy('v3', -10);
    const overlapping = deploy('v2', -20, { startedAt: ONSET - MINUTE });

    expect(versionsOf([deploy('v1', 30), overlapping, later])).toEqual(['v2', 'v1']);
  });

  it('are of the same service, and did not fail', () => {
    expect(versionsOf([deploy('v1', 5, { service: 'search' }), deploy('v2', 5, { status: 'failed' })])).toEqual([]);
  });

  it('come nearest first, three at most; what labels prove is worth an hour', () => {
    const all = [deploy('v1', 300), deploy('v2', 200), deploy('v3', 100), deploy('v4', 30)];

    expect(versionsOf(all)).toEqual(['v4', 'v3', 'v2']);
    expect(
      versionsOf([
        deploy('noted', 20, { source: 'grafana annotations' }),
        deploy('v4', 70, { source: 'profile labels' }),
      ]),
    ).toEqual(['v4', 'noted']);
  });

  it('are listed once, whoever told of them, with what only one of them says', () => {
    const [only, ...others] = matchDeploys(
      [
        deploy('v2', 10, { commit: 'a'.repeat(40), url: 'https://ci.example/1' }),
        deploy('v2', 8, { source: 'profile labels', fromVersion: 'v1' }),
      ],
      ONSET,
      'checkout',
    );

    expect(others).toEqual([]);
    expect(only).toMatchObject({ source: 'profile labels', fromVersion: 'v1', url: 'https://ci.example/1' });
  });

  it('are looked for six hours back, a day for slow burns, and from before the long window', () => {
    expect(deployWindow(ONSET, ONSET + 10 * MINUTE, HOUR).from).toBe(ONSET - 6 * HOUR);
    expect(deployWindow(ONSET, ONSET + 10 * MINUTE, 6 * HOUR).from).toBe(ONSET - 24 * HOUR);
    expect(deployWindow(ONSET, ONSET, 72 * HOUR).from).toBe(ONSET - 73 * HOUR);
  });
});

import { describe, expect, it } from 'vitest';
import type { Deploy, ReportedDeploy } from '../../src/core/deploy/deploy.ts';
import { Failure } from '../../src/core/failure.ts';
import { knownDeploys, type NamedDeploys } from '../../src/pipeline/known-deploys.ts';
import { describeDeploys } from '../contracts/deploys.ts';
import { fakeDeployRecords } from '../support/fake-deploy-records.ts';
import { fakeDeploys } from '../support/fake-deploys.ts';
import { fakeMeter } from '../support/fake-meter.ts';
import { quietLog } from '../support/quiet-log.ts';

const NOON = Date.UTC(2026, 8, 16, 12);
const WINDOW = { from: NOON - 60_000, to: NOON + 60_000 };
const signal = () => AbortSignal.timeout(5000);

function reported(id: string, toVersion: string, at: number, more: Partial<ReportedDeploy> = {}): ReportedDeploy {
  return { id, service: 'checkout', toVersion, at, source: 'github', ...more };
}

async function known(deploys: readonly ReportedDeploy[], sources: readonly NamedDeploys[] = []) {
  const records = fakeDeployRecords();
  await records.record(deploys, () => false);
  return knownDeploys(records, sources, { log: quietLog(), meter: fakeMeter() });
}

const LABELLED: Deploy = {
  service: 'checkout',
  fromVersion: 'v1',
  toVersion: 'v2',
  at: NOON,
  source: 'profile labels',
};
describeDeploys('known deploys with one source', LABELLED, async () =>
  known([], [{ name: 'labels', ...fakeDeploys([LABELLED]) }]),
);

describe('knownDeploys', () => {
  it('tells what was reported beside what the sources tell', async () => {
    const labels = fakeDeploys([{ service: 'checkout', toVersion: 'v3', at: NOON, source: 'profile labels' }]);
    const all = await (
      await known([reported('1', 'v2', NOON)], [{ name: 'labels', ...labels }])
    ).between('checkout', WINDOW, signal());

    expect(all.map(({ toVersion }) => toVersion)).toEqual(['v2', 'v3']);
  });

  it('goes on without a source that does not answer', async () => {
    const away: NamedDeploys = {
      name: 'kubernetes',
      between: async () => Promise.reject(new Failure('METRICS_UNAVAILABLE', 'down', { retryable: true })),
    };
    const all = await (await known([reported('1', 'v2', NOON)], [away])).between('checkout', WINDOW, signal());

    expect(all).toHaveLength(1);
  });

  it('finds the version before: the latest other one that went live there', async () => {
    const deploy = reported('4', 'v3', NOON, { environment: 'prod' });
    const deploys = await known([
      reported('1', 'v1', NOON - 9000, { environment: 'prod' }),
      reported('2', 'v2', NOON - 5000, { environment: 'staging' }),
      reported('3', 'v2', NOON - 4000, { environment: 'prod', status: 'failed' }),
      reported('flag', 'new on', NOON - 3000, { environment: 'prod', kind: 'feature-flag' }),
      deploy,
    ]);

    expect((await deploys.previous?.(deploy, signal()))?.toVersion).toBe('v1');
  });
});

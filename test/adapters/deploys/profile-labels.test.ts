import { describe, expect, it } from 'vitest';
import { connectProfileLabels } from '../../../src/adapters/deploys/profile-labels.ts';
import type { StoredProfile } from '../../../src/pipeline/ports.ts';
import { describeDeploys } from '../../contracts/deploys.ts';
import { fakeDeploys } from '../../support/fake-deploys.ts';
import { fakeProfileIndex } from '../../support/fake-profile-index.ts';
import { NOON } from '../../support/sample-incident.ts';

function profile(version: string, at: number): StoredProfile {
  const labels = { service_name: 'checkout', version };
  return {
    kind: 'cpu',
    service: 'checkout',
    labels,
    interval: { from: at, to: at + 15_000 },
    hash: `${version}${at}`,
    bytes: 1,
  };
}

async function indexOf(...profiles: readonly StoredProfile[]) {
  const index = fakeProfileIndex();
  await index.add(profiles);
  return connectProfileLabels(index);
}

const v2 = { service: 'checkout', fromVersion: 'v1', toVersion: 'v2', at: NOON, source: 'profile labels' } as const;

describeDeploys('the embedded store’s labels', v2, () =>
  indexOf(profile('v1', NOON - 30_000), profile('v2', NOON), profile('v2', NOON + 15_000)),
);
describeDeploys('the fake', v2, async () => fakeDeploys([v2]));

describe('connectProfileLabels', () => {
  const window = { from: NOON, to: NOON + 3_600_000 };

  it('tells a rollback as a deploy only of what is new, newest first', async () => {
    const deploys = await indexOf(
      profile('v1', NOON),
      profile('v2', NOON + 1),
      profile('v1', NOON + 2),
      profile('v3', NOON + 3),
    );

    const told = await deploys.between('checkout', window, AbortSignal.timeout(1000));

    expect(told.map((deploy) => `${deploy.fromVersion}>${deploy.toVersion}`)).toEqual(['v2>v3', 'v1>v2']);
  });
});

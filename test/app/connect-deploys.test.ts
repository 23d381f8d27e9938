import { describe, expect, it } from 'vitest';
import { connectDeploys } from '../../src/app/connect-deploys.ts';
import { parseConfig } from '../../src/config/load-config.ts';
import { mappingOf } from '../../src/config/mapping.ts';
import { fakeDatabase } from '../support/fake-database.ts';
import { fakeDeployWorld } from '../support/fake-deploy-world.ts';
import { deploy } from '../support/sample-rollout.ts';

function connected(text: string) {
  const config = parseConfig(text, 'burnscope.yaml');
  const { world } = fakeDeployWorld();
  const database = fakeDatabase();
  const { repositories } = world;
  return connectDeploys(config, mappingOf(config), world, { database, repositories, sinks: [] });
}

describe('what a configuration says of looks at deploys', () => {
  it('is a warm-up of two minutes, six hours of patience, and channels that hear of what is sure', () => {
    expect(connected('').checks).toEqual({ warmUp: 120_000, giveUpAfter: 21_600_000, tell: 'sure' });
    expect(connected('deploys: { warm_up: 5m, give_up_after: 1h, tell: never }').checks).toEqual({
      warmUp: 300_000,
      giveUpAfter: 3_600_000,
      tell: 'never',
    });
  });

  it('keeps deploys without looking at them where check is false', async () => {
    const [looked, kept] = await Promise.all(
      ['', 'deploys: { check: false }'].map(async (text) => {
        const { deployRecords } = connected(text);
        const [key] = await deployRecords.record([deploy()], () => true);
        return deployRecords.get(key!);
      }),
    );

    expect(looked?.check?.state).toBe('waiting');
    expect(kept?.deploy.toVersion).toBe('v1.2.1');
    expect(kept?.check).toBeUndefined();
  });

  it('is the plan of a service by its own settings', () => {
    const world = connected('services: { checkout: { selector: { service_name: "prod-{{ $service }}" } } }');

    expect(world.planService('checkout', 'deploy v2')).toMatchObject({
      plan: { selector: { service_name: 'prod-checkout' }, channels: ['inbox'] },
    });
  });
});

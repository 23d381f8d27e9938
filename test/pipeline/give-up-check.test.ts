import { expect, it } from 'vitest';
import { giveUpCheck } from '../../src/pipeline/give-up-check.ts';
import { fakeDeployRecords } from '../support/fake-deploy-records.ts';
import { fakeMeter } from '../support/fake-meter.ts';
import { sampleCheck, sampleDeploy } from '../support/sample-deploy.ts';
import { NOON } from '../support/sample-incident.ts';

function place() {
  const deployRecords = fakeDeployRecords({ now: () => NOON });
  return { deployRecords, clock: { now: () => NOON + 1 }, meter: fakeMeter() };
}

it('says on the page of a deploy that nobody looks at it any more, and why', async () => {
  const world = place();
  const [key] = await world.deployRecords.record([sampleDeploy()], () => true);

  await giveUpCheck(key!, 'the store is down', world);

  const { check } = (await world.deployRecords.get(key!))!;
  expect(check).toEqual({
    state: 'given up',
    attempts: 0,
    checkedAt: NOON + 1,
    note: 'Given up, it could not be looked at: the store is down.',
    findings: [],
    told: [],
  });
  expect(world.meter.counted).toEqual(['deploy given up']);
});

it('leaves what was compared as it is: only telling it failed', async () => {
  const world = place();
  const [key] = await world.deployRecords.record([sampleDeploy()], () => true);
  await world.deployRecords.saveCheck(key!, sampleCheck());

  await giveUpCheck(key!, 'the chat is down', world);
  await giveUpCheck('d0', 'it was removed', world);

  expect((await world.deployRecords.get(key!))!.check).toEqual(sampleCheck());
  expect(world.meter.counted).toEqual([]);
});

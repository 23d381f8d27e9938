import type { DeployMeter, DeployRecords } from './deploy-ports.ts';
import type { Clock } from './ports.ts';

/** The queue let go of a deploy: whoever looks at it must not wait. What was compared before stays as it is. */
export async function giveUpCheck(
  key: string,
  problem: string,
  world: {
    readonly deployRecords: Pick<DeployRecords, 'get' | 'saveCheck'>;
    readonly clock: Clock;
    readonly meter: DeployMeter;
  },
): Promise<void> {
  const row = await world.deployRecords.get(key);
  if (row?.check?.state !== 'waiting') return;
  const { dueAt: _over, ...check } = row.check;
  const note = `Given up, it could not be looked at: ${problem}.`;
  await world.deployRecords.saveCheck(key, { ...check, state: 'given up', checkedAt: world.clock.now(), note });
  world.meter.deployCheck('given up');
}

import { isoInstant } from '../core/instant.ts';
import type { Breath, House, HouseRules } from './house.ts';

/** Rows that are too old go, and the oldest profiles while all together take too much. Their blobs follow in sweepBlobs. */
export async function removeOld(rules: HouseRules, house: House, breathe: Breath): Promise<void> {
  const { aging, deployRecords, clock } = house;
  const now = clock.now();
  const profilesBefore = now - rules.profilesMs;
  await all('profiles', () => aging.removeProfiles(profilesBefore), { before: isoInstant(profilesBefore) });
  await all('profiles', overSize, { limitBytes: rules.profilesBytes });
  await all('incidents', () => aging.removeIncidents(now - rules.evidenceMs), {
    before: isoInstant(now - rules.evidenceMs),
  });
  await all('deliveries', () => aging.removeDeliveries(now - rules.deliveriesMs), {
    before: isoInstant(now - rules.deliveriesMs),
  });
  await all('deploys', () => deployRecords.removeOld(now - rules.deploysMs), {
    before: isoInstant(now - rules.deploysMs),
  });

  async function overSize(): Promise<number> {
    const { bytes } = await aging.usage();
    return bytes > rules.profilesBytes ? aging.removeOldest() : 0;
  }

  /** Batch by batch, until there are no more. */
  async function all(
    what: 'profiles' | 'incidents' | 'deliveries' | 'deploys',
    batch: () => Promise<number>,
    why: Readonly<Record<string, string | number>>,
  ): Promise<void> {
    let total = 0;
    while (await breathe()) {
      const removed = await batch();
      if (removed === 0) break;
      total += removed;
      house.meter.removed(what, removed);
    }
    if (total > 0) house.log.info(`housekeeping: ${what} removed`, { count: total, ...why });
  }
}

import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { OpenDatabase } from '../../src/adapters/database/connect-database.ts';
import type { StoredProfile } from '../../src/pipeline/ports.ts';
import { sampleEvidence } from './evidence-store.ts';
import { HOSTILE_TEXTS, NOON, sampleIncident } from '../support/sample-incident.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Hours begin here, and five minutes too. */
const TOP = Math.floor(NOON / HOUR) * HOUR;
const WIDE = { from: TOP - 30 * 24 * HOUR, to: TOP + 24 * HOUR };

/** On a database of its own: what is removed here is the oldest of all. */
export function describeHousekeeping(name: string, open: () => OpenDatabase): void {
  describe(`housekeeping: ${name}`, () => {
    const index = () => open().profileIndex;
    const house = () => open().housekeeping;

    beforeEach(async () => {
      while ((await house().aging.removeOldest()) > 0);
      await house().blobNames.forget((await house().blobNames.unnamed(1000, '')).hashes);
    });

    async function all(service = 'checkout'): Promise<readonly StoredProfile[]> {
      return index().find({ kind: 'cpu', selector: { service_name: service }, window: WIDE });
    }

    describe('aging', () => {
      it('removes what began before, counts what is left, and lets the blobs go', async () => {
        const [old, young] = [stored({ at: TOP }), stored({ at: TOP + HOUR })];
        await index().add([old, young]);
        expect(await house().aging.usage()).toEqual({ profiles: 2, bytes: 2_000 });

        expect(await house().aging.removeProfiles(TOP + MINUTE)).toBe(1);
        expect(await house().aging.removeProfiles(TOP + MINUTE)).toBe(0);

        expect((await all()).map(({ hash }) => hash)).toEqual([young.hash]);
        expect(await house().aging.usage()).toEqual({ profiles: 1, bytes: 1_000 });
        expect((await house().blobNames.unnamed(10, '')).hashes).toEqual([old.hash]);
      });

      it('removes the oldest of any age, and takes them again afterwards', async () => {
        const profiles = Array.from({ length: 150 }, (_, at) => stored({ at: TOP + at }));
        await index().add(profiles);

        expect(await house().aging.removeOldest()).toBe(50);

        expect(await all()).toHaveLength(100);
        expect((await all())[0]!.interval.from).toBe(TOP + 50);
        await index().add(profiles.slice(0, 1));
        expect((await house().aging.usage()).profiles).toBe(101);
      });

      it('counts a blob once that is kept as several kinds', async () => {
        const cpu = stored({});

        await index().add([cpu, { ...cpu, kind: 'wall' }]);

        expect(await house().aging.usage()).toEqual({ profiles: 2, bytes: 1_000 });
      });

      it('removes incidents with their evidence, posts and messages, and none that is at work or was seen since', async () => {
        const old = { openedAt: TOP - HOUR, lastSeenAt: TOP - HOUR };
        const done = sampleIncident({ ...old, state: 'answered' });
        const seen = sampleIncident({ ...old, state: 'answered', lastSeenAt: TOP + 1 });
        const atWork = sampleIncident({ ...old, state: 'investigating' });
        for (const incident of [done, seen, atWork]) await open().incidents.save(incident);
        await open().posts.save({ incidentId: done.id, channel: 'oncall', state: 'posted', round: 'first' });

        expect(await house().aging.removeIncidents(TOP)).toBe(1);

        expect(await open().incidents.get(done.id)).toBeUndefined();
        expect(await open().posts.find(done.id, 'oncall')).toBeUndefined();
        expect(await open().incidents.get(seen.id)).toBeDefined();
        expect(await open().incidents.get(atWork.id)).toBeDefined();
      });

      it('keeps an incident whose evidence is young, and lets the files go with it', async () => {
        const incident = sampleIncident({ openedAt: TOP - HOUR, lastSeenAt: TOP - HOUR, state: 'answered' });
        const hash = hashOf();
        await open().incidents.save(incident);
        await open().evidence.keep({ ...sampleEvidence(incident.id), files: [fileOf(hash)] });

        expect(await house().aging.removeIncidents(TOP)).toBe(0);
        expect((await house().blobNames.named(hash.slice(0, 2))).map((one) => one.hash)).toContain(hash);

        expect(await house().aging.removeIncidents(Date.now() + HOUR)).toBeGreaterThan(0);
        expect(await open().evidence.find(incident.id)).toBeUndefined();
        expect((await house().blobNames.unnamed(1000, '')).hashes).toContain(hash);
      });

      it('removes deliveries of before', async () => {
        const group = {
          sender: 'alertmanager',
          receiver: '',
          groupKey: '',
          externalUrl: '',
          truncatedAlerts: 0,
        } as const;
        for (const receivedAt of [TOP, TOP + HOUR]) {
          await open().ledger.commit((entry) =>
            entry.saveDelivery({ receivedAt, group: { ...group, alerts: [] }, decisions: [] }),
          );
        }

        expect(await house().aging.removeDeliveries(TOP + 1)).toBe(1);
        expect(await house().aging.removeDeliveries(TOP + 1)).toBe(0);
      });
    });

    describe('names of blobs', () => {
      it('says who names what, shard by shard', async () => {
        const [indexed, both, proof] = ['0a', '0a', '0a'].map(hashOf);
        await index().add([stored({ hash: indexed! }), stored({ hash: both! }), stored({ hash: hashOf('0b') })]);
        await open().evidence.keep({ ...sampleEvidence(), files: [fileOf(both!), fileOf(proof!)] });

        const named = await house().blobNames.named('0a');

        expect(Object.fromEntries(named.map(({ hash, by, diskBytes }) => [hash, [by, diskBytes]]))).toEqual({
          [indexed!]: ['profiles', 1_000],
          [both!]: ['both', 1_000],
          [proof!]: ['evidence', 0],
        });
      });

      it('lists all that a full shard names, and nothing of its neighbours', async () => {
        const full = Array.from({ length: 600 }, () => hashOf('0a'));
        await index().add([...full, hashOf('09'), hashOf('0b')].map((hash) => stored({ hash })));

        const named = new Set((await house().blobNames.named('0a')).map(({ hash }) => hash));

        expect(full.filter((hash) => !named.has(hash))).toEqual([]);
        expect([...named].filter((hash) => !hash.startsWith('0a'))).toEqual([]);
      });

      it('forgets of those let go what is named after all, and pages through the rest', async () => {
        const [first, named, last] = ['00', '77', 'ff'].map(hashOf);
        await index().add([stored({ hash: named! })]);
        await house().blobNames.letGo([first!, named!, last!]);
        await house().blobNames.letGo([first!]);

        expect(await house().blobNames.unnamed(2, '')).toEqual({ hashes: [first], last: named });
        expect(await house().blobNames.unnamed(2, named!)).toEqual({ hashes: [last], last });
        expect(await house().blobNames.unnamed(2, last!)).toEqual({ hashes: [] });

        await house().aging.removeOldest();
        expect((await house().blobNames.unnamed(3, '')).hashes).toEqual([first, named, last]);
      });

      it('lets a file go that a later evidence of the incident does not name', async () => {
        const evidence = { ...sampleEvidence(), files: [fileOf(hashOf('01')), fileOf(hashOf('02'))] };
        await open().evidence.keep(evidence);

        await open().evidence.keep({ ...evidence, files: evidence.files.slice(1) });

        expect((await house().blobNames.unnamed(9, '')).hashes).toEqual([evidence.files[0]!.hash]);
      });

      it('corrects what profiles are believed to take, and drops those that are lost', async () => {
        const [measured, lost] = [stored({}), stored({})];
        await index().add([measured, { ...measured, kind: 'wall' }, lost]);

        await house().blobNames.measured([{ hash: measured.hash, diskBytes: 100 }]);
        expect(await house().aging.usage()).toEqual({ profiles: 3, bytes: 1_100 });

        expect(await house().blobNames.dropProfiles([lost.hash])).toBe(1);
        expect(await house().aging.usage()).toEqual({ profiles: 2, bytes: 100 });
      });
    });

    describe('compaction', () => {
      it('hands out the profiles of one series and five minutes, oldest first, once those are over', async () => {
        const before = [stored({ at: TOP }), stored({ at: TOP + MINUTE }), stored({ at: TOP + 4 * MINUTE })];
        await index().add([...before, stored({ at: TOP + 5 * MINUTE }), stored({ at: TOP, pod: 'b' })]);

        expect(await house().compaction.next('minutes', TOP + 4 * MINUTE)).toBeUndefined();
        const batch = await house().compaction.next('minutes', TOP + 6 * MINUTE);

        expect(batch?.profiles.map(({ hash }) => hash)).toEqual(before.map(({ hash }) => hash));
        expect(batch?.profiles[0]?.labels).toEqual({ service_name: 'checkout', pod: 'a' });
      });

      it('puts the merged one in their place, all at once, and is done with it', async () => {
        await index().add([stored({ at: TOP }), stored({ at: TOP + MINUTE })]);
        const batch = (await house().compaction.next('minutes', TOP + 5 * MINUTE))!;
        const merged = { ...stored({ at: TOP, length: 2 * MINUTE }), bytes: 300, seconds: 20 };

        expect(await house().compaction.replace(batch, [merged], 'minutes')).toBe(true);

        expect(await all()).toEqual([{ ...merged, labels: { service_name: 'checkout', pod: 'a' } }]);
        expect(await house().aging.usage()).toEqual({ profiles: 1, bytes: 300 });
        expect(await house().compaction.next('minutes', TOP + 5 * MINUTE)).toBeUndefined();
        expect((await house().compaction.next('hour', TOP + HOUR))?.profiles).toHaveLength(1);
        expect((await house().blobNames.unnamed(9, '')).hashes.toSorted()).toEqual(
          batch.profiles.map(({ hash }) => hash).toSorted(),
        );
      });

      it('changes nothing when one of them was removed meanwhile', async () => {
        await index().add([stored({ at: TOP }), stored({ at: TOP + MINUTE })]);
        const batch = (await house().compaction.next('minutes', TOP + 5 * MINUTE))!;
        await house().aging.removeProfiles(TOP + 1);

        expect(await house().compaction.replace(batch, [stored({})], 'minutes')).toBe(false);

        expect((await all()).map(({ hash }) => hash)).toEqual([batch.profiles[1]!.hash]);
      });

      it('leaves alone what could not be merged, until another comes in for the same minutes', async () => {
        await index().add([stored({ at: TOP }), stored({ at: TOP + MINUTE })]);
        const batch = (await house().compaction.next('minutes', TOP + 5 * MINUTE))!;
        await house().compaction.replace(batch, [], 'minutes');
        expect(await house().compaction.next('minutes', TOP + 5 * MINUTE)).toBeUndefined();

        await index().add([stored({ at: TOP + 2 * MINUTE })]);

        expect((await house().compaction.next('minutes', TOP + 5 * MINUTE))?.profiles).toHaveLength(3);
      });

      it('merges hours of what minutes left, with hostile labels as they are', async () => {
        const profile = stored({ at: TOP, service: HOSTILE_TEXTS[0]!, pod: HOSTILE_TEXTS[2]! });
        await index().add([profile]);
        const minutes = (await house().compaction.next('minutes', TOP + HOUR))!;
        await house().compaction.replace(minutes, [], 'minutes');

        const hour = (await house().compaction.next('hour', TOP + HOUR))!;

        expect(hour.profiles[0]).toMatchObject({ service: profile.service, labels: profile.labels });
        await house().compaction.replace(hour, [], 'hour');
        expect(await house().compaction.next('hour', TOP + HOUR)).toBeUndefined();
      });
    });

    describe('merged profiles in a window', () => {
      it('belong to it by their middle, and never when they are longer than it', async () => {
        const five = { ...stored({ at: TOP, length: 5 * MINUTE }), seconds: 300 };
        const hour = { ...stored({ at: TOP, length: HOUR, pod: 'b' }), seconds: 3600 };
        await index().add([five, hour]);
        const found = async (from: number, to: number) => {
          const window = { from: TOP + from * MINUTE, to: TOP + to * MINUTE };
          const profiles = await index().find({ kind: 'cpu', selector: { service_name: 'checkout' }, window });
          return profiles.map(({ labels }) => labels['pod']);
        };

        expect(await found(2, 7)).toEqual(['a']);
        expect(await found(3, 8)).toEqual([]);
        expect(await found(1, 3)).toEqual([]);
        expect(await found(20, 50)).toEqual([]);
        expect(await found(0, 60)).toEqual(['a', 'b']);
      });
    });

    describe('installation', () => {
      it('signs links with one secret, whichever replica proposed it first', async () => {
        const { installation } = open();

        const secrets = await Promise.all(['a', 'b', 'c'].map((one) => installation.linkSecret(one)));

        expect(new Set(secrets).size).toBe(1);
        expect(await installation.linkSecret('another')).toBe(secrets[0]);
      });
    });

    describe('leases', () => {
      it('are held by one at a time, prolonged by it, and free once released or over', async () => {
        const { leases } = house();
        const lease = randomUUID();

        expect(await leases.hold(lease, 'a', 60_000)).toBe(true);
        expect(await leases.hold(lease, 'b', 60_000)).toBe(false);
        expect(await leases.hold(lease, 'a', 60_000)).toBe(true);
        await leases.release(lease, 'b');
        expect(await leases.hold(lease, 'b', 60_000)).toBe(false);
        await leases.release(lease, 'a');
        expect(await leases.hold(lease, 'b', -1)).toBe(true);
        expect(await leases.hold(lease, 'a', 60_000)).toBe(true);
      });
    });
  });
}

function stored(changes: {
  at?: number;
  length?: number;
  hash?: string;
  pod?: string;
  service?: string;
}): StoredProfile {
  const { at = TOP, length = 10_000, hash = hashOf(), pod = 'a', service = 'checkout' } = changes;
  const labels = { service_name: service, pod };
  return { kind: 'cpu', service, labels, interval: { from: at, to: at + length }, hash, bytes: 1_000 };
}

function hashOf(begin = ''): string {
  const digits = `${randomUUID()}${randomUUID()}${randomUUID()}`.replaceAll('-', '');
  return `${begin}${digits}`.slice(0, 64);
}

function fileOf(hash: string) {
  return { name: 'chat.png', hash, mediaType: 'image/png', bytes: 1 };
}

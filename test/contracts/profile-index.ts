import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ProfileIndex, StoredProfile } from '../../src/pipeline/ports.ts';
import { HOSTILE_TEXTS, NOON } from '../support/sample-incident.ts';

const HOUR = { from: NOON, to: NOON + 3_600_000 };

export function describeProfileIndex(name: string, index: () => ProfileIndex): void {
  describe(`profile index: ${name}`, () => {
    it('finds by kind, labels and begin, in time order', async () => {
      const service = randomUUID();
      const wanted = [30_000, 10_000, 20_000].map((offset) => sampleProfile(service, offset));
      await index().add([
        ...wanted,
        sampleProfile(service, 15_000, { kind: 'mutex' }),
        sampleProfile(service, 15_000, { labels: { pod: 'other' } }),
        sampleProfile(randomUUID(), 15_000),
      ]);

      const found = await index().find({
        kind: 'cpu',
        selector: { service_name: service, pod: 'a' },
        window: { from: NOON, to: NOON + 20_000 },
      });

      expect(found.map((profile) => profile.interval.from - NOON)).toEqual([10_000, 20_000]);
      expect(found[0]).toEqual({ ...wanted[1], labels: { service_name: service, pod: 'a' } });
    });

    it('leaves a service_name label that came with the profile alone', async () => {
      const service = randomUUID();
      await index().add([sampleProfile('pushed-as', 0, { labels: { service_name: service } })]);

      const found = await index().find({ kind: 'cpu', selector: { service_name: service }, window: HOUR });

      expect(found).toHaveLength(1);
    });

    it('keeps a profile that is pushed twice once', async () => {
      const service = randomUUID();
      const profile = sampleProfile(service, 0, { labels: { pod: 'a', zone: 'b' } });
      await index().add([profile, profile]);

      await index().add([{ ...profile, labels: { zone: 'b', pod: 'a' } }]);

      expect(await index().find({ kind: 'cpu', selector: { service_name: service }, window: HOUR })).toHaveLength(1);
    });

    it('tells the newest of any time', async () => {
      const service = randomUUID();
      await index().add([sampleProfile(service, 7_000), sampleProfile(service, 9_000)]);

      const newest = await index().newest({ kind: 'cpu', selector: { service_name: service } });

      expect(newest?.interval.from).toBe(NOON + 9_000);
      expect(await index().newest({ kind: 'wall', selector: { service_name: service } })).toBeUndefined();
    });

    it('matches hostile label values exactly', async () => {
      const service = randomUUID();
      await index().add(HOSTILE_TEXTS.map((text) => sampleProfile(service, 0, { labels: { pod: text } })));

      for (const pod of HOSTILE_TEXTS) {
        const found = await index().find({ kind: 'cpu', selector: { service_name: service, pod }, window: HOUR });
        expect(found.map((profile) => profile.labels['pod'])).toEqual([pod]);
      }
    });

    it('takes an empty push', async () => {
      await expect(index().add([])).resolves.toBeUndefined();
    });
  });
}

function sampleProfile(service: string, offset: number, changes: Partial<StoredProfile> = {}): StoredProfile {
  return {
    kind: 'cpu',
    service,
    labels: { pod: 'a' },
    interval: { from: NOON + offset, to: NOON + offset + 10_000 },
    hash: 'c0ffee',
    bytes: 1_000,
    ...changes,
  };
}

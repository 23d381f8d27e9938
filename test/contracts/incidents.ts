import { describe, expect, it } from 'vitest';
import type { Incidents } from '../../src/pipeline/ports.ts';
import { sampleIncident, NOON } from '../support/sample-incident.ts';

export function describeIncidents(name: string, incidents: () => Incidents): void {
  describe(`incidents: ${name}`, () => {
    it('knows nothing of an incident that was never saved, whatever its id holds', async () => {
      expect(await incidents().get('nobody')).toBeUndefined();
      expect(await incidents().get('\u0000\uD800')).toBeUndefined();
    });

    it('replaces an incident that is saved again', async () => {
      const incident = sampleIncident();
      await incidents().save(incident);

      await incidents().save({ ...incident, state: 'answered', endedAt: NOON + 1 });

      expect(await incidents().get(incident.id)).toEqual({ ...incident, state: 'answered', endedAt: NOON + 1 });
    });

    it('lists newest first, a page at a time, of one service', async () => {
      const { service } = sampleIncident();
      const opened = [3, 1, 4, 2, 5].map((minute) => NOON + minute * 60_000);
      for (const openedAt of opened) await incidents().save(sampleIncident({ service, openedAt }));
      await incidents().save(sampleIncident({ openedAt: NOON + 600_000 }));

      const first = await incidents().list({ service, limit: 2 });
      const second = await incidents().list({ service, limit: 2, before: first[1]!.openedAt });

      const minutes = [...first, ...second].map((incident) => (incident.openedAt - NOON) / 60_000);
      expect(minutes).toEqual([5, 4, 3, 2]);
    });

    it('lists those of all services', async () => {
      const openedAt = NOON + 86_400_000;
      const mine = [sampleIncident({ openedAt }), sampleIncident({ openedAt: openedAt + 1 })];
      for (const incident of mine) await incidents().save(incident);

      const listed = await incidents().list({ limit: 2 });

      expect(listed.map((incident) => incident.id)).toEqual([mine[1]!.id, mine[0]!.id]);
    });
  });
}

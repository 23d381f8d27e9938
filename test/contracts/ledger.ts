import { describe, expect, it } from 'vitest';
import type { Database } from '../../src/adapters/database/connect-database.ts';
import { Failure } from '../../src/core/failure.ts';
import type { Ledger } from '../../src/pipeline/ports.ts';
import { sampleAlert, sampleIncident, HOSTILE_TEXTS, NOON } from '../support/sample-incident.ts';

/** Of one delivery; more only where something is wrong. */
const MOST_DELIVERIES = 20;

export function describeLedger(name: string, database: () => Pick<Database, 'ledger' | 'incidents'>): void {
  describe(`ledger: ${name}`, () => {
    it('shows a saved incident after the commit', async () => {
      const incident = sampleIncident();

      const answer = await database().ledger.commit(async (entry) => {
        await entry.saveIncident(incident);
        await entry.saveDelivery(delivery(incident.service));
        return 'done';
      });

      expect(answer).toBe('done');
      expect(await database().incidents.get(incident.id)).toEqual(incident);
    });

    it('leaves nothing of work that throws, and rejects with what it threw', async () => {
      const incident = sampleIncident();
      const fault = new Error('a mistake');

      const commit = database().ledger.commit(async (entry) => {
        await entry.saveIncident(incident);
        await entry.enqueueInvestigation(incident.id);
        throw fault;
      });

      await expect(commit).rejects.toBe(fault);
      expect(await database().incidents.get(incident.id)).toBeUndefined();
    });

    it('sees its own changes inside the commit', async () => {
      const incident = sampleIncident();

      const seen = await database().ledger.commit(async (entry) => {
        await entry.saveIncident(incident);
        return entry.latestIncident(incident.service);
      });

      expect(seen).toEqual(incident);
    });

    it('opens one incident when many deliveries of one service arrive at once', async () => {
      const { service } = sampleIncident();

      const ids = await Promise.all(Array.from({ length: 25 }, () => deliver(database().ledger, service)));

      expect(new Set(ids).size).toBe(1);
      expect(await database().incidents.list({ service, limit: 10 })).toHaveLength(1);
    });

    it('takes services in any order without losing a commit', async () => {
      const services = Array.from({ length: 4 }, () => sampleIncident().service);

      const commits = Array.from({ length: 12 }, (_, index) =>
        database().ledger.commit(async (entry) => {
          for (const service of index % 2 === 0 ? services : services.toReversed()) {
            if ((await entry.latestIncident(service)) === undefined) {
              await entry.saveIncident(sampleIncident({ service }));
            }
          }
        }),
      );
      await Promise.all(commits);

      for (const service of services) {
        expect(await database().incidents.list({ service, limit: 10 })).toHaveLength(1);
      }
    });

    it('answers with the incident that was opened last', async () => {
      const older = sampleIncident({ openedAt: NOON });
      const newer = sampleIncident({ service: older.service, openedAt: NOON + 60_000 });
      await database().ledger.commit(async (entry) => {
        await entry.saveIncident(newer);
        await entry.saveIncident(older);
      });

      const latest = await database().ledger.commit((entry) => entry.latestIncident(older.service));

      expect(latest).toEqual(newer);
    });

    it('refuses to enqueue an incident that nobody saved', async () => {
      const commit = database().ledger.commit((entry) => entry.enqueueInvestigation('unknown'));

      await expect(commit).rejects.toThrow('incident unknown must be saved');
      const second = database().ledger.commit((entry) => entry.enqueueRefinement('unknown', NOON));
      await expect(second).rejects.toThrow('incident unknown must be saved');
    });

    it.each(HOSTILE_TEXTS)('gives back hostile text exactly: %#', async (text) => {
      const service = `${text}${sampleIncident().service}`;
      const labels = Object.fromEntries([
        [text, text],
        ['__proto__', text],
      ]);
      const incident = sampleIncident({ service, alerts: [sampleAlert({ labels, annotations: { [text]: '' } })] });

      await database().ledger.commit(async (entry) => {
        await entry.latestIncident(service);
        await entry.saveIncident(incident);
        await entry.saveDelivery(delivery(service, text));
        await entry.enqueueInvestigation(incident.id);
      });

      expect(await database().incidents.list({ service, limit: 2 })).toEqual([incident]);
      const again = await database().ledger.commit((entry) => entry.latestIncident(service));
      expect(again).toEqual(incident);
    });

    it('loses nothing of a storm of a thousand deliveries', async () => {
      const services = Array.from({ length: 10 }, () => sampleIncident().service);

      const ids = await Promise.all(
        Array.from({ length: 1_000 }, (_, index) => deliverUntilTaken(database().ledger, services[index % 10]!)),
      );

      expect(new Set(ids).size).toBe(10);
    });
  });
}

/** As senders do: what a busy database did not take in time is told to be delivered again. */
async function deliverUntilTaken(ledger: Ledger, service: string): Promise<string> {
  for (let left = MOST_DELIVERIES; ; left--) {
    try {
      return await deliver(ledger, service);
    } catch (error) {
      if (!(error instanceof Failure && error.retryable && left > 1)) throw error;
    }
  }
}

/** What receiving an alert does: join the open incident of the service, or open one. */
async function deliver(ledger: Ledger, service: string): Promise<string> {
  return ledger.commit(async (entry) => {
    const open = await entry.latestIncident(service);
    await entry.saveDelivery(delivery(service));
    if (open !== undefined) return open.id;
    const incident = sampleIncident({ service });
    await entry.saveIncident(incident);
    return incident.id;
  });
}

function delivery(service: string, text = 'plain') {
  const group = {
    sender: 'alertmanager',
    receiver: 'burnscope',
    groupKey: `{}:{service="${service}"}`,
    externalUrl: '',
    truncatedAlerts: 0,
    alerts: [sampleAlert({ labels: { service, [text]: text } })],
  } as const;
  return { receivedAt: NOON, group, decisions: [{ fingerprint: 'f', action: 'investigate', reason: text }] };
}

import { afterEach, describe, expect, it } from 'vitest';
import { Failure } from '../../src/core/failure.ts';
import { enqueue, expectation, refine, type QueuePorts } from '../support/queue-work.ts';
import { sampleIncident } from '../support/sample-incident.ts';

const HOUR = 3_600_000;

/** The database must be set to two investigations, `limit` retries that start at once, and a short grace. */
export function describeQueue(name: string, database: () => QueuePorts, limit: number): void {
  describe(`queue: ${name}`, () => {
    afterEach(() => database().queue.stop());

    it('runs what was enqueued while it was stopped', async () => {
      const incident = await enqueue(database());
      const handled = expectation(incident);

      await database().queue.start(async (id) => handled.meet(id));

      await expect(handled.met).resolves.toBeUndefined();
    });

    it('runs what is enqueued while it works', async () => {
      const first = sampleIncident();
      const handled = expectation(first);
      await database().queue.start(async (id) => handled.meet(id));

      await enqueue(database(), first);

      await expect(handled.met).resolves.toBeUndefined();
    });

    it('never runs the job of a commit that failed', async () => {
      const ghost = sampleIncident();
      const real = sampleIncident({ service: ghost.service });
      const handled = expectation(real);
      const ran: string[] = [];
      await database().queue.start(async (id) => {
        ran.push(id);
        handled.meet(id);
      });

      const failed = database().ledger.commit(async (entry) => {
        await entry.saveIncident(ghost);
        await entry.enqueueInvestigation(ghost.id);
        throw new Error('a mistake');
      });
      await expect(failed).rejects.toThrow('a mistake');
      await enqueue(database(), real);
      await handled.met;

      expect(ran).not.toContain(ghost.id);
    });

    it('runs an incident once, however often it is enqueued', async () => {
      const incident = sampleIncident();
      const later = sampleIncident({ service: incident.service });
      const handled = expectation(later);
      const ran: string[] = [];
      await Promise.all([enqueue(database(), incident), enqueue(database(), incident), enqueue(database(), incident)]);
      await database().queue.start(async (id) => {
        ran.push(id);
        if (id === incident.id) await enqueue(database(), incident);
        handled.meet(id);
      });

      await enqueue(database(), later);
      await handled.met;

      expect(ran.filter((id) => id === incident.id)).toHaveLength(1);
    });

    it('runs one job of a service at a time, and services side by side', async () => {
      const mine = [sampleIncident()];
      mine.push(sampleIncident({ service: mine[0]!.service }), sampleIncident({ service: mine[0]!.service }));
      const other = sampleIncident();
      const meeting = [expectation(mine[0]!), expectation(other)];
      const last = mine.map((incident) => expectation(incident));
      const active = new Map<string, number>();
      let most = 0;
      await Promise.all([...mine, other].map((incident) => enqueue(database(), incident)));

      await database().queue.start(async (id) => {
        for (const one of meeting) one.meet(id);
        if (id === mine[0]!.id || id === other.id) await Promise.all(meeting.map((one) => one.met));
        if (!mine.some((incident) => incident.id === id)) return;
        active.set(id, 1);
        most = Math.max(most, active.size);
        await new Promise(setImmediate);
        active.delete(id);
        for (const one of last) one.meet(id);
      });
      await Promise.all(last.map((one) => one.met));

      expect(most).toBe(1);
    });

    it('drains a backlog of one service without pauses', async () => {
      const { service } = sampleIncident();
      const backlog = Array.from({ length: 12 }, () => sampleIncident({ service }));
      const handled = backlog.map((incident) => expectation(incident));
      for (const incident of backlog) await enqueue(database(), incident);
      const started = performance.now();

      await database().queue.start(async (id) => handled.forEach((one) => one.meet(id)));
      await Promise.all(handled.map((one) => one.met));

      // Twelve polls would take as many seconds.
      expect(performance.now() - started).toBeLessThan(6_000);
    });

    it('tries again after a rejection', async () => {
      const incident = sampleIncident();
      const handled = expectation(incident);
      let attempts = 0;
      await database().queue.start(async (id) => {
        if (id === incident.id && ++attempts === 1) throw new Error('the chat is down');
        handled.meet(id);
      });

      await enqueue(database(), incident);
      await handled.met;

      expect(attempts).toBe(2);
    });

    it('gives up at once after a Failure that no retry will save, and goes on with the service', async () => {
      const hopeless = sampleIncident();
      const next = sampleIncident({ service: hopeless.service });
      const handled = expectation(next);
      const gaveUp = expectation(hopeless);
      const told: string[] = [];
      let attempts = 0;
      await database().queue.start(
        async (id) => {
          if (id === hopeless.id) {
            attempts += 1;
            throw new Failure('CHAT_REJECTED', 'no such channel', { retryable: false });
          }
          handled.meet(id);
        },
        async (id, problem) => {
          told.push(problem);
          gaveUp.meet(id);
        },
      );

      await enqueue(database(), hopeless);
      await enqueue(database(), next);
      await Promise.all([handled.met, gaveUp.met]);

      expect(attempts).toBe(1);
      expect(told).toEqual(['no such channel']);
    });

    it('gives up after the last retry', async () => {
      const hopeless = sampleIncident();
      const gaveUp = expectation(hopeless);
      let attempts = 0;
      await database().queue.start(
        async (id) => {
          if (id !== hopeless.id) return;
          attempts += 1;
          throw new Error(`attempt ${attempts} failed`);
        },
        async (id, problem) => {
          expect(problem).toBe(`attempt ${limit + 1} failed`);
          gaveUp.meet(id);
        },
      );

      await enqueue(database(), hopeless);
      await gaveUp.met;

      expect(attempts).toBe(limit + 1);
    });

    it('aborts what outlives the grace of a stop, and runs it again at the next start', async () => {
      const incident = sampleIncident();
      const begun = expectation(incident);
      const handled = expectation(incident);
      await database().queue.start(async (id, signal) => {
        begun.meet(id);
        if (id === incident.id) await new Promise((_, reject) => signal.addEventListener('abort', reject));
      });
      await enqueue(database(), incident);
      await begun.met;

      await database().queue.stop();
      await database().queue.start(async (id) => handled.meet(id));

      await expect(handled.met).resolves.toBeUndefined();
    });

    it('counts what waits and what runs', async () => {
      const before = await database().queue.depth();
      const { service } = sampleIncident();
      for (const _ of [1, 2, 3]) await enqueue(database(), sampleIncident({ service }));
      await refine(database(), sampleIncident({ service }), Date.now() + HOUR);

      const { waiting, running } = await database().queue.depth();

      expect({ waiting: waiting - before.waiting, running }).toEqual({ waiting: 3, running: 0 });
    });
  });
}

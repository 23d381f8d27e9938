import { afterEach, describe, expect, it } from 'vitest';
import { Failure } from '../../src/core/failure.ts';
import { enqueue, expectation, refine, type QueuePorts } from '../support/queue-work.ts';
import { sampleIncident } from '../support/sample-incident.ts';

const HOUR = 3_600_000;

/** First looks, second looks and what must be told again, on the same queue as `describeQueue`. */
export function describeQueueRounds(name: string, database: () => QueuePorts): void {
  describe(`rounds of the queue: ${name}`, () => {
    afterEach(() => database().queue.stop());

    it('runs an incident again that has to be told once more', async () => {
      const incident = sampleIncident();
      const handled = expectation(incident);
      let runs = 0;
      await database().queue.start(async (id) => {
        if (id !== incident.id) return;
        runs += 1;
        if (runs === 1) await database().ledger.commit((entry) => entry.enqueueTelling(id));
        else handled.meet(id);
      });

      await enqueue(database(), incident);

      await expect(handled.met).resolves.toBeUndefined();
    });

    it('runs a second look as such, once, and not before its time', async () => {
      const incident = sampleIncident();
      const early = expectation(incident);
      const sentinels = [sampleIncident({ service: incident.service }), sampleIncident({ service: incident.service })];
      const seen = sentinels.map((one) => expectation(one));
      const rounds: string[] = [];
      const watch = async (id: string, _signal: AbortSignal, round: string) => {
        if (id === incident.id) rounds.push(round);
        for (const one of [early, ...seen]) one.meet(id);
      };
      await database().queue.start(watch);
      await refine(database(), incident, Date.now() + HOUR);
      await enqueue(database(), sentinels[0]);
      await seen[0]!.met;
      expect(rounds).toEqual([]);

      await database().queue.stop();
      await refine(database(), incident, Date.now() - 1);
      await database().queue.start(watch);
      await early.met;
      await refine(database(), incident, Date.now() - HOUR);
      await enqueue(database(), sentinels[1]);
      await seen[1]!.met;

      expect(rounds).toEqual(['refined']);
    });

    it('does not put a second look off that was asked for earlier', async () => {
      const incident = sampleIncident();
      const handled = expectation(incident);
      await refine(database(), incident, Date.now() - 1);
      await refine(database(), incident, Date.now() + HOUR);

      await database().queue.start(async (id) => handled.meet(id));

      await expect(handled.met).resolves.toBeUndefined();
    });

    it('takes the first look at an incident before the second at another of the service', async () => {
      const older = sampleIncident();
      const newer = sampleIncident({ service: older.service });
      const handled = [expectation(older), expectation(newer)];
      const order: string[] = [];
      await refine(database(), older, Date.now() - 1);
      await enqueue(database(), newer);

      await database().queue.start(async (id, _signal, round) => {
        if (id === older.id || id === newer.id) order.push(round);
        for (const one of handled) one.meet(id);
      });
      await Promise.all(handled.map((one) => one.met));

      expect(order).toEqual(['first', 'refined']);
    });

    it('tells which of the two looks was given up', async () => {
      const incident = sampleIncident();
      const gaveUp = expectation(incident);
      const told: string[] = [];
      await database().queue.start(
        async (id) => {
          if (id === incident.id) throw new Failure('CHAT_REJECTED', 'deleted', { retryable: false });
        },
        async (id, problem, round) => {
          if (id === incident.id) told.push(`${round}: ${problem}`);
          gaveUp.meet(id);
        },
      );

      await refine(database(), incident, Date.now() - 1);
      await gaveUp.met;

      expect(told).toEqual(['refined: deleted']);
    });
  });
}

import { afterEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/adapters/database/connect-database.ts';
import { Failure } from '../../src/core/failure.ts';
import { sampleDeploy } from '../support/sample-deploy.ts';

const HOUR = 3_600_000;

/** The database must be set to `limit` retries that start at once, and a short grace. */
export function describeDeployQueue(
  name: string,
  open: () => Pick<Database, 'deployRecords' | 'deployQueue'>,
  limit: number,
): void {
  describe(`queue of deploys: ${name}`, () => {
    const queue = () => open().deployQueue;

    afterEach(() => queue().stop());

    /** Recorded with its check; answers with its key. */
    async function deployed(service = sampleDeploy().service, wantsCheck = true): Promise<string> {
      const [key] = await open().deployRecords.record([sampleDeploy({ service })], () => wantsCheck);
      return key!;
    }

    it('looks at once at a deploy that was recorded before it began, and at each that is recorded then', async () => {
      const seen = seeing();
      const before = await deployed();
      await queue().start(seen.handler);
      await seen.all(before);

      const started = performance.now();
      for (let left = 12; left > 0; left--) await seen.all(await deployed());

      // Twelve polls would take as many seconds.
      expect(performance.now() - started).toBeLessThan(6_000);
    });

    it('looks once at what is told many times at once', async () => {
      const deploy = sampleDeploy();
      const seen = seeing();
      await queue().start(seen.handler);

      const added = await Promise.all(
        Array.from({ length: 8 }, () => open().deployRecords.record([deploy], () => true)),
      );
      const last = await deployed(deploy.service);
      await seen.all(last);

      const [key] = added.flat();
      expect(added.flat()).toHaveLength(1);
      expect(seen.keys.filter((one) => one === key)).toHaveLength(1);
    });

    it('never looks at a deploy whose commit failed, nor at one that wants no check', async () => {
      const deploy = sampleDeploy();
      const seen = seeing();
      await queue().start(seen.handler);
      const failed = open().deployRecords.record([sampleDeploy({ service: `a-${deploy.service}` }), deploy], (one) => {
        if (one.service === deploy.service) throw new Error('a mistake');
        return true;
      });
      await expect(failed).rejects.toThrow('a mistake');
      const unwanted = await deployed(deploy.service, false);

      const last = await deployed(deploy.service);
      await seen.all(last);

      expect(seen.keys).not.toContain(unwanted);
    });

    it('looks at a rollout as soon as it has ended, whatever it waited for', async () => {
      const deploy = sampleDeploy({ status: 'running' });
      const looks: (string | undefined)[] = [];
      const ended = Promise.withResolvers<void>();
      await queue().start(async (key) => {
        const row = await open().deployRecords.get(key);
        if (row?.deploy.service !== deploy.service) return;
        looks.push(row.deploy.status);
        if (row.deploy.status === 'success') ended.resolve();
        else await queue().enqueue(key, Date.now() + HOUR);
      });
      const [key] = await open().deployRecords.record([deploy], () => true);
      await until(async () => looks.length > 0);

      await open().deployRecords.record([{ ...deploy, status: 'success' }], () => true);
      await ended.promise;

      expect(looks).toEqual(['running', 'success']);
      expect((await open().deployRecords.get(key!))!.check!.dueAt).toBeLessThan(Date.now() + HOUR / 2);
    });

    it('lets a running look ask for its successor, and never has two waiting', async () => {
      const key = await deployed();
      const seen = seeing();
      let looks = 0;
      await queue().start(async (one) => {
        if (one === key && ++looks === 1) {
          await queue().enqueue(key, Date.now() + HOUR);
          await Promise.all([queue().enqueue(key, Date.now() + HOUR), queue().enqueue(key, 0)]);
          await queue().enqueue(key, 0);
        }
        await seen.handler(one);
      });

      await until(async () => looks === 2);
      const last = await deployed();
      await seen.all(last);

      expect(looks).toBe(2);
    });

    it('lets a look that is due later wait', async () => {
      const { service } = sampleDeploy();
      const late = await deployed(service, false);
      await queue().enqueue(late, Date.now() + HOUR);
      const seen = seeing();
      await queue().start(seen.handler);

      await seen.all(await deployed(service));

      expect(seen.keys).not.toContain(late);
      await expect(queue().enqueue('d0', 0)).rejects.toThrow('deploy d0 must be recorded');
    });

    it('looks at one deploy of a service at a time', async () => {
      const { service } = sampleDeploy();
      const mine = [await deployed(service), await deployed(service), await deployed(service)];
      const seen = seeing();
      let active = 0;
      let most = 0;

      await queue().start(async (key) => {
        if (mine.includes(key)) most = Math.max(most, ++active);
        await new Promise(setImmediate);
        if (mine.includes(key)) active -= 1;
        await seen.handler(key);
      });
      await seen.all(...mine);

      expect(most).toBe(1);
    });

    it('tries again after a rejection, so many times, and says then that it gave up', async () => {
      const [hopeless, next] = [await deployed(), await deployed()];
      const seen = seeing();
      let attempts = 0;
      const gaveUp = Promise.withResolvers<string>();

      await queue().start(
        async (key) => {
          if (key !== hopeless) return seen.handler(key);
          attempts += 1;
          throw new Error(`the store is down, attempt ${attempts}`);
        },
        async (key, problem) => {
          if (key === hopeless) gaveUp.resolve(problem);
        },
      );

      expect(await gaveUp.promise).toBe(`the store is down, attempt ${limit + 1}`);
      await seen.all(next);
      expect(attempts).toBe(limit + 1);
    });

    it('gives up at once after a Failure that no retry will save, and goes on with the service', async () => {
      const { service } = sampleDeploy();
      const hopeless = await deployed(service);
      const seen = seeing();
      let attempts = 0;

      await queue().start(async (key) => {
        if (key !== hopeless) return seen.handler(key);
        attempts += 1;
        throw new Failure('PROFILE_STORE_REJECTED', 'no such tenant', { retryable: false });
      });
      await until(async () => attempts > 0);
      await seen.all(await deployed(service));

      expect(attempts).toBe(1);
    });

    it('aborts what outlives the grace of a stop, and looks again at the next start', async () => {
      const key = await deployed();
      const begun = Promise.withResolvers<void>();
      const seen = seeing();
      await queue().start(async (one, signal) => {
        if (one !== key) return;
        begun.resolve();
        await new Promise((_, reject) => signal.addEventListener('abort', reject));
      });
      await begun.promise;

      await queue().stop();
      await queue().start(seen.handler);

      await expect(seen.all(key)).resolves.toBeUndefined();
    });
  });
}

/** A handler that remembers, and a promise of what it will have seen. */
function seeing() {
  const keys: string[] = [];
  let tell = () => undefined as void;
  return {
    keys,
    handler: async (key: string) => {
      keys.push(key);
      tell();
    },
    all: (...wanted: readonly string[]) =>
      new Promise<void>((resolve) => {
        tell = () => {
          if (wanted.every((key) => keys.includes(key))) resolve();
        };
        tell();
      }),
  };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5));
}

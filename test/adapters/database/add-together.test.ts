import { describe, expect, it } from 'vitest';
import { addTogether } from '../../../src/adapters/database/add-together.ts';
import { Failure } from '../../../src/core/failure.ts';
import type { StoredProfile } from '../../../src/pipeline/ports.ts';

describe('adding profiles together', () => {
  it('adds what comes while a statement runs in the next one, each push once', async () => {
    const statements: string[][] = [];
    const first = Promise.withResolvers<void>();
    const add = addTogether(async (pushes) => {
      statements.push(pushes.flat().map(({ service }) => service));
      if (statements.length === 1) await first.promise;
    });

    const all = ['a', 'b', 'c'].map((service) => add([profileOf(service)]));
    first.resolve();
    await Promise.all(all);

    expect(statements).toEqual([['a'], ['b', 'c']]);
  });

  it('tells nobody that a profile is kept before it is', async () => {
    const committed = Promise.withResolvers<void>();
    const add = addTogether(() => committed.promise);
    const told: string[] = [];

    const done = add([profileOf('a')]).then(() => told.push('a'));
    await Promise.resolve();
    expect(told).toEqual([]);
    committed.resolve();
    await done;

    expect(told).toEqual(['a']);
  });

  it('lets nobody suffer for the push of another', async () => {
    const kept: string[] = [];
    const add = addTogether(async (pushes) => {
      const services = pushes.flat().map(({ service }) => service);
      if (services.includes('bad'))
        throw new Failure('DATABASE_UNAVAILABLE', 'a value is too long', { retryable: false });
      kept.push(...services);
    });

    const outcomes = await Promise.allSettled(['a', 'b', 'bad', 'c'].map((service) => add([profileOf(service)])));

    expect(kept).toEqual(['a', 'b', 'c']);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  });

  it('asks a database that is away once for all that wait', async () => {
    let statements = 0;
    const add = addTogether(async () => {
      statements++;
      throw new Failure('DATABASE_UNAVAILABLE', 'connection refused', { retryable: true });
    });

    const outcomes = await Promise.allSettled(['a', 'b', 'c', 'd'].map((service) => add([profileOf(service)])));

    expect(statements).toBe(2);
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
  });
});

function profileOf(service: string): StoredProfile {
  return { kind: 'cpu', service, labels: {}, interval: { from: 0, to: 1 }, hash: 'a'.repeat(64), bytes: 1 };
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectDatabase, type OpenDatabase } from '../../../src/adapters/database/connect-database.ts';
import type { StoredProfile } from '../../../src/pipeline/ports.ts';
import { quietLog } from '../../support/quiet-log.ts';

const HOUR = 3_600_000;
const profile = (changed: Partial<StoredProfile>): StoredProfile => ({
  kind: 'cpu',
  service: 'shop',
  labels: { pod: 'a' },
  interval: { from: 1000, to: 16_000 },
  hash: 'aa',
  bytes: 10,
  ...changed,
});

let database: OpenDatabase;
beforeAll(async () => {
  database = await connectDatabase({ kind: 'memory' }, { log: quietLog(), clock: { now: () => 0 } });
  await database.profileIndex.add([
    profile({}),
    profile({ interval: { from: 16_000, to: 31_000 }, hash: 'bb', counts: { unit: 'samples', rateHz: 100 } }),
    profile({ kind: 'off-cpu', hash: 'cc' }),
    profile({ labels: { pod: 'b', odd: 'nul \u0000' }, interval: { from: 40_000, to: 55_000 }, hash: 'dd' }),
    profile({ service: 'merged', labels: {}, interval: { from: 10 * HOUR, to: 11 * HOUR }, hash: 'ee', seconds: 3000 }),
  ]);
}, 60_000);
afterAll(() => database.close());

async function pods(from: number, to: number): Promise<readonly string[]> {
  const found = await database.catalogue.series({ labels: {}, kind: 'cpu', window: { from, to } }, 100);
  return found.map(({ labels }) => labels['pod'] ?? '').toSorted();
}

describe('the catalogue', () => {
  it('knows series with their labels, whatever characters these hold', async () => {
    const found = await database.catalogue.series({ labels: { pod: 'b' }, window: { from: 0, to: HOUR } }, 100);

    expect(found).toEqual([
      { id: expect.any(String), kind: 'cpu', labels: { service_name: 'shop', pod: 'b', odd: 'nul \u0000' } },
    ]);
  });

  it('counts both ends of a window, to the millisecond', async () => {
    expect(await pods(16_000, 40_000)).toEqual(['a', 'b']);
    expect(await pods(16_001, 39_999)).toEqual([]);
    expect(await pods(1000, 1000)).toEqual(['a']);
  });

  it('keeps kinds apart, and gives no more than it was asked for', async () => {
    const window = { from: 0, to: HOUR };

    expect(await database.catalogue.series({ labels: {}, window }, 100)).toHaveLength(3);
    expect(await database.catalogue.series({ labels: {}, window }, 2)).toHaveLength(2);
    expect(await database.catalogue.series({ labels: {}, kind: 'off-cpu', window }, 100)).toHaveLength(1);
  });

  it('tells how far back and how far up profiles reach', async () => {
    expect(await database.catalogue.reach()).toEqual({ from: 1000, to: 10 * HOUR });
  });

  it('lists the profiles of series in time order', async () => {
    const window = { from: 0, to: HOUR };
    const series = (await database.catalogue.series({ labels: {}, kind: 'cpu', window }, 100)).map(({ id }) => id);

    const found = await database.catalogue.profiles(series, window, 100);

    expect(found.map(({ hash, at, bytes, counts }) => [hash, at, bytes, counts?.rateHz])).toEqual([
      ['aa', 1000, 10, undefined],
      ['bb', 16_000, 10, 100],
      ['dd', 40_000, 10, undefined],
    ]);
    expect(await database.catalogue.profiles(series, window, 1)).toHaveLength(1);
    expect(await database.catalogue.profiles([], window, 100)).toEqual([]);
  });

  it('gives a merged hour by its middle, and not for five minutes', async () => {
    const asked = (from: number, to: number) =>
      database.catalogue.series({ labels: { service_name: 'merged' }, window: { from, to } }, 100);

    expect(await asked(10 * HOUR, 11 * HOUR)).toHaveLength(1);
    expect(await asked(9 * HOUR, 10.4 * HOUR)).toHaveLength(0);
    expect(await asked(10.45 * HOUR, 10.55 * HOUR)).toHaveLength(0);
  });
});

import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { connectMerger } from '../../../src/adapters/compute/merger.ts';
import { decodePprof } from '../../../src/core/profile/formats/pprof.ts';
import { profileFixture } from '../../support/profile-fixture.ts';
import { selfByName } from '../../support/profile-rows.ts';

const merger = connectMerger();
afterAll(() => merger.close());
const signal = () => AbortSignal.timeout(30_000);

const CPU = ['v1.2.0-1', 'v1.2.0-2', 'v1.2.8-1'].map((run) => profileFixture(`../shop/${run}-cpu.pprof`));

describe('the merging thread', () => {
  it('adds recorded profiles up, smaller than they were, function by function exactly', async () => {
    const sources = CPU.map((bytes) => ({ bytes: gzipSync(bytes), seconds: 15 }));

    const merged = await merger.merge(sources, signal());

    if (merged.kind !== 'merged') throw new Error(merged.why);
    expect(merged.seconds).toBe(45);
    const total = sources.reduce((sum, { bytes }) => sum + bytes.length, 0);
    expect(merged.bytes.length).toBeLessThan(0.7 * total);
    const sums: Record<string, number> = {};
    for (const [name, cost] of CPU.flatMap((bytes) => Object.entries(selfByName(decodePprof(bytes), 1)))) {
      sums[name] = (sums[name] ?? 0) + cost;
    }
    const back = decodePprof(gunzipSync(merged.bytes));
    expect(selfByName(back, 1)).toEqual(sums);
    expect(back.durationSeconds).toBe(45);
    expect(await merger.merge(sources, signal())).toEqual(merged);
  });

  it('takes the length of a recording from the profile where nobody says it', async () => {
    const seconds = CPU.reduce((sum, bytes) => sum + decodePprof(bytes).durationSeconds, 0);

    expect(
      await merger.merge(
        CPU.map((bytes) => ({ bytes })),
        signal(),
      ),
    ).toMatchObject({ kind: 'merged', seconds });
  });

  it.each<readonly [string, readonly Uint8Array[], string]>([
    ['profiles of other types', [CPU[0]!, profileFixture('shop/v1.2.0-1-block.pprof')], 'beside'],
    ['what is no profile', [CPU[0]!, Buffer.from('{}')], 'not a readable profile'],
    [
      'text that does not say what it counts',
      ['a;b 1\n', 'a;c 2\n'].map((text) => Buffer.from(text)),
      'what they measure',
    ],
  ])('says why it leaves %s alone', async (_, list, why) => {
    const merged = await merger.merge(
      list.map((bytes) => ({ bytes, seconds: 10 })),
      signal(),
    );

    expect(merged.kind === 'unlike' ? merged.why : merged).toContain(why);
  });

  it('rejects when it is told to stop', async () => {
    await expect(merger.merge([{ bytes: CPU[0]! }], AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});

import { describe, expect, it } from 'vitest';
import { encodePprof } from '../../src/core/profile/encode-pprof.ts';
import { readProfile } from '../../src/core/profile/read-profile.ts';
import type { FetchedProfiles, ProfileBlock, ProfileStore } from '../../src/pipeline/ports.ts';
import { NOON } from '../support/sample-incident.ts';

const MINUTE = 60_000;
const HOUR = { from: NOON, to: NOON + 60 * MINUTE };
/** Cost of every sample block, in nanoseconds. */
const COST = 1_000_000;

/** `make` answers with a store that holds exactly these blocks; each carries the labels service_name and pod. */
export function describeProfileStore(
  name: string,
  make: (blocks: readonly ProfileBlock[]) => Promise<ProfileStore>,
): void {
  describe(`profile store: ${name}`, () => {
    const signal = AbortSignal.timeout(60_000);
    const checkout = { kind: 'cpu', selector: { service_name: 'checkout' }, window: HOUR } as const;

    it('answers with what the kind and the selector have in the window, and with nothing beside it', async () => {
      const store = await make([
        sampleBlock({ minute: -5 }),
        sampleBlock({ minute: 1 }),
        sampleBlock({ minute: 2 }),
        sampleBlock({ minute: 40, pod: 'b' }),
        sampleBlock({ minute: 65 }),
        sampleBlock({ minute: 3, kind: 'mutex' }),
        sampleBlock({ minute: 3, service: 'cart' }),
      ]);

      const blocks = blocksOf(await store.fetch(checkout, signal));

      expect(costByPod(blocks)).toEqual({ a: 2 * COST, b: COST });
      for (const { kind, labels, pod, interval } of blocks) {
        expect(kind).toBe('cpu');
        expect(labels).toMatchObject({ service_name: 'checkout', pod });
        expect(interval.from).toBeGreaterThanOrEqual(HOUR.from);
        expect(interval.from).toBeLessThanOrEqual(HOUR.to);
      }
    });

    it('does not claim to know of time in which nothing was recorded', async () => {
      const store = await make(
        Array.from({ length: 12 }, (_, index) => sampleBlock({ minute: 30 + index / 4, seconds: 15 })),
      );

      const blocks = blocksOf(await store.fetch(checkout, signal));

      const seconds = blocks.reduce((sum, { interval }) => sum + (interval.to - interval.from) / 1000, 0);
      expect(seconds).toBeGreaterThan(2.5 * 60);
      expect(seconds).toBeLessThan(4 * 60);
    });

    it('says why there is nothing, and what it asked', async () => {
      const store = await make([sampleBlock({ minute: 0 })]);

      const fetched = await store.fetch({ kind: 'cpu', selector: { service_name: 'cart' }, window: HOUR }, signal);

      expect(fetched).toMatchObject({ kind: 'empty' });
      expect(fetched.kind === 'empty' ? fetched.reason : '').toContain('cart');
      expect(fetched.asked).toContain('cart');
    });

    it('has nothing to say in the post where nothing is missing', async () => {
      const store = await make([sampleBlock({ minute: 1 })]);

      expect(await store.fetch(checkout, signal)).toMatchObject({ kind: 'profiles', notices: [] });
    });

    it('rejects when it is told to stop', async () => {
      const store = await make([sampleBlock({ minute: 0 })]);

      const fetching = store.fetch({ kind: 'cpu', selector: {}, window: HOUR }, AbortSignal.abort());

      await expect(fetching).rejects.toBeInstanceOf(Error);
    });
  });
}

function blocksOf(fetched: FetchedProfiles): readonly ProfileBlock[] {
  expect(fetched.kind).toBe('profiles');
  return fetched.kind === 'profiles' ? fetched.blocks : [];
}

function costByPod(blocks: readonly ProfileBlock[]): Record<string, number> {
  const costs: Record<string, number> = {};
  for (const { pod, bytes } of blocks) {
    const cost = readProfile(bytes).values.reduce((sum, one) => sum + one, 0);
    costs[pod] = (costs[pod] ?? 0) + cost;
  }
  return costs;
}

export function sampleBlock(changes: {
  minute: number;
  seconds?: number;
  kind?: ProfileBlock['kind'];
  service?: string;
  pod?: string;
}): ProfileBlock {
  const { minute, seconds = 10, kind = 'cpu', service = 'checkout', pod = 'a' } = changes;
  const from = NOON + minute * MINUTE;
  return {
    kind,
    pod,
    labels: { service_name: service, pod },
    interval: { from, to: from + seconds * 1000 },
    bytes: encodePprof({
      format: 'pprof',
      sampleTypes: [{ type: kind === 'mutex' ? 'delay' : kind, unit: 'nanoseconds' }],
      values: Float64Array.of(COST),
      stackStart: Int32Array.of(0, 1),
      stacks: Int32Array.of(0),
      frames: [{ name: 'main.work', file: 'main.go', line: 7, startLine: 5 }],
      period: 0,
      periodType: { type: '', unit: '' },
      timeMs: from,
      durationSeconds: seconds,
    }),
  };
}

import { describe, expect, it } from 'vitest';
import type { ProfileBlock, ProfileStore } from '../../src/pipeline/ports.ts';
import { NOON } from '../support/sample-incident.ts';

const HOUR = { from: NOON, to: NOON + 3_600_000 };

/** `make` answers with a store that holds exactly these blocks; each carries the labels service_name and pod. */
export function describeProfileStore(
  name: string,
  make: (blocks: readonly ProfileBlock[]) => Promise<ProfileStore>,
): void {
  describe(`profile store: ${name}`, () => {
    const signal = AbortSignal.timeout(60_000);

    it('answers with the blocks of the kind and selector that begin in the window, both ends included', async () => {
      const store = await make([
        sampleBlock({ offset: -1 }),
        sampleBlock({ offset: 0 }),
        sampleBlock({ offset: 3_600_000, pod: 'b' }),
        sampleBlock({ offset: 3_600_001 }),
        sampleBlock({ offset: 5, kind: 'mutex' }),
        sampleBlock({ offset: 5, service: 'cart' }),
      ]);

      const fetched = await store.fetch({ kind: 'cpu', selector: { service_name: 'checkout' }, window: HOUR }, signal);

      expect(fetched.kind).toBe('profiles');
      const blocks = fetched.kind === 'profiles' ? fetched.blocks : [];
      expect(blocks.map(({ pod, interval }) => [pod, interval.from - NOON])).toEqual([
        ['a', 0],
        ['b', 3_600_000],
      ]);
      expect(blocks[0]!.labels).toMatchObject({ service_name: 'checkout', pod: 'a' });
      expect(Buffer.from(blocks[0]!.bytes).toString()).toBe('profile 0');
    });

    it('says why there is nothing, and what it asked', async () => {
      const store = await make([sampleBlock({ offset: 0 })]);

      const fetched = await store.fetch({ kind: 'cpu', selector: { service_name: 'cart' }, window: HOUR }, signal);

      expect(fetched).toMatchObject({ kind: 'empty' });
      expect(fetched.kind === 'empty' ? fetched.reason : '').toContain('cart');
      expect(fetched.asked).toContain('cart');
    });

    it('rejects when it is told to stop', async () => {
      const store = await make([sampleBlock({ offset: 0 })]);

      const fetching = store.fetch({ kind: 'cpu', selector: {}, window: HOUR }, AbortSignal.abort());

      await expect(fetching).rejects.toBeInstanceOf(Error);
    });
  });
}

function sampleBlock(changes: {
  offset: number;
  kind?: ProfileBlock['kind'];
  service?: string;
  pod?: string;
}): ProfileBlock {
  const { offset, kind = 'cpu', service = 'checkout', pod = 'a' } = changes;
  return {
    kind,
    pod,
    labels: { service_name: service, pod },
    interval: { from: NOON + offset, to: NOON + offset + 10_000 },
    bytes: Buffer.from(`profile ${offset}`),
  };
}

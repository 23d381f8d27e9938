import { describe, expect, it } from 'vitest';
import {
  connectEmbeddedStore,
  EmbeddedSection,
  MOST_BLOCKS,
  MOST_BYTES,
} from '../../../src/adapters/stores/embedded.ts';
import type { FetchedProfiles, ProfileBlock, ProfileStore, StoredProfile } from '../../../src/pipeline/ports.ts';
import { describeProfileStore } from '../../contracts/profile-store.ts';
import { fakeBlobs } from '../../support/fake-blobs.ts';
import { fakeProfileIndex } from '../../support/fake-profile-index.ts';
import { fakeProfileStore } from '../../support/fake-profile-store.ts';
import { NOON } from '../../support/sample-incident.ts';
import { sumsHere } from '../../support/sums-here.ts';

const HOUR = { from: NOON, to: NOON + 3_600_000 };
const CHECKOUT = { kind: 'cpu', selector: { service_name: 'checkout' }, window: HOUR } as const;

describeProfileStore('embedded', async (blocks) => (await stored(blocks)).store);
describeProfileStore('the fake', async (blocks) => fakeProfileStore(blocks));

describe('the embedded store', () => {
  it.each([
    [{ pod: 'a', instance: 'b' }, 'a'],
    [{ pod: '', instance: 'b', hostname: 'c' }, 'b'],
    [{ hostname: 'c', 'k8s.pod.name': 'd' }, 'c'],
    [{ 'k8s.pod.name': 'd' }, 'd'],
  ])('knows the pod of %j', async (labels, pod) => {
    const { store } = await stored([block({ labels })]);

    expect(blocksOf(await ask(store)).map((one) => one.pod)).toEqual([pod]);
  });

  it('tells nameless processes apart by their labels', async () => {
    const { store } = await stored([
      block({ labels: { zone: 'a' }, offset: 0 }),
      block({ labels: { zone: 'b' }, offset: 1 }),
      block({ labels: { zone: 'a' }, offset: 2 }),
    ]);

    const [first, second, third] = blocksOf(await ask(store)).map((one) => one.pod);

    expect(first).toMatch(/^[0-9a-f]{12}$/);
    expect(second).not.toBe(first);
    expect(third).toBe(first);
  });

  it('says what there is when the window is empty', async () => {
    const { store } = await stored([block({ offset: -7_200_000 })]);

    expect(await ask(store)).toEqual({
      kind: 'empty',
      asked: 'cpu profiles of {service_name="checkout"} between 2026-11-22T14:09:00.000Z and 2026-11-22T15:09:00.000Z',
      reason:
        'no cpu profiles of {service_name="checkout"} between 2026-11-22T14:09:00.000Z and 2026-11-22T15:09:00.000Z; ' +
        'the newest is from 2026-11-22T12:09:00.000Z',
    });
  });

  it('says so when only other labels of the service, or none at all, are there', async () => {
    const { store } = await stored([block({ labels: { pod: 'a', zone: 'eu' } })]);

    const narrowed = await ask(store, { ...CHECKOUT, selector: { service_name: 'checkout', zone: 'us' } });
    const unknown = await ask(store, { ...CHECKOUT, selector: { service_name: 'cart' } });

    expect(reasonOf(narrowed)).toContain(
      'of that service there are some with other labels, such as {pod="a", service_name="checkout", zone="eu"}',
    );
    expect(reasonOf(unknown)).toContain('there are none of any time');
  });

  it('skips a block whose bytes are gone and says so', async () => {
    const { store, blobs, hashes } = await stored([block({ offset: 0 }), block({ offset: 1 })]);

    blobs.lose(hashes[0]!);
    const partly = await ask(store);
    blobs.lose(hashes[1]!);
    const wholly = await ask(store);

    expect(blocksOf(partly)).toHaveLength(1);
    expect(partly.asked).toContain('1 skipped: their bytes are no longer in the blob store');
    expect(reasonOf(wholly)).toContain('have lost their bytes in the blob store');
  });

  it('takes at most so many blocks, of every pod its share over the whole window', async () => {
    // The pods push in turn, so that every second block in time order is of one pod.
    const blocks = Array.from({ length: 2 * MOST_BLOCKS }, (_, index) =>
      block({ offset: index * 1_000, labels: { pod: `pod-${index % 2}` } }),
    );
    const { store } = await stored(blocks);

    const fetched = await ask(store);

    const taken = blocksOf(fetched);
    expect(taken).toHaveLength(MOST_BLOCKS);
    expect(taken.filter((one) => one.pod === 'pod-0')).toHaveLength(MOST_BLOCKS / 2);
    expect(taken[0]!.interval.from).toBe(NOON);
    expect(taken.at(-1)!.interval.from).toBeGreaterThan(NOON + 990_000);
    expect(fetched.asked).toContain('500 of 1000 taken, spread over the window');
  });

  it('takes at most so many bytes', async () => {
    const each = MOST_BYTES / 4;
    const blocks = Array.from({ length: 10 }, (_, index) => block({ offset: index }));
    const { store } = await stored(blocks, each);

    const fetched = await ask(store);

    expect(blocksOf(fetched)).toHaveLength(4);
    expect(fetched.asked).toContain('4 of 10 taken');
  });

  it('takes one block even when it alone is too large', async () => {
    const { store } = await stored([block({}), block({ offset: 1 })], MOST_BYTES + 1);

    expect(blocksOf(await ask(store))).toHaveLength(1);
  });

  it('refuses a section with a key it does not know', () => {
    expect(EmbeddedSection.safeParse({ name: 'main', type: 'embedded' }).success).toBe(true);
    expect(EmbeddedSection.safeParse({ name: 'main', type: 'embedded', url: 'x' }).success).toBe(false);
  });
});

function ask(store: ProfileStore, query: Parameters<ProfileStore['fetch']>[0] = CHECKOUT): Promise<FetchedProfiles> {
  return store.fetch(query, AbortSignal.timeout(60_000));
}

function blocksOf(fetched: FetchedProfiles): readonly ProfileBlock[] {
  return fetched.kind === 'profiles' ? fetched.blocks : [];
}

function reasonOf(fetched: FetchedProfiles): string {
  return fetched.kind === 'empty' ? fetched.reason : '';
}

function block(changes: { offset?: number; labels?: Record<string, string> }): ProfileBlock {
  const { offset = 0, labels = { pod: 'a' } } = changes;
  const interval = { from: NOON + offset, to: NOON + offset + 10_000 };
  return { kind: 'cpu', pod: '', labels, interval, bytes: Buffer.from(`profile ${offset}`) };
}

/** `saidBytes` is what the index says of each block's size. */
async function stored(blocks: readonly ProfileBlock[], saidBytes = 1_000) {
  const blobs = fakeBlobs();
  const profileIndex = fakeProfileIndex();
  const hashes: string[] = [];
  for (const { bytes, kind, labels, interval } of blocks) {
    const hash = await blobs.put(bytes);
    hashes.push(hash);
    const profile: StoredProfile = { kind, service: 'checkout', labels, interval, hash, bytes: saidBytes };
    await profileIndex.add([profile]);
  }
  const store = connectEmbeddedStore({ name: 'main', type: 'embedded' }, { profileIndex, blobs, sums: sumsHere });
  return { store, blobs, hashes };
}

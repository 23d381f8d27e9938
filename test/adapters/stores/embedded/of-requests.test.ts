import { beforeAll, describe, expect, it } from 'vitest';
import { connectEmbeddedStore } from '../../../../src/adapters/stores/embedded.ts';
import type { FetchedProfiles, ProfileIndex, StoredProfile } from '../../../../src/pipeline/ports.ts';
import { storeProfile } from '../../../../src/pipeline/store-profile.ts';
import { fakeBlobs } from '../../../support/fake-blobs.ts';
import { fakeCompute } from '../../../support/fake-compute.ts';
import { fakeProfileIndex } from '../../../support/fake-profile-index.ts';
import { quietLog } from '../../../support/quiet-log.ts';
import { paymentsBodies } from '../../../support/recorded-questions.ts';
import { sumsHere } from '../../../support/sums-here.ts';
import { selfTimes } from '../pyroscope/recorded.ts';
import { startTestWeb } from '../../web/start-test-web.ts';

/** Recorded pushes of two pods with a profile each 15 s; the burn begins at 1795543020. */
const BURN = { from: 1_795_543_020_000, to: 1_795_543_620_000 };
const CPU = { kind: 'cpu', selector: { service_name: 'payments' }, window: BURN } as const;
const signal = AbortSignal.timeout(60_000);
const blobs = fakeBlobs();
const profileIndex = fakeProfileIndex();
const store = connectEmbeddedStore({ name: 'main', type: 'embedded' }, { profileIndex, blobs, sums: sumsHere });

beforeAll(async () => {
  const clock = { now: () => BURN.to };
  const world = { compute: fakeCompute(), blobs, profileIndex, clock, log: quietLog() };
  const web = await startTestWeb({ pages: 'open' }, { ingest: (push) => storeProfile(push, world), blobs, clock });
  for (const body of paymentsBodies()) {
    const headers = { 'content-type': 'application/json' };
    await fetch(`${web.url}/push.v1.PusherService/Push`, { method: 'POST', headers, body });
  }
  await web.close();
}, 60_000);

describe('samples of single requests in the embedded store', () => {
  it.each([
    ['span', ['00000000000000a1'], { 'crypto.Sign': 8e9 }],
    ['trace', [`${'0'.repeat(30)}b2`], { 'regexp.Match': 0.8e9 }],
    ['trace', [`${'0'.repeat(30)}b2`, `${'0'.repeat(30)}a1`], { 'crypto.Sign': 8e9, 'regexp.Match': 0.8e9 }],
  ] as const)('are those of %s %j and nothing beside them', async (by, ids, truth) => {
    const fetched = await store.fetch({ ...CPU, requests: { by, ids } }, signal);

    expect(selfTimes(fetched)).toEqual(truth);
  });

  it('come as one block for each pod, which knows over how long its profiles recorded', async () => {
    const requests = { by: 'span', ids: ['00000000000000a1'] } as const;

    const fetched = await store.fetch({ ...CPU, requests }, signal);

    const blocks = fetched.kind === 'profiles' ? fetched.blocks : [];
    expect(blocks.map(({ pod, seconds, kind }) => ({ pod, seconds, kind }))).toEqual([
      { pod: 'payments-a1', seconds: 600, kind: 'cpu' },
      { pod: 'payments-b2', seconds: 600, kind: 'cpu' },
    ]);
    expect(fetched.asked).toContain('samples of span 00000000000000a1 in 80 profiles');
  });

  it('are not there where no profile holds any', async () => {
    const requests = { by: 'trace', ids: ['f'.repeat(32)] } as const;

    const fetched = await store.fetch({ ...CPU, requests }, signal);

    expect(reasonOf(fetched)).toContain(`80 are there, and none holds a sample of trace ${'f'.repeat(32)}`);
  });

  it('are not looked for in more than fits into memory, instead of in a part of it', async () => {
    const large: ProfileIndex = {
      ...profileIndex,
      find: async (query) =>
        (await profileIndex.find(query)).map((profile): StoredProfile => ({ ...profile, bytes: 2 ** 20 })),
    };
    const asking = connectEmbeddedStore(
      { name: 'main', type: 'embedded' },
      { profileIndex: large, blobs, sums: sumsHere },
    );

    const fetching = asking.fetch({ ...CPU, requests: { by: 'span', ids: ['00000000000000a1'] } }, signal);

    await expect(fetching).rejects.toMatchObject({
      code: 'PROFILE_STORE_REJECTED',
      message: expect.stringContaining('80 profiles of 80 MB are of that time'),
    });
  });

  it('say which profiles could not be looked into; the pods had pushed the same bytes', async () => {
    const [first] = await profileIndex.find(CPU);
    const kept = await blobs.get(first!.hash);
    blobs.lose(first!.hash);

    const fetched = await store.fetch({ ...CPU, requests: { by: 'span', ids: ['00000000000000a1'] } }, signal);
    await blobs.put(kept!);

    expect(fetched.kind === 'profiles' && fetched.notices).toEqual([
      '1 of 40 profiles of payments-a1 were not read.',
      '1 of 40 profiles of payments-b2 were not read.',
    ]);
  });
});

function reasonOf(fetched: FetchedProfiles): string {
  return fetched.kind === 'empty' ? fetched.reason : '';
}

import { describe, expect, it } from 'vitest';
import { sumSources } from '../../src/adapters/compute/sum-work.ts';
import { TooMuchAsked } from '../../src/pipeline/find-series.ts';
import { lookIntoStore, type StoreQuestion } from '../../src/pipeline/look-into-store.ts';
import type { KeptProfile, KeptSeries, SumRequest } from '../../src/pipeline/querier-ports.ts';
import { fakeBlobs } from '../support/fake-blobs.ts';
import { fakeProfileCatalogue } from '../support/fake-profile-catalogue.ts';
import { quietLog } from '../support/quiet-log.ts';

const SERIES: readonly KeptSeries[] = ['a', 'b'].map((pod) => ({
  id: pod,
  kind: 'cpu',
  labels: { service_name: 'shop', pod },
}));
const QUESTION: StoreQuestion = {
  kind: 'cpu',
  selector: { labels: {}, matches: () => true },
  window: { from: 10_000, to: 40_000 },
  filter: { spans: [], traces: [], callSite: [] },
};
const patient = () => AbortSignal.timeout(10_000);

async function store(rows: readonly (readonly [pod: string, at: number, seconds: number])[]) {
  const blobs = fakeBlobs();
  const profiles: KeptProfile[] = [];
  for (const [series, at, seconds] of rows) {
    const hash = await blobs.put(Buffer.from(`main;work ${seconds}\n`));
    profiles.push({ series, at, hash, bytes: 12, counts: { unit: 'seconds', rateHz: 100 } });
  }
  const asked: SumRequest[] = [];
  const log = quietLog();
  const sums = {
    sum: async (request: SumRequest) => {
      asked.push(request);
      return sumSources(request);
    },
  };
  const looking = lookIntoStore({ catalogue: fakeProfileCatalogue(SERIES, profiles), blobs, sums, log });
  return { looking, asked, log, blobs, profiles };
}

describe('sums over time', () => {
  it('hold what lies after the point before them, the first one what lies up to a step before the window', async () => {
    const { looking } = await store([
      ['a', 0, 1],
      ['a', 1, 2],
      ['a', 10_000, 4],
      ['a', 10_001, 8],
      ['a', 20_000, 16],
      ['a', 40_000, 32],
    ]);

    const [series] = await looking.overTime(QUESTION, { labels: [], stepMs: 10_000, limit: 0 }, patient());

    expect(series?.points).toEqual([
      { at: 10_000, nanoseconds: 7e9 },
      { at: 20_000, nanoseconds: 24e9 },
      { at: 40_000, nanoseconds: 32e9 },
    ]);
  });

  it('are grouped by labels, the largest first, and only so many', async () => {
    const { looking } = await store([
      ['a', 11_000, 1],
      ['b', 12_000, 2],
    ]);
    const by = { labels: ['pod', 'absent'], stepMs: 10_000 };

    const all = await looking.overTime(QUESTION, { ...by, limit: 0 }, patient());
    const first = await looking.overTime(QUESTION, { ...by, limit: 1 }, patient());

    expect(all.map(({ labels }) => labels)).toEqual([{ pod: 'b' }, { pod: 'a' }]);
    expect(first).toEqual(all.slice(0, 1));
  });

  it('read each profile once, however often they are asked for', async () => {
    const { looking, asked } = await store([
      ['a', 11_000, 1],
      ['b', 12_000, 1],
    ]);
    const ask = () => looking.overTime(QUESTION, { labels: ['pod'], stepMs: 10_000, limit: 0 }, patient());

    expect(await ask()).toEqual(await ask());
    // Both are the same bytes.
    expect(asked.flatMap(({ sources }) => sources)).toHaveLength(1);
  });
});

describe('a merge', () => {
  it('of nothing is told apart from one of no cost', async () => {
    const { looking, asked } = await store([]);

    expect(await looking.merge(QUESTION, { form: 'tree', maxNodes: 0 }, patient())).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('goes on without a profile whose bytes are lost, with a warning', async () => {
    const { looking, blobs, profiles, log } = await store([
      ['a', 11_000, 1],
      ['b', 12_000, 2],
    ]);
    blobs.lose(profiles[0]!.hash);

    const summed = await looking.merge(QUESTION, { form: 'levels', maxNodes: 0 }, patient());

    expect(summed).toMatchObject({ levels: { total: 2e9 } });
    expect(JSON.stringify(log.lines)).toContain('left out of a sum');
  });

  it('of more profiles than fit is refused with what to narrow', async () => {
    const many = Array.from({ length: 20_001 }, (_, at) => ['a', 10_000 + at, 1] as const);
    const { looking } = await store(many.slice(0, 1));
    const profiles = many.map(([series, at]) => ({ series, at, hash: 'h', bytes: 1 }));
    const world = { blobs: fakeBlobs(), sums: { sum: () => Promise.reject(new Error('asked')) }, log: quietLog() };
    const full = lookIntoStore({ ...world, catalogue: fakeProfileCatalogue(SERIES, profiles) });

    await expect(full.merge(QUESTION, { form: 'pprof', maxNodes: 0 }, patient())).rejects.toThrow(TooMuchAsked);
    expect(await looking.merge(QUESTION, { form: 'tree', maxNodes: 0 }, patient())).toBeDefined();
  });
});

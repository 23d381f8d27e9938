import nock from 'nock';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FetchedProfiles } from '../../../../src/pipeline/ports.ts';
import { cpu, EMPTY, PAYMENTS_THERE, replay, selfTimes, total, WINDOW } from './recorded.ts';

beforeAll(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());
afterAll(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

function podsOf(fetched: FetchedProfiles): ReadonlySet<string> {
  return new Set(fetched.kind === 'profiles' ? fetched.blocks.map(({ pod }) => pod) : []);
}

describe('recorded answers of Pyroscope 2.2.1', () => {
  it('hold the truth of the recorded service, both windows', async () => {
    replay({ ...PAYMENTS_THERE, SelectMergeProfile: ['30-SelectMergeProfile-payments-cpu-base-proto', EMPTY] });
    const baseline = await cpu();
    nock.cleanAll();
    replay({ ...PAYMENTS_THERE, SelectMergeProfile: ['30-SelectMergeProfile-payments-cpu-burn-proto', EMPTY] });
    const comparison = await cpu({ from: WINDOW.to, to: WINDOW.to + 600_000 });

    expect(total(baseline)).toBe(48e9);
    expect(total(comparison)).toBe(84e9);
    expect(selfTimes(comparison)['regexp.Match']).toBe(32.8e9);
    expect(selfTimes(baseline)).not.toHaveProperty('regexp.Match');
    expect(podsOf(baseline)).toEqual(new Set(['payments-a1', 'payments-b2']));
  });

  it('are read when they come compressed', async () => {
    replay({ ...PAYMENTS_THERE, SelectMergeProfile: ['33-SelectMergeProfile-checkout-cpu-base-proto-gzip', EMPTY] });

    expect(total(await cpu())).toBeCloseTo(10.91e9, -8);
  });

  it.each([
    ['2', EMPTY],
    ['1', '314-v1-empty-SelectMergeProfile'],
  ])(
    'are no profiles where version %s of the storage has none, and still count as time without samples',
    async (_, empty) => {
      replay({ ...PAYMENTS_THERE, SelectMergeProfile: ['304-v1-SelectMergeProfile-proto', empty] });

      const fetched = await cpu();

      expect(total(fetched)).toBe(84e9);
      expect(fetched.asked).toContain('3 of 4 without samples');
    },
  );

  it('say that there is nothing', async () => {
    replay({ Series: ['23-Series-none'], GetProfileStats: ['210-mt-empty-GetProfileStats'] });

    expect(await cpu()).toMatchObject({ kind: 'empty', reason: expect.stringContaining('no profiles at all for us') });
  });

  it('say that there are series but no profile in the window', async () => {
    replay({ ...PAYMENTS_THERE, SelectSeries: ['74-SelectSeries-none'] });

    expect(await cpu()).toMatchObject({
      kind: 'empty',
      reason: expect.stringContaining('no profile lies in the window'),
    });
  });

  it('are told to be cut where they were', async () => {
    replay({ ...PAYMENTS_THERE, SelectMergeProfile: ['36-SelectMergeProfile-maxnodes6-proto', EMPTY] });

    const fetched = await cpu();

    expect(fetched.kind === 'profiles' && fetched.notices).toEqual([
      expect.stringMatching(/^The store cut cpu profiles: up to \d+ % of their cost/),
    ]);
  });
});

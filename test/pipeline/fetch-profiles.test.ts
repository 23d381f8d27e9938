import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/core/failure.ts';
import type { ChosenWindows } from '../../src/core/incident/choose-windows.ts';
import { fetchProfiles } from '../../src/pipeline/fetch-profiles.ts';
import type { ProfileBlock, ProfileStore } from '../../src/pipeline/ports.ts';
import { fakeProfileStore } from '../support/fake-profile-store.ts';
import { NOON, sampleIncident } from '../support/sample-incident.ts';

const MINUTE = 60_000;
const WINDOWS: ChosenWindows = {
  comparison: { from: NOON - 2 * MINUTE, to: NOON },
  baseline: { from: NOON - 9 * MINUTE, to: NOON - 4 * MINUTE },
  mode: 'before',
  note: '',
};
const signal = new AbortController().signal;

function block(from: number, kind: ProfileBlock['kind'] = 'cpu'): ProfileBlock {
  const labels = { service_name: 'checkout' };
  return { kind, pod: 'a', labels, interval: { from, to: from + 10_000 }, bytes: new Uint8Array([1]) };
}

const BOTH = [block(NOON - 8 * MINUTE), block(NOON - MINUTE)];
const planOf = (...profiles: ProfileBlock['kind'][]) => ({ ...sampleIncident({ service: 'checkout' }).plan, profiles });

describe('profiles of both windows', () => {
  it('bring the words of their store along, each once', async () => {
    const store = fakeProfileStore(BOTH, { notices: ['Of 40 pods 16 were read.'] });

    expect((await fetchProfiles(planOf('cpu'), WINDOWS, [store], signal)).notices).toEqual([
      'Of 40 pods 16 were read.',
    ]);
  });

  it('lead to the pages of their store that show both windows', async () => {
    const inner = fakeProfileStore(BOTH);
    const linked: ProfileStore = {
      name: 'linked',
      async fetch(query, limit) {
        const fetched = await inner.fetch(query, limit);
        const links = { window: 'w', diff: ({ from, to }: { from: number; to: number }) => `https://x/${from}-${to}` };
        return fetched.kind === 'profiles' ? { ...fetched, links } : fetched;
      },
    };

    const { asked } = await fetchProfiles(planOf('cpu'), WINDOWS, [linked], signal);

    const { from, to } = WINDOWS.baseline;
    expect(asked.at(-1)).toEqual({ system: 'linked', query: 'cpu, both windows', href: `https://x/${from}-${to}` });
    expect(asked.map(({ href }) => href)).not.toContain(undefined);
    expect(asked).toHaveLength(3);
  });

  it('do not count wall time twice where it stands in for off-CPU time and is asked for as well', async () => {
    const standIn: ProfileStore = {
      name: 'wall only',
      fetch: (query, limit) =>
        fakeProfileStore(BOTH.map((one) => ({ ...one, kind: 'wall' }))).fetch({ ...query, kind: 'wall' }, limit),
    };

    expect((await fetchProfiles(planOf('off-cpu'), WINDOWS, [standIn], signal)).blocks).toHaveLength(2);
    expect((await fetchProfiles(planOf('off-cpu', 'wall'), WINDOWS, [standIn], signal)).blocks).toHaveLength(2);
  });

  it('say what they are for, so that a store that records on demand knows whether the burn goes on', async () => {
    const [store, later] = [fakeProfileStore(BOTH), fakeProfileStore(BOTH)];

    await fetchProfiles(planOf('cpu'), WINDOWS, [store], signal);
    await fetchProfiles(planOf('cpu'), { ...WINDOWS, endedAt: NOON - MINUTE }, [later], signal);

    const onset = NOON - 2 * MINUTE;
    expect(store.queries.map(({ burn }) => burn)).toEqual([
      { side: 'baseline', onset },
      { side: 'comparison', onset },
    ]);
    expect(later.queries[1]?.burn).toEqual({ side: 'comparison', onset, endedAt: NOON - MINUTE });
  });

  it('count once where two stores give the same recording, and twice where one store gives two alike', async () => {
    const [burn, healthy] = [block(NOON - MINUTE), block(NOON - 8 * MINUTE)];
    const onDemand = fakeProfileStore([burn, healthy], { name: 'on demand' });
    const embedded = fakeProfileStore([burn, burn, healthy, block(NOON - 5 * MINUTE)], { name: 'embedded' });

    const both = await fetchProfiles(planOf('cpu'), WINDOWS, [onDemand, embedded], signal);
    const one = await fetchProfiles(planOf('cpu'), WINDOWS, [embedded], signal);

    expect(both.blocks.map(({ store, interval }) => [store, (interval.from - NOON) / MINUTE])).toEqual([
      ['on demand', -8],
      ['embedded', -5],
      ['on demand', -1],
    ]);
    expect(one.blocks).toHaveLength(4);
  });

  it('come from the stores that answer, and the others are a sentence', async () => {
    const down = new Failure('PROFILE_STORE_UNAVAILABLE', 'http://p cannot be reached: ECONNREFUSED', {
      retryable: true,
    });
    const stores = [fakeProfileStore(BOTH), fakeProfileStore([], { name: 'down', failure: down })];

    const { blocks, notices, incomplete } = await fetchProfiles(planOf('cpu'), WINDOWS, stores, signal);

    expect(blocks).toHaveLength(2);
    expect(notices).toEqual(['Store down: http://p cannot be reached: ECONNREFUSED.']);
    expect(incomplete).toBe(true);
  });
});

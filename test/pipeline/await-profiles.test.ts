import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/core/failure.ts';
import type { ChosenWindows } from '../../src/core/incident/choose-windows.ts';
import type { ProfileBlock, ProfileStore } from '../../src/pipeline/ports.ts';
import { areLate, awaitProfiles } from '../../src/pipeline/await-profiles.ts';
import { fetchProfiles } from '../../src/pipeline/fetch-profiles.ts';
import { fakeMeter } from '../support/fake-meter.ts';
import { fakeProfileStore } from '../support/fake-profile-store.ts';
import { NOON, sampleIncident } from '../support/sample-incident.ts';

const MINUTE = 60_000;
const WINDOWS: ChosenWindows = {
  comparison: { from: NOON - 2 * MINUTE, to: NOON },
  baseline: { from: NOON - 9 * MINUTE, to: NOON - 4 * MINUTE },
  mode: 'before',
  note: '',
};
const { plan } = sampleIncident({ service: 'checkout' });
const signal = new AbortController().signal;

function block(from: number, kind: ProfileBlock['kind'] = 'cpu'): ProfileBlock {
  const labels = { service_name: 'checkout' };
  return { kind, pod: 'a', labels, interval: { from, to: from + 10_000 }, bytes: new Uint8Array([1]) };
}

const BEFORE = block(NOON - 8 * MINUTE);
const DURING = block(NOON - MINUTE);

/** Answers with one more of these lists at each round of questions, in a time that passes as it is waited. */
function arriving(...rounds: readonly (readonly ProfileBlock[])[]) {
  let now = NOON;
  const sleeps: number[] = [];
  const store = (): ProfileStore => fakeProfileStore(rounds[Math.min(sleeps.length, rounds.length - 1)]!);
  const stores: ProfileStore[] = [{ name: 'main', fetch: (query, limit) => store().fetch(query, limit) }];
  const clock = {
    now: () => now,
    sleep: async (milliseconds: number) => {
      sleeps.push(milliseconds);
      now += milliseconds;
    },
  };
  const wait = async (mostMs: number) => {
    const once = await fetchProfiles(plan, WINDOWS, stores, signal);
    return awaitProfiles(once, plan, WINDOWS, { stores, clock, meter: fakeMeter() }, mostMs, signal);
  };
  return { sleeps, wait, stores, clock };
}

describe('awaitProfiles', () => {
  it('asks again until there is something of the burn, and says how long that took', async () => {
    const { sleeps, wait } = arriving([BEFORE], [BEFORE], [BEFORE, DURING]);

    const { blocks, notices } = await wait(10_000);

    expect(blocks.map((one) => one.side)).toEqual(['baseline', 'comparison']);
    expect(sleeps).toEqual([3_000, 3_000]);
    expect(notices[0]).toBe('Waited 6 s for profiles of the burn.');
  });

  it('gives up in time and says that none came', async () => {
    const { sleeps, wait } = arriving([BEFORE]);

    const { blocks, notices } = await wait(10_000);

    expect(blocks).toHaveLength(1);
    expect(sleeps).toEqual([3_000, 3_000, 3_000]);
    expect(notices[0]).toBe('Waited 9 s for profiles of the burn; none came.');
  });

  it('does not wait where there is data, of any kind', async () => {
    const { sleeps, wait } = arriving([BEFORE, block(NOON - 8 * MINUTE, 'block'), block(NOON - MINUTE, 'block')]);

    expect((await wait(10_000)).notices).not.toContainEqual(expect.stringContaining('Waited'));
    expect(sleeps).toEqual([]);
  });

  it('does not wait for a service that never sent any, nor for a burn that is long over', async () => {
    const { stores } = arriving([BEFORE]);
    const once = await fetchProfiles(plan, WINDOWS, stores, signal);
    const nothing = await fetchProfiles(plan, WINDOWS, [fakeProfileStore([])], signal);

    expect(areLate(once, WINDOWS, NOON + MINUTE)).toBe(true);
    expect(areLate(once, WINDOWS, NOON + 3 * MINUTE)).toBe(false);
    expect(areLate(nothing, WINDOWS, NOON)).toBe(false);
  });

  it('ends even where the clock stands still', async () => {
    const { stores } = arriving([BEFORE]);
    const once = await fetchProfiles(plan, WINDOWS, stores, signal);
    const still = { now: () => NOON, sleep: async () => undefined };

    const { notices } = await awaitProfiles(
      once,
      plan,
      WINDOWS,
      { stores, clock: still, meter: fakeMeter() },
      10_000,
      signal,
    );

    expect(notices[0]).toBe('Waited 9 s for profiles of the burn; none came.');
  });

  it('keeps what it had when the store goes away meanwhile', async () => {
    const gone = new Failure('PROFILE_STORE_UNAVAILABLE', 'gone', { retryable: true });
    const { stores, clock } = arriving([BEFORE]);
    const once = await fetchProfiles(plan, WINDOWS, stores, signal);
    const away = [fakeProfileStore([], { failure: gone })];

    const meter = fakeMeter();
    const world = { stores: away, clock, meter };
    const { blocks, notices } = await awaitProfiles(once, plan, WINDOWS, world, 10_000, signal);

    expect(meter.counted).toContain('failure PROFILE_STORE_UNAVAILABLE');
    expect(blocks).toEqual(once.blocks);
    expect(notices[0]).toBe('Waited 9 s for profiles of the burn; none came.');
  });
});

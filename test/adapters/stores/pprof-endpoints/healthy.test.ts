import { afterEach, describe, expect, it } from 'vitest';
import { isoInstant } from '../../../../src/core/instant.ts';
import { NOON } from '../../../support/sample-incident.ts';
import {
  BASELINE,
  CHECKOUT,
  COMPARISON,
  connectTest,
  likeGo,
  MINUTE,
  NOW,
  profilesOf,
  reasonOf,
  refusing,
  startPods,
  targets,
  type Answering,
  type TestPods,
  type TestStore,
} from './test-pods.ts';

const HOUR = 60 * MINUTE;
const signal = () => AbortSignal.timeout(20_000);
const closing: TestPods[] = [];
afterEach(() => closing.splice(0).forEach((started) => started.close()));

async function pods(...answers: readonly Answering[]): Promise<TestPods> {
  const started = await startPods(...answers);
  closing.push(started);
  return started;
}

async function recordedAt({ store, at }: TestStore, ...times: readonly number[]): Promise<void> {
  for (const time of times) {
    at(time);
    await store.healthy.capture(CHECKOUT, signal());
  }
  at(NOW);
}

/** When the baseline that was chosen began, in minutes before the onset. */
async function ages(test: TestStore, query = BASELINE): Promise<readonly number[]> {
  const { blocks } = profilesOf(await test.fetch(query));
  return blocks.map(({ interval }) => Math.round((NOON - interval.from) / MINUTE));
}

describe('a baseline', () => {
  it('is the newest healthy recording before its window, and the post says which', async () => {
    const fleet = await pods(likeGo, likeGo);
    const test = connectTest({ targets: targets(fleet) });
    await recordedAt(test, NOON - 3 * HOUR, NOON - 90 * MINUTE, NOON + MINUTE);

    const { blocks, notices } = profilesOf(await test.fetch(BASELINE));

    expect(blocks.map(({ pod }) => pod)).toEqual(['a', 'b']);
    expect(notices).toEqual([
      expect.stringMatching(
        /^The baseline is the healthy recording of 2026-11-22 12:39 UTC, 90 min before the onset: \d+ s of 2 pods\.$/,
      ),
    ]);
  });

  it('are all of its window where there are some', async () => {
    const test = connectTest({ targets: targets(await pods(likeGo)) });
    await recordedAt(test, NOON - 20 * MINUTE, NOON - 8 * MINUTE, NOON - 3 * MINUTE);

    expect(await ages(test)).toEqual([8, 3]);
  });

  it('is of before a deploy that the window ends at, rather than nearer to the onset', async () => {
    const test = connectTest({ targets: targets(await pods(likeGo)) });
    await recordedAt(test, NOON - 26 * HOUR, NOON - 3 * HOUR);
    const yesterday = { ...BASELINE, window: { from: NOON - 24 * HOUR, to: NOON - 24 * HOUR + 7 * MINUTE } };

    expect(await ages(test, yesterday)).toEqual([26 * 60]);
    expect(await ages(test)).toEqual([3 * 60]);
  });

  it('is nearer to the onset where nothing is older', async () => {
    const test = connectTest({ targets: targets(await pods(likeGo)) });
    await recordedAt(test, NOON - 3 * HOUR);
    const yesterday = { ...BASELINE, window: { from: NOON - 24 * HOUR, to: NOON - 24 * HOUR + 7 * MINUTE } };

    expect(await ages(test, yesterday)).toEqual([3 * 60]);
  });

  it('is no recording that reaches into the burn, and none of an earlier burn', async () => {
    const test = connectTest({ targets: targets(await pods(likeGo)) });
    await recordedAt(test, NOON - 5_000);
    test.at(NOON - 40 * MINUTE);
    const earlier = { side: 'comparison', onset: NOON - 45 * MINUTE } as const;
    await test.fetch({ ...COMPARISON, window: { from: NOON - 45 * MINUTE, to: NOON - 40 * MINUTE }, burn: earlier });
    test.at(NOW);

    expect(reasonOf(await test.fetch(BASELINE))).toBe(
      'this service was never recorded while it was healthy (the next round is at 2026-11-22 15:13 UTC)',
    );
  });

  it('is missing, and the post says that the schedule is off', async () => {
    const test = connectTest({ targets: targets(await pods(likeGo)), healthy: { cron: 'off' } });

    expect(reasonOf(await test.fetch(BASELINE))).toContain('(healthy.cron is off)');
    expect(test.store.healthy.due(NOON)).toBeUndefined();
  });

  it('of healthy recordings is never taken for the burn', async () => {
    const test = connectTest({ targets: targets(await pods(likeGo)) });
    await recordedAt(test, NOON + 2 * MINUTE);
    const ended = { side: 'comparison', onset: NOON, endedAt: NOON + 5 * MINUTE } as const;

    expect(reasonOf(await test.fetch({ ...COMPARISON, burn: ended }))).toContain('were kept');
  });
});

describe('a healthy recording', () => {
  it('is of every kind that the pods serve', async () => {
    const fleet = await pods((request, response) =>
      request.url!.includes('/mutex')
        ? refusing(404, '404 page not found\n')(request, response)
        : likeGo(request, response),
    );
    const { store } = connectTest({ targets: targets(fleet) });

    expect(await store.healthy.capture(CHECKOUT, signal())).toEqual({ pods: 1, kinds: ['cpu', 'block'], notes: [] });
  });

  it('says why there is nothing, or less', async () => {
    const half = await pods(likeGo, refusing(503, 'draining'));
    const none = await pods(refusing(503, 'draining'));

    expect(await connectTest({ targets: targets(half) }).store.healthy.capture(CHECKOUT, signal())).toMatchObject({
      pods: 1,
      notes: ['Left out: b (answered 503: draining).'],
    });
    expect(
      await connectTest({ targets: targets(half) }).store.healthy.capture({ service_name: 'cart' }, signal()),
    ).toMatchObject({ pods: 0, kinds: [], notes: ['none of 2 pods has the labels of the selector'] });
    await expect(
      connectTest({ targets: targets(none) }).store.healthy.capture(CHECKOUT, signal()),
    ).rejects.toMatchObject({ code: 'PROFILE_STORE_UNAVAILABLE' });
  });

  it('is given up for a burn: a process has one profiler', async () => {
    let hangs = true;
    const fleet = await pods((request, response) => {
      if (!hangs) likeGo(request, response);
    });
    const { store, fetch } = connectTest({ targets: targets(fleet) });
    const healthy = store.healthy.capture(CHECKOUT, signal());
    await expect.poll(() => fleet.asked.length).toBe(3);

    hangs = false;
    const burn = profilesOf(await fetch(COMPARISON));

    expect(burn.blocks).toHaveLength(1);
    expect(await healthy).toEqual({
      pods: 0,
      kinds: [],
      notes: ['Given up for a burn that is to be recorded.'],
    });
  });

  it('is due by its schedule, in UTC', () => {
    const due = (cron: string) => {
      const { healthy } = connectTest({ targets: [{ address: 'pod:1', labels: CHECKOUT }], healthy: { cron } }).store;
      return isoInstant(healthy.due(NOON)!);
    };

    expect(due('13 * * * *')).toBe('2026-11-22T14:13:00.000Z');
    expect(due('30 3 * * MON')).toBe('2026-11-23T03:30:00.000Z');
  });
});

import { describe, expect, it } from 'vitest';
import { calmHalf, measurePressure } from '../../../src/core/ranking/pod-pressure.ts';
import { exposeTree } from '../../../src/core/ranking/exposed-blocks.ts';
import { handMadeTree, MILLISECOND, noisy, numbers, type HandMadeBlock, type Stacks } from './hand-made-tree.ts';
import { rankChanges } from '../../../src/core/ranking/rank-changes.ts';
import { waitUnit } from '../../../src/core/ranking/wait-unit.ts';

/** Waited milliseconds of one pod in a minute. */
const WAITS: Stacks = {
  'main;serve;checkout;authorize;net/http.(*Client).Do': 12_000,
  'main;serve;cart;query;database/sql.(*DB).Query': 20_000,
  'main;serve;cart;acquire;runtime.selectgo': 3000,
  'main;serve;search;lookup;sync.(*Mutex).Lock': 1500,
  'main;serve;recommend;each;sync.(*WaitGroup).Wait': 6000,
};

interface Options {
  readonly comparison: Stacks;
  readonly pods?: number;
  readonly requests?: { baseline: number; comparison: number };
  /** Stretch of every wait, per comparison pod. */
  readonly pressed?: readonly number[];
  readonly counted?: boolean;
}

function waitBlocks({ comparison, pods = 4, requests, pressed = [], counted = true }: Options): HandMadeBlock[] {
  const next = numbers(5);
  const served = requests ?? { baseline: 6000, comparison: 6000 };
  return (['baseline', 'comparison'] as const).flatMap((side) =>
    Array.from({ length: pods }, (_, at): HandMadeBlock => {
      const stretch = side === 'comparison' ? (pressed[at] ?? 1) : 1;
      const stacks = side === 'baseline' ? WAITS : comparison;
      const waited = Object.entries(noisy(stacks, next)).map(([stack, time]) => [stack, time * stretch] as const);
      return {
        side,
        pod: `${side}-${at}`,
        requests: served[side],
        stacks: Object.fromEntries(waited),
        ...(counted && {
          events: Object.fromEntries(Object.keys(stacks).map((stack) => [stack, 3000])),
        }),
      };
    }),
  );
}

function rankWaiting(options: Options) {
  return rankChanges({ waits: handMadeTree(waitBlocks(options), MILLISECOND) });
}

describe('rankChanges on waiting', () => {
  it('names the client call that waits for a slow dependency', () => {
    const ranking = rankWaiting({
      comparison: { ...WAITS, 'main;serve;checkout;authorize;net/http.(*Client).Do': 48_000 },
    });

    expect(ranking.verdict.kind).toBe('waiting-on-dependency');
    expect(ranking.movers[0]).toMatchObject({ profile: 'off-cpu', function: 'authorize', gated: true });
    // 12 s and 48 s waited in 60 s; per request of 6000: 2 ms and 8 ms.
    expect(ranking.movers[0]!.comparison).toBeCloseTo(0.8, 2);
    expect(ranking.verdict.sentence).toBe(
      'authorize waits 8 ms per request, was 2 ms: it waits for something outside this service.',
    );
    expect(ranking.notices).toContain('No CPU was recorded: this answer knows waiting only.');
  });

  it('names a lock that is new, and its holder', () => {
    const contended = { ...WAITS, 'main;serve;checkout;rate;sync.(*Mutex).Lock': 40_000 };
    const released = { 'main;serve;refresh;reload;sync.(*Mutex).Unlock': 40_000 };
    const holders = waitBlocks({ comparison: released }).map((block) =>
      block.side === 'baseline' ? { ...block, stacks: {}, events: {} } : block,
    );

    const ranking = rankChanges({
      waits: handMadeTree(waitBlocks({ comparison: contended }), MILLISECOND),
      holders: handMadeTree(holders, MILLISECOND),
    });

    expect(ranking.verdict.kind).toBe('code');
    expect(ranking.movers[0]).toMatchObject({ function: 'rate', gated: true, heldBy: 'reload', isNew: true });
    expect(ranking.verdict.sentence).toMatch(/^rate waits 6\.7 ms per request for a lock held by reload, was 0\.$/);
  });

  it('names the same call where waits are not counted', () => {
    const ranking = rankWaiting({
      counted: false,
      comparison: { ...WAITS, 'main;serve;checkout;authorize;net/http.(*Client).Do': 60_000 },
    });

    expect(ranking.movers[0]).toMatchObject({ function: 'authorize', gated: true });
  });

  it('blames no queue while traffic rose, and says where it queues', () => {
    const ranking = rankWaiting({
      requests: { baseline: 6000, comparison: 9000 },
      comparison: { ...WAITS, 'main;serve;cart;acquire;runtime.selectgo': 60_000 },
    });

    expect(ranking.verdict.kind).toBe('load');
    expect(ranking.movers.filter((mover) => mover.gated)).toEqual([]);
    expect(ranking.notices.join(' ')).toContain('Requests queue in acquire');
  });

  it('blames nobody when the host stretches every wait', () => {
    const ranking = rankWaiting({ comparison: WAITS, pressed: [2.2, 2.1, 2.3, 2.2] });

    expect(ranking.movers.filter((mover) => mover.gated)).toEqual([]);
    expect(ranking.load.stretch).toBeCloseTo(2.2, 0);
    expect(ranking.verdict.kind).toBe('throttled-or-noisy-host');
  });

  it('does not let two starved pods hide a slow dependency', () => {
    const ranking = rankWaiting({
      comparison: { ...WAITS, 'main;serve;checkout;authorize;net/http.(*Client).Do': 48_000 },
      pressed: [1, 6, 1, 9],
    });

    expect(ranking.movers[0]).toMatchObject({ function: 'authorize', gated: true });
    expect(ranking.load.stretch).toBeCloseTo(1, 1);
    expect(ranking.notices).toContain('Waiting was compared on the 2 of 4 pods whose host pressed them least.');
  });

  it('is never sure of a wait with fewer than three pods', () => {
    const ranking = rankWaiting({
      pods: 2,
      comparison: { ...WAITS, 'main;serve;checkout;authorize;net/http.(*Client).Do': 60_000 },
    });

    expect(ranking.movers[0]).toMatchObject({ function: 'authorize', gated: true, confidence: 'likely' });
  });
});

describe('the calm half', () => {
  function pressureOf(pressed: readonly number[]) {
    const tree = handMadeTree(waitBlocks({ comparison: WAITS, pressed }), MILLISECOND);
    const { sides } = exposeTree(tree, 1, undefined);
    return { sides, pressure: measurePressure({ ...sides, unit: waitUnit(sides) }) };
  }

  it('leaves out the pods whose every wait is stretched', () => {
    const { sides, pressure } = pressureOf([3, 1, 4, 1]);

    const calm = calmHalf(sides.comparison, pressure.comparison, pressure.measured);

    expect(calm.map((block) => block.pod)).toEqual(['comparison-1', 'comparison-3']);
    expect(pressure.comparison.get('comparison-2')).toBeCloseTo(Math.log(4), 1);
  });
});

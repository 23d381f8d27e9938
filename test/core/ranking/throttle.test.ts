import { describe, expect, it } from 'vitest';
import {
  handMadeTree,
  MILLISECOND,
  noisy,
  numbers,
  podsOf,
  type HandMadeBlock,
  type Stacks,
} from './hand-made-tree.ts';
import { rankChanges } from '../../../src/core/ranking/rank-changes.ts';

/** Waited milliseconds of one pod in a minute, and how many waits that were. */
const WAITS: Stacks = {
  'main;serve;checkout;authorize;net/http.(*Client).Do': 12_000,
  'main;serve;cart;query;database/sql.(*DB).Query': 20_000,
  'main;serve;cart;acquire;runtime.selectgo': 3000,
  'main;serve;search;lookup;sync.(*Mutex).Lock': 1500,
  'main;serve;recommend;each;sync.(*WaitGroup).Wait': 6000,
};
const DATABASE = 'main;serve;cart;query;database/sql.(*DB).Query';
const POOL = 'main;serve;cart;acquire;runtime.selectgo';
const PAYMENT = 'main;serve;checkout;authorize;net/http.(*Client).Do';

interface Host {
  /** Factor of every wait, per comparison pod. */
  readonly pods: readonly number[];
  /** Factor of single waits, in all comparison pods. */
  readonly single?: Stacks;
  /** Factor of how often everything waits. */
  readonly served?: number;
}

function rankHost({ pods, single = {}, served = 1 }: Host) {
  const next = numbers(5);
  const blockOf = (side: HandMadeBlock['side'], at: number, stretch: number): HandMadeBlock => {
    const times = side === 'comparison' ? served : 1;
    const factorOf = (stack: string): number => (side === 'comparison' ? (single[stack] ?? 1) : 1) * stretch * times;
    const waited = Object.entries(noisy(WAITS, next)).map(([stack, time]) => [stack, time * factorOf(stack)] as const);
    return {
      side,
      pod: `${side}-${at}`,
      requests: 6000 * times,
      stacks: Object.fromEntries(waited),
      events: Object.fromEntries(Object.keys(WAITS).map((stack) => [stack, 3000 * times])),
    };
  };
  const blocks = [
    ...pods.map((_, at) => blockOf('baseline', at, 1)),
    ...pods.map((stretch, at) => blockOf('comparison', at, stretch)),
  ];
  return rankChanges({ waits: handMadeTree(blocks, MILLISECOND) });
}

function gatedIn({ movers }: ReturnType<typeof rankHost>): string[] {
  return movers.filter((mover) => mover.gated).map((mover) => mover.function);
}

describe('pods that are short of CPU', () => {
  it('stretch every wait, and that is the verdict, with its numbers', () => {
    const ranking = rankHost({ pods: [1.9, 1.8, 2, 1.9] });

    expect(ranking.verdict.kind).toBe('throttled-or-noisy-host');
    expect(ranking.verdict.sentence).toBe(
      'All waits stretched together: a typical wait takes ×1.9 as long, traffic unchanged. The pods were short of CPU (throttled, or a busy neighbour); no function stands out.',
    );
    expect(ranking.load.sentence).toBe('Traffic is not the cause.');
    expect(ranking.notices.join(' ')).not.toMatch(/stretched|grew together/);
  });

  it('are told when half of them are', () => {
    const ranking = rankHost({ pods: [1, 3, 1.1, 2.6] });

    expect(ranking.verdict.kind).toBe('throttled-or-noisy-host');
    expect(ranking.verdict.sentence).toContain('(in 2 of 4 pods)');
  });

  it('are only a notice when one is', () => {
    const ranking = rankHost({ pods: [1, 1, 1, 4] });

    expect(ranking.verdict.kind).toBe('nothing-here');
    expect(ranking.notices).toContain('All waits stretched in 1 of 4 pods: those had to wait for a core.');
  });

  it('make queues, which are not blamed then', () => {
    const ranking = rankHost({ pods: [4, 4.2, 3.9, 4], single: { [POOL]: 40 } });

    expect(ranking.verdict.kind).toBe('throttled-or-noisy-host');
    expect(gatedIn(ranking)).toEqual([]);
    expect(ranking.notices).toContain(
      'Requests queue in acquire: with too little CPU that is where they wait, not why.',
    );
  });

  it('are not told of more traffic, which presses as well', () => {
    expect(rankHost({ pods: [2, 2, 2, 2], served: 1.5 }).verdict.kind).toBe('load');
  });

  it('do not hide a dependency that got slower by far more than they did', () => {
    const ranking = rankHost({ pods: [1.5, 1.5, 1.6, 1.5], single: { [PAYMENT]: 8 } });

    expect(ranking.verdict.kind).toBe('waiting-on-dependency');
    expect(gatedIn(ranking)).toEqual(['authorize']);
  });
});

describe('calm pods', () => {
  it('are not called short of CPU when everything outside got slower', () => {
    const ranking = rankHost({ pods: [1, 1, 1, 1], single: { [DATABASE]: 2.2, [PAYMENT]: 2.2 } });

    expect(ranking.verdict.kind).not.toBe('throttled-or-noisy-host');
  });

  it('are not called short of CPU when everything inside got slower', () => {
    const inside = Object.keys(WAITS).filter((stack) => stack !== DATABASE && stack !== PAYMENT);
    const ranking = rankHost({ pods: [1, 1, 1, 1], single: Object.fromEntries(inside.map((stack) => [stack, 2.2])) });

    expect(ranking.verdict.kind).not.toBe('throttled-or-noisy-host');
  });
});

describe('slower CPU', () => {
  const SERVICE = Object.fromEntries(
    Array.from({ length: 12 }, (_, i) => [`main;serve;handle${i % 4};work${i}`, 60 + 12 * i]),
  );
  const times = (factor: number, single: Stacks = {}): Stacks =>
    Object.fromEntries(Object.entries(SERVICE).map(([stack, cost]) => [stack, cost * factor * (single[stack] ?? 1)]));
  const rankCpuOnly = (comparison: Stacks, served = 10_000) =>
    rankChanges({
      cpu: handMadeTree(podsOf(SERVICE, comparison)),
      requests: { baseline: 10_000, comparison: served },
    });

  it('takes all functions with it', () => {
    const ranking = rankCpuOnly(times(1.6));

    expect(ranking.verdict.kind).toBe('throttled-or-noisy-host');
    expect(ranking.verdict.sentence).toBe(
      'Everything got slower by the same factor: CPU per request ×1.6 in all functions alike, traffic unchanged. The pods got less CPU or a slower one (throttled, a busy neighbour, a lower clock); no function stands out.',
    );
    expect(ranking.notices.join(' ')).not.toContain('All functions together');
  });

  it('leaves a function that outgrew the rest to blame', () => {
    const ranking = rankCpuOnly(times(1.4, { 'main;serve;handle3;work11': 3 }));

    expect(ranking.verdict.kind).toBe('code');
    expect(gatedIn(ranking)).toEqual(['work11']);
  });

  it('cannot be told from more traffic where requests are unknown', () => {
    const ranking = rankChanges({ cpu: handMadeTree(podsOf(SERVICE, times(1.6))) });

    expect(ranking.verdict.kind).toBe('nothing-here');
  });
});

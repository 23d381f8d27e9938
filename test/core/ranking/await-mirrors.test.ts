import { describe, expect, it } from 'vitest';
import { handMadeTree, MILLISECOND, noisy, numbers, type HandMadeBlock, type Stacks } from './hand-made-tree.ts';
import { rankChanges } from '../../../src/core/ranking/rank-changes.ts';

/** Waited milliseconds of one pod in a minute: requests await what workers do for them. */
const WAITS: Stacks = {
  'main;serve;checkout;fetchAll;golang.org/x/sync/errgroup.(*Group).Wait': 9000,
  'main;worker;job;authorize;net/http.(*Client).Do': 8000,
  'main;worker;job;lookup;sync.(*Mutex).Lock': 3000,
  'main;serve;cart;query;database/sql.(*DB).Query': 20_000,
};

function rank(after: Stacks) {
  const next = numbers(5);
  const blocks = (['baseline', 'comparison'] as const).flatMap((side) =>
    Array.from({ length: 4 }, (_, at): HandMadeBlock => {
      const stacks = side === 'baseline' ? WAITS : { ...WAITS, ...after };
      const events = Object.fromEntries(Object.keys(stacks).map((stack) => [stack, 3000]));
      return { side, pod: `${side}-${at}`, requests: 6000, stacks: noisy(stacks, next), events };
    }),
  );
  return rankChanges({ waits: handMadeTree(blocks, MILLISECOND) });
}

describe('callers that await', () => {
  it('come behind the lock that they wait for, and are no cause', () => {
    const { movers } = rank({
      'main;serve;checkout;fetchAll;golang.org/x/sync/errgroup.(*Group).Wait': 49_000,
      'main;worker;job;lookup;sync.(*Mutex).Lock': 40_000,
    });

    expect(movers[0]).toMatchObject({ function: 'lookup', gated: true });
    expect(movers.find((mover) => mover.function === 'fetchAll')).toMatchObject({ gated: false });
  });

  it('come behind the call that they wait for', () => {
    const { verdict, movers } = rank({
      'main;serve;checkout;fetchAll;golang.org/x/sync/errgroup.(*Group).Wait': 49_000,
      'main;worker;job;authorize;net/http.(*Client).Do': 44_000,
    });

    expect(verdict.kind).toBe('waiting-on-dependency');
    expect(movers[0]).toMatchObject({ function: 'authorize', gated: true });
  });

  it('are named where nothing else waits longer', () => {
    const { movers } = rank({ 'main;serve;checkout;fetchAll;golang.org/x/sync/errgroup.(*Group).Wait': 60_000 });

    expect(movers[0]).toMatchObject({ function: 'fetchAll', gated: true });
  });
});

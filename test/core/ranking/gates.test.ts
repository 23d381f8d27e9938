import { describe, expect, it } from 'vitest';
import { behindCauses } from '../../../src/core/ranking/await-mirrors.ts';
import { handMadeTree, MILLISECOND, podsOf, type HandMadeBlock, type Stacks } from './hand-made-tree.ts';
import { orderChanges, type Evidence } from '../../../src/core/ranking/decide-verdict.ts';
import { rankChanges } from '../../../src/core/ranking/rank-changes.ts';
import type { Change } from '../../../src/core/ranking/change.ts';

/** 5,000 samples a pod, spread over twenty functions. */
const SERVICE: Stacks = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`main;serve;step${at}`, 250]));

/** What is named as a cause when a new function takes `samples` of every pod. */
function namedWith(samples: number, pods: number): string[] {
  const blocks = podsOf(SERVICE, { ...SERVICE, 'main;serve;audit': samples }, { pods });
  const { movers } = rankChanges({ cpu: handMadeTree(blocks) });
  return movers.filter((mover) => mover.gated).map((mover) => mover.function);
}

describe('the gate of CPU', () => {
  it('asks two pods for more than four: 1.5 % of all CPU is named by four only', () => {
    expect(namedWith(75, 4)).toEqual(['audit']);
    expect(namedWith(75, 2)).toEqual([]);
    expect(namedWith(200, 2)).toEqual(['audit']);
  });

  it('names a small change that every pod shows beyond doubt, and none that is smaller', () => {
    expect(namedWith(55, 4)).toEqual(['audit']);
    expect(namedWith(25, 4)).toEqual([]);
  });
});

describe('one odd pod', () => {
  function verdictWith(baseline: readonly number[], comparison: readonly number[]): string {
    const blocks = podsOf(SERVICE, SERVICE).map((block): HandMadeBlock => {
      const at = Number(block.pod.slice(-1));
      const cost = (block.side === 'baseline' ? baseline : comparison)[at]!;
      return { ...block, stacks: { ...block.stacks, 'main;serve;cache': cost } };
    });
    return rankChanges({ cpu: handMadeTree(blocks) }).verdict.kind;
  }

  it('stands above every other pod, not only above their mean', () => {
    expect(verdictWith([150, 150, 150, 150], [150, 150, 150, 900])).toBe('one-instance');
    expect(verdictWith([150, 150, 700, 150], [150, 150, 150, 900])).toBe('nothing-here');
  });
});

describe('waits with one pod a side', () => {
  const WAITS: Stacks = {
    'main;serve;authorize;net/http.(*Client).Do': 20_000,
    'main;serve;query;database/sql.(*DB).Query': 20_000,
    'main;serve;lookup;sync.(*Mutex).Lock': 1500,
    'main;serve;acquire;sync.(*Mutex).Lock': 3000,
  };

  function namedWaiting(lookup: number, stretch: number): string[] {
    const stacks = Object.fromEntries(Object.entries(WAITS).map(([stack, wait]) => [stack, wait * stretch]));
    const after = { ...stacks, 'main;serve;lookup;sync.(*Mutex).Lock': lookup };
    const blocks = (['baseline', 'comparison'] as const).map((side): HandMadeBlock => {
      const events = Object.fromEntries(Object.keys(WAITS).map((stack) => [stack, 3000]));
      return { side, pod: side, requests: 6000, stacks: side === 'baseline' ? WAITS : after, events };
    });
    const { movers } = rankChanges({ waits: handMadeTree(blocks, MILLISECOND) });
    return movers.filter((mover) => mover.gated).map((mover) => mover.function);
  }

  it('name a queue only when it outweighs nearly everything, on a calm host', () => {
    expect(namedWaiting(60_000, 1)).toEqual(['lookup']);
    expect(namedWaiting(20_000, 1)).toEqual([]);
    expect(namedWaiting(150_000, 1.8)).toEqual([]);
  });
});

/** As much of a change as ordering looks at. */
function change(name: string, parts: object): Change {
  return { name, own: true, gate: 'none', profile: 'cpu', z: 0, secondsPerSecond: 0, ...parts } as unknown as Change;
}

function namesOf(changes: readonly Change[]): string[] {
  return changes.map((one) => (one as unknown as { name: string }).name);
}

describe('the order of what may not be named', () => {
  it('puts the clearer CPU change first, then by size, waits among them, libraries last', () => {
    const evidence = {
      cpu: [
        change('large', { z: 1.5, secondsPerSecond: 9 }),
        change('clear', { z: 6, secondsPerSecond: 1 }),
        change('clearer', { z: 8, secondsPerSecond: 0.5 }),
        change('library', { own: false, z: 12, secondsPerSecond: 20 }),
      ],
      waits: [change('wait', { profile: 'off-cpu', z: 90, secondsPerSecond: 10 })],
    } as unknown as Evidence;

    expect(namesOf(orderChanges(evidence, { kind: 'nothing-here' }))).toEqual([
      'clearer',
      'clear',
      'wait',
      'large',
      'library',
    ]);
  });
});

describe('callers that await', () => {
  const waiting = (awaitShare: number, parts: object): object => ({
    profile: 'off-cpu',
    wait: { awaitShare },
    ...parts,
  });
  const mirror = change('mirror', waiting(1, { gate: 'full', secondsPerSecond: 5, finding: { net: 100 } }));

  it('stand behind the cause also where all is ordered by size', () => {
    const cause = change('cause', waiting(0, { z: 9, secondsPerSecond: 3, finding: { net: 80 } }));

    const [first, second] = behindCauses([mirror, cause]);

    expect(namesOf([first!, second!])).toEqual(['cause', 'mirror']);
    expect(second).toMatchObject({ gate: 'none' });
    expect(second!.secondsPerSecond).toBeLessThan(first!.secondsPerSecond);
  });

  it.each([
    ['is not clear', { z: 2, finding: { net: 80 } }],
    ['is too small', { z: 9, finding: { net: 20 } }],
    ['is code of a library', { z: 9, finding: { net: 80 }, own: false }],
  ])('keep their place where the other wait %s', (_, parts) => {
    const changes = [mirror, change('other', waiting(0, { secondsPerSecond: 3, ...parts }))];

    expect(behindCauses(changes)).toEqual(changes);
  });
});

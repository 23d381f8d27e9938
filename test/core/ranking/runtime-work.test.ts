import { describe, expect, it } from 'vitest';
import { handMadeTree, podsOf, type Stacks } from './hand-made-tree.ts';
import { rankChanges } from '../../../src/core/ranking/rank-changes.ts';

const WORK: Stacks = {
  'main;serve;read': 3000,
  'main;serve;build;runtime.makeslice': 60,
  'main;serve;render;runtime.growslice': 60,
  'main;serve;write': 2000,
};

function verdictOf(before: Stacks, after: Stacks) {
  return rankChanges({ cpu: handMadeTree(podsOf({ ...WORK, ...before }, { ...WORK, ...after })) }).verdict;
}

describe('work of the runtime', () => {
  it.each([
    ['Go', 'runtime.gcBgMarkWorker;runtime.gcDrain'],
    ['HotSpot', 'WorkerThread::run;G1ParEvacuateFollowersClosure::do_void'],
    ['V8', '(garbage collector)'],
    ['.NET', 'SVR::gc_heap::gc_thread_function;SVR::gc_heap::gc1'],
  ])('says runtime when the collector of %s grew alone', (_runtime, stack) => {
    const verdict = verdictOf({ [stack]: 200 }, { [stack]: 900 });

    expect(verdict.kind).toBe('runtime');
    expect(verdict.sentence).toMatch(/^Garbage collection takes \d+ % more of all CPU/);
  });

  it('counts collector frames within each other once', () => {
    const shareOf = (stack: string): string =>
      /takes (\d+) %/.exec(verdictOf({ [stack]: 200 }, { [stack]: 900 }).sentence)![1]!;

    expect(shareOf('WorkerThread::run;G1ParEvacuateFollowersClosure::do_void')).toBe(shareOf('(garbage collector)'));
  });

  it('names the function that asks for more memory', () => {
    const verdict = verdictOf(
      { 'runtime.gcBgMarkWorker;runtime.gcDrain': 200 },
      { 'runtime.gcBgMarkWorker;runtime.gcDrain': 900, 'main;serve;build;runtime.makeslice': 110 },
    );

    expect(verdict.kind).toBe('runtime');
    expect(verdict.sentence).toMatch(/build allocates more than before/);
  });

  it('says that threads are switched more when the scheduler grew alone', () => {
    const verdict = verdictOf({ 'runtime.mcall;runtime.schedule': 200 }, { 'runtime.mcall;runtime.schedule': 1100 });

    expect(verdict).toMatchObject({ kind: 'runtime' });
    expect(verdict.sentence).toMatch(/^Switching between threads takes/);
  });
});

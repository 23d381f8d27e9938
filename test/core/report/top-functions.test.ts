import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildCallTree, type BuiltTree, type TreeSource } from '../../../src/core/profile/build-call-tree.ts';
import type { Side } from '../../../src/core/profile/call-tree.ts';
import { MEASURES, topFunctions } from '../../../src/core/report/top-functions.ts';
import { foldedProfile, withFiles } from '../../support/folded-profile.ts';

const NOBODY: ReadonlySet<string> = new Set();

/** One pod for each list of stacks; names in lower case are the service's, in Python's way. */
function built(baseline: readonly (readonly string[])[], comparison: readonly (readonly string[])[]): BuiltTree {
  const source =
    (side: Side) =>
    (lines: readonly string[], pod: number): TreeSource => ({
      profile: withFiles(foldedProfile(...lines), (name) =>
        name.startsWith('lib') ? '/usr/lib/python3/site-packages/lib/it.py' : '/app/shop.py',
      ),
      kind: 'cpu',
      side,
      pod: `${side}-${pod}`,
      seconds: 10,
    });
  return buildCallTree([...baseline.map(source('baseline')), ...comparison.map(source('comparison'))], {
    view: 'full',
    idle: 'keep',
  });
}

function sharesOf(tree: BuiltTree, name: string) {
  const found = topFunctions('cpu', tree, NOBODY).functions.find((one) => one.function === name);
  if (found === undefined) return undefined;
  const after = MEASURES.map(
    (measure) => [measure, Math.round(found[measure].comparison.share * 1000) / 1000] as const,
  );
  return Object.fromEntries(after);
}

describe('shares of functions', () => {
  const stacks = ['main;serve;price 300', 'main;serve;price;lib_regexp;lib_step 500', 'main;serve;libgc 200'];

  it('are of the own frames, of all below, and of the own code with its libraries', () => {
    const tree = built([stacks], [stacks]);

    expect(sharesOf(tree, 'price')).toEqual({ self: 0.3, total: 0.8, own: 0.8 });
    expect(sharesOf(tree, 'serve')).toEqual({ self: 0, total: 1, own: 0.2 });
    expect(sharesOf(tree, 'lib_step')).toEqual({ self: 0.5, total: 0.5, own: 0 });
  });

  it('take the own frames for own code where no frame tells whose it is', () => {
    const native = built([['lib_a;lib_x;lib_y 70', 'lib_a;lib_x 30']], [['lib_a;lib_x;lib_y 70', 'lib_a;lib_x 30']]);

    expect(native.tree.functions.some(({ own }) => own)).toBe(false);
    expect(sharesOf(native, 'lib_x')).toEqual({ self: 0.3, total: 1, own: 0.3 });
  });

  it('count recursion once', () => {
    const tree = built([['main;walk;walk;walk 100']], [['main;walk;walk;walk 100']]);

    expect(sharesOf(tree, 'walk')).toEqual({ self: 1, total: 1, own: 1 });
  });

  it('do not depend on how much was recorded', () => {
    const doubled = stacks.map((line) => line.replace(/\d+$/, (count) => String(Number(count) * 7)));
    const { functions } = topFunctions('cpu', built([stacks], [doubled]), NOBODY);

    for (const one of functions)
      for (const measure of MEASURES) expect(one[measure].comparison.share).toBeCloseTo(one[measure].baseline.share, 6);
  });

  it('leave out what takes less than 0.1 % on both sides, and keep what only one side has', () => {
    const tree = built([['main;gone 5000', 'main;speck 1']], [['main;fresh 5000', 'main;speck 1']]);

    expect(
      topFunctions('cpu', tree, NOBODY)
        .functions.map((one) => one.function)
        .toSorted(),
    ).toEqual(['fresh', 'gone', 'main']);
  });

  it('are less exact where pods differ, and where samples are few', () => {
    const alike = [
      ['main;a 500', 'main;b 500'],
      ['main;a 500', 'main;b 500'],
      ['main;a 500', 'main;b 500'],
    ];
    const apart = [
      ['main;a 900', 'main;b 100'],
      ['main;a 100', 'main;b 900'],
      ['main;a 500', 'main;b 500'],
    ];
    const few = [['main;a 5', 'main;b 5']];
    const errorOf = (lists: readonly (readonly string[])[]) =>
      topFunctions('cpu', built(lists, lists), NOBODY).functions.find((one) => one.function === 'a')!.self.comparison
        .error;

    expect(errorOf(alike)).toBeCloseTo(Math.sqrt(0.25 / 3000), 6);
    expect(errorOf(apart)).toBeGreaterThan(0.2);
    expect(errorOf(few)).toBeCloseTo(Math.sqrt(0.25 / 10), 6);
  });

  it('are as exact as the pods agree, however many moments of each there are', () => {
    const moments = (share: number) => Array.from({ length: 8 }, () => [`main;a ${share}`, `main;b ${1000 - share}`]);
    const { tree, samples } = built([...moments(300), ...moments(500), ...moments(700)], [['main;a 1']]);
    const inPods = {
      ...tree,
      blocks: tree.blocks.map((block, at) => ({ ...block, pod: `${block.side}-${Math.floor(at / 8)}` })),
    };
    const found = topFunctions('cpu', { tree: inPods, samples, idleShare: 0, profilerShare: 0 }, NOBODY);

    // Three pods at 0.3, 0.5 and 0.7: a standard deviation of 0.2 over the root of three.
    expect(found.functions.find((one) => one.function === 'a')?.self.baseline.error).toBeCloseTo(0.2 / Math.sqrt(3), 5);
  });

  it('say of which functions the cost only moved', () => {
    const { functions } = topFunctions('cpu', built([stacks], [stacks]), new Set(['price']));

    expect(functions.filter(({ isMoved }) => isMoved).map((one) => one.function)).toEqual(['price']);
  });

  it('lie between nothing and all, self within total, and sum up to all by self', () => {
    const names = fc.constantFrom('a', 'b', 'c', 'lib_a', 'lib_b');
    const line = fc
      .tuple(fc.array(names, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 50 }))
      .map(([stack, count]) => `${stack.join(';')} ${count}`);
    const pods = fc.array(fc.array(line, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 });

    fc.assert(
      fc.property(pods, pods, (baseline, comparison) => {
        const { functions } = topFunctions('cpu', built(baseline, comparison), NOBODY);
        for (const side of ['baseline', 'comparison'] as const) {
          const sum = (measure: 'self' | 'own') => functions.reduce((all, one) => all + one[measure][side].share, 0);
          expect(sum('self')).toBeCloseTo(1, 5);
          expect(sum('own')).toBeLessThan(1.00001);
          for (const { self, total, own } of functions) {
            expect(self[side].share).toBeLessThanOrEqual(total[side].share + 1e-9);
            expect(own[side].share).toBeLessThanOrEqual(total[side].share + 1e-9);
            expect(total[side].share).toBeLessThan(1.00001);
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});

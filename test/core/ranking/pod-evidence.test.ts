import { describe, expect, it } from 'vitest';
import { callWitnesses, measureDispersion } from '../../../src/core/ranking/pod-counts.ts';
import { CPU_ENGINE, SCORE } from '../../../src/core/ranking/constants.ts';
import { exposeTree } from '../../../src/core/ranking/exposed-blocks.ts';
import { handMadeTree, podsOf, SAMPLE, type HandMadeBlock, type Stacks } from './hand-made-tree.ts';
import { keepWeight, podEvidence } from '../../../src/core/ranking/pod-evidence.ts';
import { supportOf } from '../../../src/core/ranking/support.ts';

const SERVICE: Stacks = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`main;work${at}`, 200]));

/** Samples of `hot` per pod, beside steady work. */
function evidenceOf(baseline: readonly number[], comparison: readonly number[]) {
  const blocksOf = (side: HandMadeBlock['side'], hot: readonly number[]): HandMadeBlock[] =>
    hot.map((samples, at) => ({ side, pod: `${side}-${at}`, stacks: { ...SERVICE, 'main;hot': samples } }));
  const tree = handMadeTree([...blocksOf('baseline', baseline), ...blocksOf('comparison', comparison)]);
  const { sides } = exposeTree(tree, SAMPLE, undefined);
  const id = sides.index.functions.findIndex((frame) => frame.name === 'hot');
  const support = supportOf(sides.index, { kind: 'total', id });
  return podEvidence(sides.index, support, callWitnesses(sides), CPU_ENGINE, 0.001, 1);
}

describe('what is left without the best pod', () => {
  it('is nearly all of a growth that every pod shows', () => {
    expect(evidenceOf([100, 100, 100, 100], [300, 300, 300, 300]).keep).toBeCloseTo(1, 6);
  });

  it('is nothing of a growth that one pod shows', () => {
    const { keep } = evidenceOf([100, 100, 100, 100], [100, 500, 100, 100]);

    expect(keep).toBeCloseTo(0, 6);
    expect(keepWeight(keep, CPU_ENGINE)).toBeCloseTo(0, 6);
  });

  it('is not asked of fewer than three pods', () => {
    expect(evidenceOf([100, 100], [100, 500]).keep).toBe(1);
  });

  it('weighs nothing from 60 % on', () => {
    expect(keepWeight(0.6, CPU_ENGINE)).toBe(1);
    expect(keepWeight(0.3, CPU_ENGINE)).toBe(0.5);
  });
});

describe('the variance between pods', () => {
  it('is larger where the pods disagree', () => {
    const agreeing = evidenceOf([100, 100, 100, 100], [300, 300, 300, 300]);
    const disagreeing = evidenceOf([100, 100, 100, 100], [100, 500, 200, 400]);

    expect(disagreeing.comparisonVariance).toBeGreaterThan(5 * agreeing.comparisonVariance);
  });

  it('is Poisson and dispersion where a single pod shows none', () => {
    expect(evidenceOf([100], [300]).comparisonVariance).toBeCloseTo(300 + 0.001 * 300 ** 2, 6);
  });
});

describe('dispersion', () => {
  it('is the least for pods that differ by sampling only, the prior without blocks to compare', () => {
    const measure = (blocks: readonly HandMadeBlock[]): number =>
      measureDispersion(exposeTree(handMadeTree(blocks), SAMPLE, undefined).sides);

    expect(measure(podsOf(SERVICE, SERVICE, { pods: 8 }))).toBeLessThan(0.003);
    expect(measure(podsOf(SERVICE, SERVICE, { pods: 1 }))).toBe(SCORE.priorDispersion);
  });

  it('is found where every pod has its own mix', () => {
    const uneven = podsOf(SERVICE, SERVICE).map((block, pod) => ({
      ...block,
      stacks: Object.fromEntries(
        Object.entries(block.stacks).map(([stack, cost], at) => [stack, cost * ((at + pod) % 2 === 0 ? 1.4 : 0.6)]),
      ),
    }));

    const dispersion = measureDispersion(exposeTree(handMadeTree(uneven), SAMPLE, undefined).sides);

    // Relative variance of two values 40 % either side of the mean, between four pods.
    expect(dispersion).toBeGreaterThan(0.1);
  });
});

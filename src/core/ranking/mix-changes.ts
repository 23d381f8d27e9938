import { maskOf, forEachNode } from './support.ts';
import { MIX, PURSUIT } from './constants.ts';
import { rankCpu } from './cpu-changes.ts';
import type { Change } from './change.ts';
import type { Comparison, ExposedBlock } from './comparison.ts';
import type { Model } from './model.ts';
import type { Support } from './support.ts';

/** What a handler did, as far as other changes are measured by it. */
interface Move {
  readonly support: Support;
  readonly factor: number;
  readonly rest: number;
}

/** Changes inside the handler, those that follow it (workers it fans out to), and, where it fell, those of the rest that rose for it. */
export function explainedBy(model: Model, changes: readonly Change[], move: Move): ReadonlySet<Change> {
  const mask = maskOf(model.index, move.support);
  return new Set(
    changes.filter((change) => {
      let before = 0;
      let after = 0;
      let inside = 0;
      forEachNode(model.index, change.finding.support, (node) => {
        before += model.baselineCounts[node]!;
        after += model.comparisonCounts[node]!;
        if (mask[node] === 1) inside += model.comparisonCounts[node]!;
      });
      const expected = model.exposureRatio * before;
      return inside >= MIX.inside * after || follows(expected, after, move) || isRest(expected, after, move);
    }),
  );
}

function follows(expected: number, after: number, { factor, rest }: Move): boolean {
  const isNew = expected < PURSUIT.newFunction * after;
  const handlerIsNew = rest < PURSUIT.newFunction * factor;
  if (isNew || handlerIsNew) return isNew && handlerIsNew;
  const relative = Math.log(after / expected / rest) / Math.log(factor / rest);
  return relative >= MIX.followers[0] && relative <= MIX.followers[1];
}

function isRest(expected: number, after: number, { factor, rest }: Move): boolean {
  return factor < rest && after <= MIX.restSpread * rest * expected;
}

/** Ranks the inside of the handler for itself: its common factor is then the drift, and what is dearer by itself stands out. */
export function hasOutgrownSibling({ sides }: Model, support: Support, growth: number): boolean {
  const { changes } = rankCpu(onlyInside(sides, support), false);
  return changes.some(({ gate, finding }) => gate !== 'none' && finding.net >= MIX.mostInside * growth);
}

function onlyInside(sides: Comparison, support: Support): Comparison {
  const mask = maskOf(sides.index, support);
  const cut = (blocks: readonly ExposedBlock[]): ExposedBlock[] =>
    blocks.map((block) => ({ ...block, self: block.self.map((cost, node) => (mask[node] === 1 ? cost : 0)) }));
  return { ...sides, baseline: cut(sides.baseline), comparison: cut(sides.comparison) };
}

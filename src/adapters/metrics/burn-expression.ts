/**
 * Reads multi-window burn-rate alerts out of PromQL, whoever wrote them: Sloth, Pyrra, the mixins, hand-written ones.
 * https://sre.google/workbook/alerting-on-slos/
 */
import type { BurnPair } from '../../core/alert/burn.ts';
import { readBurnComparison, type BurnComparison } from './burn-comparison.ts';
import { guessFactor } from './burn-threshold.ts';
import { rememberShapes, type ReadExpression } from './expression-shapes.ts';
import { constantOf } from './promql-constant.ts';
import { childOf, operandsOf, operationOf, parsePromql, peel, textOf, type PromqlNode } from './promql-tree.ts';

/** More pairs than this in one rule are no tiers of one SLO. */
const MOST_PAIRS = 32;

/** One way in which an alert can hold: comparisons that must all be true. */
interface Alternative {
  readonly comparisons: readonly BurnComparison[];
  readonly condition: string;
}

/** Window pairs of a burn-rate alert; empty when it is none. */
export function readBurnPairs(expression: string): readonly BurnPair[] {
  return readExpression(expression).pairs;
}

/** The same, with the reason when the expression is not readable. Never throws. */
export const readExpression: (expression: string) => ReadExpression = rememberShapes((expression) => {
  const parsed = parsePromql(expression);
  if (parsed.kind === 'unreadable') return { pairs: [], problem: parsed.reason };
  const root = operandsOf(parsed.root)[0];
  if (root === undefined) return { pairs: [] };
  return { pairs: alternativesOf(root).flatMap(({ comparisons, condition }) => pairOf(comparisons, condition) ?? []) };
});

function pairOf(comparisons: readonly BurnComparison[], condition: string): BurnPair | undefined {
  const byWindow = comparisons.toSorted((a, b) => a.seconds - b.seconds);
  const short = byWindow.at(0);
  const long = byWindow.at(-1);
  if (short === undefined || long === undefined) return undefined;
  // One window alone is a burn-rate alert only when it writes out factor and budget: `error_ratio5m > 0.05` is none.
  if (short.seconds === long.seconds && !long.threshold.explicit) return undefined;
  const { level, factor, budget, expression } = guessFactor(long.threshold, long.seconds);
  return {
    shortSeconds: short.seconds,
    longSeconds: long.seconds,
    ...(factor === undefined ? {} : { factor }),
    ...(budget === undefined ? {} : { budget }),
    ...(level === undefined ? {} : { threshold: level }),
    ...(expression === undefined ? {} : { thresholdExpression: expression }),
    ...(long.inBudgets ? { inBudgets: true } : {}),
    shortRatio: short.ratio,
    longRatio: long.ratio,
    condition,
    ...(short.counts === undefined ? {} : { counts: short.counts }),
    common: short.common,
    ...(short.sli === undefined ? {} : { sli: short.sli }),
  };
}

/** Nothing that this part demands is about burning, such as a floor on the traffic. */
function neutral(node: PromqlNode): readonly Alternative[] {
  return [{ comparisons: [], condition: textOf(node) }];
}

/** Every way in which an expression can hold: `or` adds ways, `and` joins them. */
function alternativesOf(node: PromqlNode): readonly Alternative[] {
  const inner = peel(node);
  const operation = operationOf(inner);
  if (operation === undefined) return wrapped(inner);
  switch (operation.operator) {
    case 'or':
      return [...alternativesOf(operation.left), ...alternativesOf(operation.right)].slice(0, MOST_PAIRS);
    case 'and':
      return joined(inner, alternativesOf(operation.left), alternativesOf(operation.right));
    case 'unless':
      return joined(inner, alternativesOf(operation.left), neutral(operation.right));
    default:
      return wrapped(inner);
  }
}

function joined(node: PromqlNode, left: readonly Alternative[], right: readonly Alternative[]): readonly Alternative[] {
  const [first, second] = operandsOf(node);
  if (first === undefined || second === undefined) return neutral(node);
  // ` and on (cluster) `, whatever stands between the two.
  const between = node.source.slice(first.to, second.from);
  const verbatim = left.length === 1 && right.length === 1;
  const ways: Alternative[] = [];
  for (const one of left) {
    for (const other of right) {
      if (ways.length === MOST_PAIRS) return ways;
      ways.push({
        comparisons: [...one.comparisons, ...other.comparisons],
        condition: verbatim ? textOf(node) : `(${one.condition})${between}(${other.condition})`,
      });
    }
  }
  return ways;
}

/** Aggregations and functions that hand on what they are given; `count(x > 1)` is another thing than `max(x > 1)`. */
const TRANSPARENT = new Set([
  'max',
  'min',
  'avg',
  'sum',
  'topk',
  'bottomk',
  'group',
  'label_replace',
  'label_join',
  'sort',
  'sort_desc',
]);

/** A comparison, perhaps inside aggregations: `max without (sloth_window) (ratio > 0.0144)`. */
function wrapped(node: PromqlNode): readonly Alternative[] {
  const comparison = readBurnComparison(node);
  if (comparison !== undefined) return [{ comparisons: [comparison], condition: textOf(node) }];
  const held = heldBy(node);
  if (held === undefined) return ofTruths(node);
  const [open, close] = held.name === 'ParenExpr' ? ['(', ')'] : ['', ''];
  const before = node.source.slice(node.from, held.from) + open;
  const after = close + node.source.slice(held.to, node.to);
  return alternativesOf(held).map(({ comparisons, condition }) => ({
    condition: `${before}${condition}${after}`,
    comparisons: comparisons.map((one) => rewrapped(one, before, after)),
  }));
}

function rewrapped(comparison: BurnComparison, before: string, after: string): BurnComparison {
  // The sides of the quotient stand without the aggregation, so they would not divide to this ratio.
  const { counts: _inside, ...rest } = comparison;
  return { ...rest, ratio: `${before}${comparison.ratio}${after}` };
}

/** `(short > bool 0.0144) * (long > bool 0.0144) > 0`: truths as numbers. */
function ofTruths(node: PromqlNode): readonly Alternative[] {
  const operation = operationOf(node);
  if (operation === undefined) return neutral(node);
  const { operator, left, right } = operation;
  if (operator === '*') {
    const [one, other] = [alternativesOf(left), alternativesOf(right)];
    const both = [...one, ...other].every(({ comparisons }) => comparisons.length > 0);
    return both ? joined(node, one, other) : neutral(node);
  }
  const asked = constantOf(right);
  const product = operationOf(peel(left))?.operator === '*';
  if (!product || !['>', '>=', '=='].includes(operator) || (asked !== 0 && asked !== 1)) return neutral(node);
  return alternativesOf(left).map((one) => ({ ...one, condition: textOf(node) }));
}

/** What a node hands on unchanged. */
function heldBy(node: PromqlNode): PromqlNode | undefined {
  if (node.name === 'AggregateExpr' || node.name === 'FunctionCall') {
    const called = childOf(node, 'AggregateOp') ?? childOf(node, 'FunctionIdentifier');
    const taken = operandsOf(node).find((one) => constantOf(one) === undefined);
    return called !== undefined && TRANSPARENT.has(textOf(called)) ? taken : undefined;
  }
  // `(ratio > 0.0144) * on (job) group_left (team) owners`: labels are joined on.
  const operation = operationOf(node);
  const isJoin = operation?.operator === '*' && childOf(node, 'MatchingModifierClause') !== undefined;
  return isJoin ? operation.left : undefined;
}

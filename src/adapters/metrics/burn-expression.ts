/**
 * Reads multi-window burn-rate alerts out of PromQL with the grammar that Prometheus' own editor uses.
 * Shapes: Sloth, Pyrra, kubernetes-mixin, slo-libsonnet and hand-written ones (reference: SRE Workbook, chapter 5).
 */
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import type { BurnPair } from '../../core/alert/burn.ts';
import { parseDuration } from '../../core/alert/duration.ts';

/** Longer expressions than this are not burn-rate alerts, and parsing is not free. */
const MAX_EXPRESSION = 64 * 1024;

/** One `ratio > threshold` with the window that its metric or range tells. */
interface Comparison {
  readonly ratio: string;
  readonly seconds: number;
  readonly factor: number;
  readonly budget: number;
}

/** Window pairs of `A and B` (several with `or`), the long window told by length. Empty when there is none. */
export function readBurnPairs(expression: string): readonly BurnPair[] {
  if (expression.length > MAX_EXPRESSION) return [];
  const pairs: BurnPair[] = [];
  const visit = (node: SyntaxNode): void => {
    if (node.name === 'BinaryExpr' && operatorOf(node) === 'and') {
      const pair = readPair(node, expression);
      if (pair !== undefined) {
        pairs.push(pair);
        return;
      }
    }
    for (let child = node.firstChild; child !== null; child = child.nextSibling) visit(child);
  };
  visit(parser.parse(expression).topNode);
  return pairs;
}

function readPair(node: SyntaxNode, expression: string): BurnPair | undefined {
  const [left, right] = operandsOf(node);
  if (left === undefined || right === undefined) return undefined;
  const one = readComparison(left, expression);
  const other = readComparison(right, expression);
  if (one === undefined || other === undefined || one.seconds === other.seconds) return undefined;
  const [short, long] = one.seconds < other.seconds ? [one, other] : [other, one];
  return {
    shortSeconds: short.seconds,
    longSeconds: long.seconds,
    factor: long.factor,
    budget: long.budget,
    shortRatio: short.ratio,
    longRatio: long.ratio,
    condition: expression.slice(node.from, node.to),
  };
}

function readComparison(node: SyntaxNode, expression: string): Comparison | undefined {
  const comparison = firstComparison(node);
  if (comparison === undefined) return undefined;
  const [left, right] = operandsOf(comparison);
  if (left === undefined || right === undefined) return undefined;
  const threshold = readThreshold(right, expression);
  const inner = expression.slice(left.from, left.to);
  const seconds = windowOf(inner);
  if (threshold === undefined || seconds === undefined) return undefined;
  // The comparison may sit inside an aggregation: keep what stands around it, drop the comparison alone.
  const ratio = expression.slice(node.from, comparison.from) + inner + expression.slice(comparison.to, node.to);
  return { ratio, seconds, ...threshold };
}

function firstComparison(node: SyntaxNode): SyntaxNode | undefined {
  const operator = node.name === 'BinaryExpr' ? operatorOf(node) : '';
  if (operator === '>' || operator === '>=') return node;
  if (operator === 'and' || operator === 'or' || operator === 'unless') return undefined;
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    const found = firstComparison(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

const OPERATORS: Readonly<Record<string, string>> = { And: 'and', Or: 'or', Unless: 'unless', Gtr: '>', Gte: '>=' };

function operatorOf(node: SyntaxNode): string {
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    const operator = OPERATORS[child.name];
    if (operator !== undefined) return operator;
  }
  return '';
}

const EXPRESSIONS = new Set([
  'BinaryExpr',
  'ParenExpr',
  'AggregateExpr',
  'VectorSelector',
  'FunctionCall',
  'NumberDurationLiteral',
  'NumberLiteral',
  'UnaryExpr',
  'MatrixSelector',
  'SubqueryExpr',
  'StepInvariantExpr',
  'OffsetExpr',
]);

function operandsOf(node: SyntaxNode): readonly SyntaxNode[] {
  const operands: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (EXPRESSIONS.has(child.name)) operands.push(child);
  }
  return operands;
}

/** `14.4 * 0.001`, `(14 * (1 - 0.99))`, or a plain number, which is then factor 1 of that budget. */
function readThreshold(node: SyntaxNode, expression: string): { factor: number; budget: number } | undefined {
  let inner = node;
  while (inner.name === 'ParenExpr') {
    const child = operandsOf(inner)[0];
    if (child === undefined) return undefined;
    inner = child;
  }
  const total = constantOf(inner, expression);
  if (total === undefined || !(total > 0)) return undefined;
  if (inner.name === 'BinaryExpr' && inner.getChild('Mul') !== null) {
    const [left, right] = operandsOf(inner);
    const a = left === undefined ? undefined : constantOf(left, expression);
    const b = right === undefined ? undefined : constantOf(right, expression);
    // The factor is the larger of the two: budgets are under 1, factors at least 1.
    if (a !== undefined && b !== undefined) return { factor: Math.max(a, b), budget: Math.min(a, b) };
  }
  return { factor: 1, budget: total };
}

function constantOf(node: SyntaxNode, expression: string): number | undefined {
  const text = expression.slice(node.from, node.to);
  const [left, right] = operandsOf(node);
  switch (node.name) {
    case 'NumberDurationLiteral':
    case 'NumberLiteral': {
      const number = Number(text);
      return Number.isFinite(number) ? number : undefined;
    }
    case 'ParenExpr':
      return left === undefined ? undefined : constantOf(left, expression);
    case 'BinaryExpr': {
      const a = left === undefined ? undefined : constantOf(left, expression);
      const b = right === undefined ? undefined : constantOf(right, expression);
      if (a === undefined || b === undefined) return undefined;
      if (node.getChild('Mul') !== null) return a * b;
      if (node.getChild('Sub') !== null) return a - b;
      if (node.getChild('Add') !== null) return a + b;
      return node.getChild('Div') === null || b === 0 ? undefined : a / b;
    }
    default:
      return undefined;
  }
}

/** Seconds of the first window: a `ratio_rate5m` or `burnrate5m` suffix of a recorded series, else the first range `[5m]`. */
function windowOf(ratio: string): number | undefined {
  const recorded = /(?:ratio_rate|burnrate|error_ratio|rate)_?((?:\d+(?:ms|[ywdhms]))+)\b/.exec(ratio);
  const range = /\[\s*((?:\d+(?:ms|[ywdhms]))+)/.exec(ratio);
  const text = recorded?.[1] ?? range?.[1];
  return text === undefined ? undefined : parseDuration(text);
}

import { constantOf } from './promql-constant.ts';
import { selectorsOf } from './promql-selectors.ts';
import { childOf, operationOf, peel, textOf, type PromqlNode } from './promql-tree.ts';

/** What a ratio is compared with, as a share of events. */
export interface Threshold {
  /** Factor × budget, where it is a number. */
  readonly level?: number;
  readonly factor?: number;
  readonly budget?: number;
  /** PromQL of the level, where a series takes part. */
  readonly expression?: string;
  /** Factor and budget are both written out, as only burn-rate alerts do. */
  readonly explicit: boolean;
}

/** Numbers and everything else that a threshold multiplies. */
export interface Product {
  readonly numbers: readonly number[];
  readonly others: readonly PromqlNode[];
}

/** `14.4 * (1 - 0.999)` as its two numbers; what it is divided by counts as a reciprocal. */
export function productOf(node: PromqlNode): Product {
  const inner = peel(node);
  const operation = operationOf(inner);
  if (operation?.operator === '*') {
    const [left, right] = [productOf(operation.left), productOf(operation.right)];
    return { numbers: [...left.numbers, ...right.numbers], others: [...left.others, ...right.others] };
  }
  if (operation?.operator === '/') {
    const divisor = constantOf(operation.right);
    const left = productOf(operation.left);
    const isFraction = left.others.length === 0 && left.numbers.length === 1;
    if (!isFraction && divisor !== undefined && divisor !== 0)
      return { ...left, numbers: [...left.numbers, 1 / divisor] };
  }
  const number = constantOf(inner);
  return number === undefined ? { numbers: [], others: [inner] } : { numbers: [number], others: [] };
}

/** Reads a threshold that is written in `unit`s: 1 for shares, 100 for percents. Undefined when it is not above zero. */
export function readThreshold(node: PromqlNode, unit: number): Threshold | undefined {
  const { numbers, others } = productOf(node);
  if (others.length === 0) return ofNumbers(numbers, unit, isComplement(node));
  // Numbers that come to nothing finite are no level.
  if (selectorsOf(node).length === 0) return undefined;
  const text = textOf(node);
  const expression = unit === 1 ? text : `(${text}) / ${unit}`;
  const factor = numbers.length === 0 ? undefined : clean(numbers.reduce((a, b) => a * b) / unit);
  return factor !== undefined && factor >= 1 ? { factor, expression, explicit: true } : { expression, explicit: false };
}

/** The numbers of a threshold that multiplies numbers only. */
export function ofNumbers(numbers: readonly number[], unit: number, complement = false): Threshold | undefined {
  const hundred = unit === 100 && numbers.length > 2 ? numbers.indexOf(100) : -1;
  if (hundred >= 0) return ofNumbers(numbers.toSpliced(hundred, 1), 1);
  const level = clean(numbers.reduce((a, b) => a * b, 1) / unit);
  if (!(level > 0) || numbers.length === 0) return undefined;
  if (numbers.length === 1) {
    return complement ? { level, factor: 1, budget: level, explicit: false } : { level, explicit: false };
  }
  // Budgets are below every factor: `0.02 * 720 * 0.001` is 14.4 budgets of 0.001.
  const budget = clean(Math.min(...numbers) / unit);
  if (budget >= 1) return { level, explicit: false };
  const factor = clean(level / budget);
  return { level, factor, budget, explicit: factor >= 1 && budget <= 0.5 };
}

/** `1 - 0.999`, the budget itself. */
function isComplement(node: PromqlNode): boolean {
  return operationOf(peel(node))?.operator === '-';
}

/** The factors of the workbook, and Pyrra's, by their long window in seconds. */
const USUAL_FACTORS: Readonly<Record<number, readonly number[]>> = {
  3600: [14.4, 14],
  3840: [14],
  21_600: [6, 7],
  86_400: [3, 2],
  259_200: [1],
  345_600: [1],
};

/** A bare level such as `0.0144` over an hour is 14.4 budgets of 0.001, when that makes a round budget. */
export function guessFactor(threshold: Threshold, longSeconds: number): Threshold {
  const { level, factor, budget } = threshold;
  if (level === undefined || factor !== undefined || budget !== undefined) return threshold;
  for (const usual of USUAL_FACTORS[longSeconds] ?? []) {
    const one = level / usual;
    if (Math.abs(Number(one.toPrecision(1)) / one - 1) < 1e-6)
      return { ...threshold, factor: usual, budget: clean(one) };
  }
  return threshold;
}

/** 1 − 0.999 leaves float noise such as 0.0010000000000000009. */
export function clean(number: number): number {
  return Number(number.toPrecision(9));
}

/** What follows `1 -` (or `100 -`) in the threshold of an availability, with that number. */
export function complementOf(node: PromqlNode): { readonly whole: number; readonly rest: PromqlNode } | undefined {
  const operation = operationOf(peel(node));
  if (operation?.operator !== '-') return undefined;
  const whole = constantOf(operation.left);
  return whole === undefined || childOf(peel(node), 'MatchingModifierClause') !== undefined
    ? undefined
    : { whole, rest: operation.right };
}

import type { Labels } from '../../core/alert/alert.ts';
import type { BurnCounts, Sli } from '../../core/alert/burn.ts';
import { clean, complementOf, ofNumbers, productOf, readThreshold, type Threshold } from './burn-threshold.ts';
import { constantOf } from './promql-constant.ts';
import { commonLabels, countsEvents, selectorsOf, windowOf } from './promql-selectors.ts';
import { nodesOf, operationOf, peel, textOf, type PromqlNode } from './promql-tree.ts';
import { countsOf, isPercentSeries, looksLikeShare, ratioFormOf, type RatioForm } from './ratio-form.ts';
import { sliOfPromql } from './sli-of-promql.ts';

/** One `ratio > factor × budget`, whichever way round it was written. */
export interface BurnComparison {
  readonly ratio: string;
  readonly seconds: number;
  readonly threshold: Threshold;
  readonly inBudgets: boolean;
  readonly counts?: BurnCounts;
  readonly common: Labels;
  readonly sli?: Sli;
}

/** Above this, a bare number on a share is a saturation alert, not a burning budget. */
const MOST_BARE_LEVEL = 0.5;

/** Reads one comparison; undefined when it compares no share of events over a window with a threshold. */
export function readBurnComparison(node: PromqlNode): BurnComparison | undefined {
  const sides = sidesOf(node);
  if (sides === undefined) return undefined;
  const seconds = windowOf(sides.value);
  if (seconds === undefined) return undefined;
  const read = readSides(sides);
  if (read === undefined) return undefined;
  const sli = sliOfPromql(sides.value);
  return { ...read, seconds, common: commonLabels(sides.value), ...(sli === undefined ? {} : { sli }) };
}

interface Sides {
  readonly value: PromqlNode;
  readonly limit: PromqlNode;
  /** True for `value > limit`. */
  readonly above: boolean;
}

const FLIPPED: Readonly<Record<string, boolean>> = { '>': true, '>=': true, '<': false, '<=': false };

/** Which side is the ratio: the one that looks back over a window. */
function sidesOf(node: PromqlNode): Sides | undefined {
  const operation = operationOf(node);
  const above = operation === undefined ? undefined : FLIPPED[operation.operator];
  if (operation === undefined || above === undefined) return undefined;
  const { left, right } = operation;
  const [leftLooksBack, rightLooksBack] = [windowOf(left) !== undefined, windowOf(right) !== undefined];
  if (leftLooksBack && (!rightLooksBack || isMultiple(right))) return { value: left, limit: right, above };
  if (rightLooksBack && (!leftLooksBack || isMultiple(left))) return { value: right, limit: left, above: !above };
  return undefined;
}

/** `14.4 * 0.001 * rate(total[5m])`: a number times a rate. */
function isMultiple(node: PromqlNode): boolean {
  const { numbers, others } = productOf(node);
  return numbers.length > 0 && others.length === 1 && others.every(countsEvents);
}

type Read = Pick<BurnComparison, 'ratio' | 'threshold' | 'inBudgets' | 'counts'>;

function readSides(sides: Sides): Read | undefined {
  if (isMultiple(sides.limit)) return readMultiplied(sides);
  const form = ratioFormOf(sides.value);
  if (form.budget !== undefined || form.budgetExpression !== undefined) return readDivided(form, sides);
  const oriented = orient(form, sides);
  if (oriented === undefined) return undefined;
  const { good, unit, threshold } = oriented;
  // What one takes from 1 and compares with a budget is a share, whatever its name.
  if (!looksLikeShare(form.core) && !(good && threshold.explicit)) return undefined;
  // In another unit the two sides would not divide to the share.
  const counts = unit === 1 ? countsOf(form.core, good) : undefined;
  const ratio = good
    ? `1 - ${scaled(form, unit)}`
    : untouched(form) && unit === 1
      ? textOf(sides.value)
      : scaled(form, unit);
  const { level, budget } = threshold;
  // A number from 1 up is no share; on a recorded burn rate it is the factor.
  if (level !== undefined && level >= MOST_BARE_LEVEL && (budget ?? 1) > MOST_BARE_LEVEL) {
    const isRate = level >= 1 && unit === 1 && !good && isRecordedBurnRate(form.core);
    return isRate ? { ratio, threshold: { factor: level, explicit: true }, inBudgets: true } : undefined;
  }
  return { ratio, threshold, inBudgets: false, ...(counts === undefined ? {} : { counts }) };
}

/** A series that is named a burn rate, not a count of those. */
function isRecordedBurnRate(core: PromqlNode): boolean {
  const counted = [...nodesOf(core, 'AggregateOp')].some((node) => textOf(node).startsWith('count'));
  return !counted && selectorsOf(core).every(({ metric }) => /burn_?rate/i.test(metric));
}

/** `errors > 14.4 * 0.001 * total`, the division multiplied out. */
function readMultiplied({ value, limit, above }: Sides): Read | undefined {
  const { numbers, others } = productOf(limit);
  const threshold = ofNumbers(numbers, 1);
  const [total] = others;
  if (!above || threshold === undefined || total === undefined || (threshold.level ?? 1) >= 1) return undefined;
  const counts = countsEvents(value) ? { counts: { errors: textOf(value), total: textOf(total) } } : {};
  return { ratio: `(${textOf(value)}) / (${textOf(total)})`, threshold, inBudgets: false, ...counts };
}

/** `errors / total / 0.001 > 14.4`: the left side is a burn rate; its share is what stands before the budget. */
function readDivided(form: RatioForm, { limit, above }: Sides): Read | undefined {
  const { offset, scale, core, budget, budgetExpression } = form;
  const good = offset > 0 && scale < 0;
  const factor = clean((constantOf(limit) ?? 0) / (good ? offset : scale));
  if (!above || !(factor > 0) || (!good && (offset !== 0 || scale <= 0 || !looksLikeShare(core)))) return undefined;
  const unit = good ? offset / -scale : 1;
  const counts = unit === 1 ? countsOf(core, good) : undefined;
  const explicit = factor >= 1 && (budget ?? 0) <= MOST_BARE_LEVEL;
  const threshold: Threshold =
    budget === undefined
      ? { factor, expression: `${factor} * (${budgetExpression})`, explicit }
      : { factor, budget: clean(budget), level: clean(factor * budget), explicit };
  const ratio = good ? `1 - ${scaled(form, unit)}` : textOf(core);
  return { ratio, threshold, inBudgets: false, ...(counts === undefined ? {} : { counts }) };
}

/** Whether the core counts good events, in which unit it is told, and the threshold on the share of bad ones. */
function orient(form: RatioForm, { limit, above }: Sides) {
  const { offset, scale, core } = form;
  const percent = isPercentSeries(core) ? 100 : 1;
  if (offset === 0 && scale > 0) {
    const unit = scale * percent;
    const threshold = above ? readThreshold(limit, unit) : readComplement(limit, unit);
    return threshold === undefined ? undefined : { good: !above, unit: percent, threshold };
  }
  if (offset > 0 && scale < 0) {
    const threshold = above ? readThreshold(limit, offset) : readComplement(limit, offset);
    return threshold === undefined ? undefined : { good: above, unit: offset / -scale, threshold };
  }
  return undefined;
}

/** The threshold of an availability: what lies below it, as a share of bad events. */
function readComplement(limit: PromqlNode, unit: number): Threshold | undefined {
  const complement = complementOf(limit);
  if (complement !== undefined && complement.whole === unit) return readThreshold(complement.rest, unit);
  const number = constantOf(limit);
  return number === undefined ? undefined : ofNumbers([1 - number / unit], 1);
}

function untouched({ offset, scale }: RatioForm): boolean {
  return offset === 0 && scale === 1;
}

function scaled({ core }: RatioForm, unit: number): string {
  const text = `(${textOf(peel(core))})`;
  return unit === 1 ? text : `${text} / ${unit}`;
}

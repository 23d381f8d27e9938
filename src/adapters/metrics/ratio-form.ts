import type { BurnCounts } from '../../core/alert/burn.ts';
import { constantOf } from './promql-constant.ts';
import { countsEvents, selectorsOf, windowOf } from './promql-selectors.ts';
import {
  childOf,
  nodesOf,
  operandsOf,
  operationOf,
  parsePromql,
  peel,
  textOf,
  type PromqlNode,
} from './promql-tree.ts';

/**
 * A value as `offset + scale × core`, which is how people write percents and availabilities: `(1 - good/total) * 100`
 * is −100 × good/total + 100. A division by the budget is kept apart: it makes burn rates out of shares.
 */
export interface RatioForm {
  readonly core: PromqlNode;
  readonly offset: number;
  readonly scale: number;
  /** `ratio / 0.001`: the budget that was divided by. */
  readonly budget?: number;
  /** The same from a series: `ratio / slo:error_budget:ratio`. */
  readonly budgetExpression?: string;
}

/** Takes apart what surrounds the quotient, from the outside in. */
export function ratioFormOf(value: PromqlNode): RatioForm {
  let form: RatioForm = { core: value, offset: 0, scale: 1 };
  for (;;) {
    const inner = unwrap(form);
    if (inner === undefined) return form;
    form = inner;
  }
}

function unwrap(form: RatioForm): RatioForm | undefined {
  const node = peel(form.core);
  const { offset, scale } = form;
  const only = operandsOf(node)[0];
  if (node.name === 'UnaryExpr' && only !== undefined) {
    return { ...form, core: only, scale: textOf(node).startsWith('-') ? -scale : scale };
  }
  const operation = operationOf(node);
  if (operation === undefined) return undefined;
  const { operator, left, right } = operation;
  const a = constantOf(left);
  const b = constantOf(right);
  switch (operator) {
    case '*':
      if (a !== undefined) return { ...form, core: right, scale: scale * a };
      return b === undefined ? undefined : { ...form, core: left, scale: scale * b };
    case '+':
      if (a !== undefined) return { ...form, core: right, offset: offset + scale * a };
      return b === undefined ? undefined : { ...form, core: left, offset: offset + scale * b };
    case '-':
      if (a !== undefined) return { ...form, core: right, offset: offset + scale * a, scale: -scale };
      return b === undefined ? undefined : { ...form, core: left, offset: offset - scale * b };
    case '/':
      if (b !== undefined && b > 0 && b < 1 && offset === 0) return { ...form, core: left, budget: b };
      if (b !== undefined) return { ...form, core: left, scale: scale / b };
      if (timesNumber(left) !== undefined) return divided(form, node);
      // A divisor without a window is no traffic: it is the budget, recorded as a series.
      return windowOf(right) === undefined && windowOf(left) !== undefined
        ? { ...form, core: left, budgetExpression: textOf(right) }
        : undefined;
    default:
      return undefined;
  }
}

/** `100 * x` as its number and its rest. */
function timesNumber(node: PromqlNode): { readonly number: number; readonly rest: PromqlNode } | undefined {
  const operation = operationOf(peel(node));
  if (operation?.operator !== '*') return undefined;
  const [a, b] = [constantOf(operation.left), constantOf(operation.right)];
  if (a !== undefined) return { number: a, rest: operation.right };
  return b === undefined ? undefined : { number: b, rest: operation.left };
}

/** `100 * errors / total` is 100 × (errors / total): the quotient is written anew without its number. */
function divided(form: RatioForm, quotient: PromqlNode): RatioForm | undefined {
  const [left, right] = operandsOf(quotient);
  const times = left === undefined ? undefined : timesNumber(left);
  if (left === undefined || right === undefined || times === undefined) return undefined;
  const between = quotient.source.slice(left.to, right.from);
  const anew = parsePromql(`${textOf(times.rest)}${between}${textOf(right)}`);
  const core = anew.kind === 'tree' ? operandsOf(anew.root)[0] : undefined;
  return core === undefined ? undefined : { ...form, core, scale: form.scale * times.number };
}

const PERCENT = /percent|_pct(?:_|\d|$)/i;

/** A recorded series whose name says that it holds percents. */
export function isPercentSeries(core: PromqlNode): boolean {
  return peel(core).name === 'VectorSelector' && selectorsOf(core).some(({ metric }) => PERCENT.test(metric));
}

const SHARE_NAMES = /ratio|burn|err|sli|slo|success|avail|fail|budget|percent|_pct/i;

/** Whether a value can be a share of events: a quotient, or a series named like one. */
export function looksLikeShare(core: PromqlNode): boolean {
  for (const node of nodesOf(core, 'BinaryExpr')) if (operationOf(node)?.operator === '/') return true;
  for (const node of nodesOf(core, 'FunctionIdentifier')) if (textOf(node) === 'histogram_fraction') return true;
  return selectorsOf(core).some(({ metric }) => SHARE_NAMES.test(metric));
}

/** Both sides of `errors / total`; of `good / total` the difference, when `good` is true. Undefined where it is no quotient of rates. */
export function countsOf(core: PromqlNode, good: boolean): BurnCounts | undefined {
  const node = peel(core);
  const operation = operationOf(node);
  if (operation?.operator !== '/') return undefined;
  const { left, right } = operation;
  if (!countsEvents(left) || !countsEvents(right) || windowOf(left) !== windowOf(right)) return undefined;
  if (!good) return { errors: textOf(left), total: textOf(right) };
  // Their labels may not match without the modifier that the quotient has.
  if (childOf(node, 'MatchingModifierClause') !== undefined) return undefined;
  return { errors: `(${textOf(right)}) - (${textOf(left)})`, total: textOf(right) };
}

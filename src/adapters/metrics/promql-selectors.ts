import type { Labels } from '../../core/alert/alert.ts';
import { LONGEST_WINDOW_SECONDS, parseDuration } from '../../core/alert/duration.ts';
import { childOf, nodesOf, operandsOf, textOf, type PromqlNode } from './promql-tree.ts';

/** One `metric{label="x"}` of an expression. */
export interface Selector {
  /** Empty where only labels select. */
  readonly metric: string;
  readonly matchers: readonly Matcher[];
}

interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly text: string;
}

export function selectorsOf(node: PromqlNode): readonly Selector[] {
  return [...nodesOf(node, 'VectorSelector')].map(readSelector);
}

function readSelector(node: PromqlNode): Selector {
  const identifier = childOf(node, 'Identifier');
  const listed = childOf(node, 'LabelMatchers')?.children ?? [];
  const matchers = listed.flatMap(readMatcher);
  const quoted = listed.find(({ name }) => name === 'QuotedLabelName');
  const named = matchers.find(({ label, operator }) => label === '__name__' && operator === '=')?.text;
  const metric =
    identifier === undefined ? (named ?? (quoted === undefined ? '' : unquote(textOf(quoted)))) : textOf(identifier);
  return { metric, matchers };
}

function readMatcher(node: PromqlNode): readonly Matcher[] {
  const label = childOf(node, 'LabelName') ?? childOf(node, 'QuotedLabelName');
  const operator = childOf(node, 'MatchOp');
  const text = childOf(node, 'StringLiteral');
  if (label === undefined || operator === undefined || text === undefined) return [];
  return [{ label: unquote(textOf(label)), operator: textOf(operator), text: unquote(textOf(text)) }];
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\u0007', b: '\b', f: '\f', v: '\v' };

/** Go's string literals; backticks are raw. https://prometheus.io/docs/prometheus/latest/querying/basics/#string-literals */
export function unquote(literal: string): string {
  const quote = literal[0];
  if (quote === '`') return literal.slice(1, -1);
  if (quote !== '"' && quote !== "'") return literal;
  return literal
    .slice(1, -1)
    .replaceAll(
      /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|(.))/g,
      (whole, x?: string, u?: string, long?: string, one = '') => {
        const code = x ?? u ?? long;
        if (code === undefined) return ESCAPES[one] ?? one;
        const point = Number.parseInt(code, 16);
        return point <= 0x10_ff_ff ? String.fromCodePoint(point) : whole;
      },
    );
}

/** Labels that say how a recording was made, not what it is about. */
const OF_THE_WINDOW = /^(?:sloth_)?window$/;

/** Equality matchers that every series of an expression carries: what it is about, such as `job="checkout"`. */
export function commonLabels(node: PromqlNode): Labels {
  const [first, ...rest] = selectorsOf(node).map((selector) =>
    selector.matchers.filter(({ operator, label, text }) => {
      return operator === '=' && text !== '' && label !== '__name__' && !OF_THE_WINDOW.test(label);
    }),
  );
  const shared = (first ?? []).filter((one) =>
    rest.every((others) => others.some((other) => other.label === one.label && other.text === one.text)),
  );
  return Object.fromEntries(shared.map(({ label, text }) => [label, text]));
}

/** Shorter suffixes name thresholds (`latency_300ms`), not windows. */
const SHORTEST_WINDOW_SECONDS = 5;
const LONGEST_SUFFIX = 24;
const SUFFIX = /(?:^|\D)((?:\d+[ywdhms])+)$/;
const INSIDE = /(?:ratio|rate)_?((?:\d+[ywdhms])+)(?![a-z0-9])/;

/**
 * Seconds of the window that an expression looks back: the outermost range or subquery, else the window that a
 * recorded series is named after (`ratio_rate5m`) or labelled with (`window="5m"`).
 */
export function windowOf(node: PromqlNode): number | undefined {
  const seconds = rangeOf(node) ?? recordedWindow(node);
  return seconds !== undefined && seconds <= LONGEST_WINDOW_SECONDS ? seconds : undefined;
}

function rangeOf(node: PromqlNode): number | undefined {
  if (node.name === 'MatrixSelector' || node.name === 'SubqueryExpr') {
    const duration = childOf(node, 'DurationExpr');
    const text = duration === undefined ? '' : textOf(duration).trim();
    const seconds = parseDuration(text) ?? Number(text === '' ? Number.NaN : text);
    return seconds > 0 ? seconds : undefined;
  }
  for (const child of node.children) {
    const seconds = rangeOf(child);
    if (seconds !== undefined) return seconds;
  }
  return undefined;
}

function recordedWindow(node: PromqlNode): number | undefined {
  for (const { metric, matchers } of selectorsOf(node)) {
    const labelled = matchers.find(({ label, operator }) => operator === '=' && OF_THE_WINDOW.test(label))?.text;
    const named = SUFFIX.exec(metric.slice(-LONGEST_SUFFIX))?.[1] ?? INSIDE.exec(metric)?.[1] ?? labelled;
    const seconds = named === undefined ? undefined : parseDuration(named);
    if (seconds !== undefined && seconds >= SHORTEST_WINDOW_SECONDS) return seconds;
  }
  return undefined;
}

const COUNTER_FUNCTIONS = new Set(['rate', 'irate', 'increase']);

/** Whether an expression is made of counters' rates, so that both sides of a quotient are amounts of events. */
export function countsEvents(node: PromqlNode): boolean {
  for (const call of nodesOf(node, 'FunctionCall')) {
    const name = childOf(call, 'FunctionIdentifier');
    if (
      name !== undefined &&
      COUNTER_FUNCTIONS.has(textOf(name)) &&
      operandsOf(call).some((one) => rangeOf(one) !== undefined)
    )
      return true;
  }
  return false;
}

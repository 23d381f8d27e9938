import type { BurnPair } from '../../core/alert/burn.ts';
import { sliOfName } from '../../core/alert/sli-of-name.ts';
import { unquote } from './promql-selectors.ts';
import { endOfText } from './promql-tree.ts';

export interface ReadExpression {
  readonly pairs: readonly BurnPair[];
  /** Why nothing could be read, when the expression is not PromQL or too large. */
  readonly problem?: string;
}

type Read = (expression: string) => ReadExpression;

/** Shapes that are remembered, the latest ones, and the longest expression that is worth it. */
const MOST_SHAPES = 256;
const LONGEST = 4096;

/**
 * Rules of one generator differ in the values of labels only, and parsing is what costs: a storm of ten thousand alerts
 * has a handful of shapes. Each shape is read once, with marks for the values; they are put back into what was read.
 */
export function rememberShapes(read: Read): Read {
  const shapes = new Map<string, ReadExpression>();
  return (expression) => {
    const masked = mask(expression);
    if (masked === undefined) return read(expression);
    let known = shapes.get(masked.shape);
    if (known === undefined) {
      known = read(masked.shape);
      shapes.set(masked.shape, known);
      const oldest = shapes.keys().next().value;
      if (shapes.size > MOST_SHAPES && oldest !== undefined) shapes.delete(oldest);
    }
    // A mistake is told with its place in what was sent.
    if (known.problem !== undefined) return read(expression);
    return { pairs: known.pairs.map((pair) => unmask(pair, masked.contents)) };
  };
}

interface Masked {
  readonly shape: string;
  /** What stood between the quotes, by mark. */
  readonly contents: readonly string[];
}

const MARK = /⟦(?:latency|errors|some) (\d+)⟧/g;
/** Values that are read: names of metrics, windows. */
const READ_LABEL = /(?:__name__|window)\W*$/;

/** Undefined where marks could be mistaken: comments, other quotes than Prometheus prints, marks of its own. */
function mask(expression: string): Masked | undefined {
  if (expression.length > LONGEST || /[#'`⟦]/.test(expression)) return undefined;
  const contents = new Map<string, number>();
  let shape = '';
  let done = 0;
  for (let open = expression.indexOf('"'); open >= 0; open = expression.indexOf('"', done)) {
    const close = endOfText(expression, open, '"');
    if (close >= expression.length) return undefined;
    const content = expression.slice(open + 1, close);
    shape += expression.slice(done, open + 1);
    shape += isValue(expression, open) && content !== '' ? markOf(content, contents) : content;
    shape += '"';
    done = close + 1;
  }
  return { shape: shape + expression.slice(done), contents: [...contents.keys()] };
}

/** Whether the text that opens here is the value of a label, and of one whose value is not read. */
function isValue(expression: string, open: number): boolean {
  const before = expression.slice(Math.max(0, open - 40), open).trimEnd();
  return /[=~]$/.test(before) && !READ_LABEL.test(before);
}

/** What a value says of the SLO is read too, so the mark says the same. */
function markOf(content: string, contents: Map<string, number>): string {
  const mark = contents.get(content) ?? contents.size;
  contents.set(content, mark);
  return `⟦${sliOfName(unquote(`"${content}"`)) ?? 'some'} ${mark}⟧`;
}

function unmask(pair: BurnPair, contents: readonly string[]): BurnPair {
  const back = (text: string): string => text.replace(MARK, (_all, mark: string) => contents[Number(mark)] ?? '');
  const { shortRatio, longRatio, condition, thresholdExpression, counts, common, ...rest } = pair;
  return {
    ...rest,
    ...(thresholdExpression === undefined ? {} : { thresholdExpression: back(thresholdExpression) }),
    ...(shortRatio === undefined ? {} : { shortRatio: back(shortRatio) }),
    ...(longRatio === undefined ? {} : { longRatio: back(longRatio) }),
    ...(condition === undefined ? {} : { condition: back(condition) }),
    ...(counts === undefined ? {} : { counts: { errors: back(counts.errors), total: back(counts.total) } }),
    ...(common === undefined ? {} : { common: commonOf(common, back) }),
  };
}

function commonOf(common: Readonly<Record<string, string>>, back: (text: string) => string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(common).map(([label, text]) => {
      const raw = back(text);
      return [label, raw === text ? text : unquote(`"${raw}"`)];
    }),
  );
}

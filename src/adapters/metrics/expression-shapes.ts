import type { BurnPair } from '../../core/alert/burn.ts';
import { sliOfName } from '../../core/alert/sli-of-name.ts';
import { unquote } from './promql-selectors.ts';

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

/** A quoted text, with the label and the operator before it if it is a label's value. */
const QUOTED = /([\w.]*)(\s*(?:=~|!=|!~|=)\s*)?"((?:[^"\\]|\\.)*)"/g;
const MARK = /⟦(?:latency|errors|some) (\d+)⟧/g;
/** Values that are read: names of metrics, windows. */
const READ_LABEL = /^(?:__name__|(?:sloth_)?window)$/;

/** Undefined where marks could be mistaken: comments, other quotes than Prometheus prints, marks of its own. */
function mask(expression: string): Masked | undefined {
  if (expression.length > LONGEST || /[#'`⟦]/.test(expression)) return undefined;
  const contents: string[] = [];
  const shape = expression.replace(QUOTED, (all, label: string, operator: string | undefined, content: string) => {
    if (operator === undefined || content === '' || READ_LABEL.test(label)) return all;
    const known = contents.indexOf(content);
    const mark = known < 0 ? contents.push(content) - 1 : known;
    // What a value says of the SLO is read too.
    return `${label}${operator}"⟦${sliOfName(unquote(`"${content}"`)) ?? 'some'} ${mark}⟧"`;
  });
  return { shape, contents };
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

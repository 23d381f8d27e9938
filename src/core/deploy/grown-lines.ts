import type { HotLine } from '../report/analysis.ts';
import type { SourceText } from './source/find-functions.ts';
import { withoutBlanks } from './source/pick-function.ts';

/** Share of a function's growth by the text of its lines; empty where no lines are known. */
export type GrownLines = ReadonlyMap<string, number>;

/** Less of the growth is chance. */
const LEAST_SHARE = 0.05;

/**
 * Which lines of a function its growth was sampled on. Lines move between two versions, their texts stay: what a text cost before is
 * taken off what it costs now. `before` is the file as it was; undefined where it was not there.
 */
export function grownLines(hot: readonly HotLine[], before: SourceText | undefined, after: SourceText): GrownLines {
  const rates = new Map<string, number>();
  for (const { side, line, rate } of hot) {
    const text = withoutBlanks((side === 'comparison' ? after : before)?.lines[line - 1] ?? '');
    if (text === '') continue;
    rates.set(text, (rates.get(text) ?? 0) + (side === 'comparison' ? rate : -rate));
  }
  const grew = [...rates].filter(([, rate]) => rate > 0);
  const all = grew.reduce((sum, [, rate]) => sum + rate, 0);
  return new Map(grew.map(([text, rate]) => [text, rate / all] as const).filter(([, share]) => share >= LEAST_SHARE));
}

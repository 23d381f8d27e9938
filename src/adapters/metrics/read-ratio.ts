import type { RatioReading } from '../../core/alert/burn.ts';
import { parsePromql, peel } from './promql-tree.ts';
import { commonLabels, selectorsOf, windowOf } from './promql-selectors.ts';
import { countsOf, ratioFormOf } from './ratio-form.ts';

/** What a ratio is made of: counters' rates, or a series that a rule records. Undefined when it cannot be read. */
export function readRatio(expression: string): RatioReading | undefined {
  const parsed = parsePromql(expression);
  if (parsed.kind === 'unreadable') return undefined;
  const root = peel(parsed.root.children[0] ?? parsed.root);
  const { core, offset, scale } = ratioFormOf(root);
  const common = commonLabels(root);
  const isShare = (offset === 0 && scale === 1) || (offset === 1 && scale === -1);
  const counts = isShare ? countsOf(core, scale < 0) : undefined;
  if (counts !== undefined) return { common, counts };
  const [only, ...more] = selectorsOf(root);
  const ranged = windowOf(root) !== undefined && /\[/.test(expression);
  if (only === undefined || only.metric === '' || more.length > 0 || ranged) return { common };
  return { common, recorded: only.metric };
}

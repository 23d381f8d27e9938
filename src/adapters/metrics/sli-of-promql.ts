import type { Sli } from '../../core/alert/burn.ts';
import { sliOfName } from '../../core/alert/sli-of-name.ts';
import { selectorsOf, type Selector } from './promql-selectors.ts';
import { nodesOf, textOf, type PromqlNode } from './promql-tree.ts';

const STATUS_LABEL = /code|status|result|outcome|error/i;
const ABOUT = /slo|sli|objective|category/i;

/** Whether a ratio counts errors or slow answers; undefined when nothing in it says so. */
export function sliOfPromql(ratio: PromqlNode): Sli | undefined {
  const selectors = selectorsOf(ratio);
  // The labels of a recorded series name its SLO; a metric's name only what it was recorded from.
  const named = first(selectors, ({ matchers }) =>
    first(matchers, ({ label, text, operator }) =>
      operator === '=' && ABOUT.test(label) ? sliOfName(text) : undefined,
    ),
  );
  if (named !== undefined) return named;
  if (selectors.some(isBucket) || usesHistogram(ratio)) return 'latency';
  if (selectors.some(({ matchers }) => matchers.some(({ label }) => STATUS_LABEL.test(label)))) return 'errors';
  return first(selectors, ({ metric }) => sliOfMetric(metric));
}

function isBucket({ metric, matchers }: Selector): boolean {
  return metric.endsWith('_bucket') || matchers.some(({ label }) => label === 'le');
}

function usesHistogram(ratio: PromqlNode): boolean {
  for (const node of nodesOf(ratio, 'FunctionIdentifier'))
    if (/^histogram_(?:quantile|fraction)$/.test(textOf(node))) return true;
  return false;
}

function sliOfMetric(metric: string): Sli | undefined {
  // How many answers a histogram has seen says nothing about their time.
  if (metric.endsWith('_count')) return sliOfName(metric.replaceAll(/_(?:duration|latency)|_(?:milli)?seconds/g, ''));
  return sliOfName(metric) ?? (/_(?:milli)?seconds(?:_|:|$)/.test(metric) ? 'latency' : undefined);
}

function first<Item, Found>(items: readonly Item[], look: (item: Item) => Found | undefined): Found | undefined {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

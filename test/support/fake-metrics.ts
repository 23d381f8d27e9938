import { Failure } from '../../src/core/failure.ts';
import type { Metrics, MetricsAnswer, RuleFacts, Series } from '../../src/pipeline/ports.ts';

/** Answers by expression; expressions that begin with `!` are refused. */
export function fakeMetrics(
  known: Readonly<Record<string, readonly Series[]>>,
  rules: readonly RuleFacts[] = [],
): Metrics {
  const ended = (signal: AbortSignal): void => {
    if (signal.aborted) throw new Failure('CANCELLED', 'cancelled', { retryable: true });
  };
  const answer = async (expression: string, signal: AbortSignal): Promise<MetricsAnswer> => {
    ended(signal);
    if (expression.startsWith('!'))
      throw new Failure('METRICS_REJECTED', `cannot read ${expression}`, { retryable: false });
    return { series: known[expression] ?? [], warnings: [] };
  };
  return {
    name: 'fake',
    instant: (expression, _at, signal) => answer(expression, signal),
    range: (expression, _window, _step, signal) => answer(expression, signal),
    rules: async ({ name }, signal) => {
      ended(signal);
      return rules.filter((rule) => rule.name === name);
    },
  };
}

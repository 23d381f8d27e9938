import { Failure } from '../../src/core/failure.ts';
import type { Metrics, Series } from '../../src/pipeline/ports.ts';

/** Answers by expression; expressions that begin with `!` are refused. */
export function fakeMetrics(known: Readonly<Record<string, readonly Series[]>>): Metrics {
  const answer = async (expression: string, signal: AbortSignal): Promise<readonly Series[]> => {
    if (signal.aborted) throw new Failure('CANCELLED', 'cancelled', { retryable: true });
    if (expression.startsWith('!'))
      throw new Failure('METRICS_REJECTED', `cannot read ${expression}`, { retryable: false });
    return known[expression] ?? [];
  };
  return {
    name: 'fake',
    instant: (expression, _at, signal) => answer(expression, signal),
    range: (expression, _window, _step, signal) => answer(expression, signal),
  };
}

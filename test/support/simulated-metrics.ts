import { Failure } from '../../src/core/failure.ts';
import type { Window } from '../../src/core/instant.ts';
import type { Metrics, MetricsAnswer, RuleFacts, Series } from '../../src/pipeline/ports.ts';
import { countedSeries, ratioSeries, type SimulatedBurn } from './simulated-burn.ts';

export interface SimulatedServer {
  /** Answers of its own by expression; `fail` rejects. */
  readonly also?: Readonly<Record<string, readonly Series[] | 'fail'>>;
  readonly rules?: readonly RuleFacts[];
  readonly warnings?: readonly string[];
}

export type SimulatedMetrics = Metrics & { readonly asked: string[]; readonly ranges: Window[] };

/**
 * A server that holds a simulated burn whose onset is at `onset`: as the recorded ratio `ratio5m`, and as counters of
 * `errors` and `requests`. What it does not hold it answers empty, as Prometheus does.
 */
export function simulatedMetrics(burn: SimulatedBurn, onset: number, server: SimulatedServer = {}): SimulatedMetrics {
  const asked: string[] = [];
  const ranges: Window[] = [];
  const ratio = ratioSeries(burn, 300_000).map(({ at, number }) => ({ at: onset + at, number }));
  const counted = countedSeries(burn).map((point) => ({ ...point, at: onset + point.at }));
  const rate = (share: boolean) =>
    counted.map(({ at, number, events = 0 }) => ({ at, number: ((share ? number : 1) * events) / 30 }));
  const known = (expression: string): readonly Series[] => {
    if (expression === 'ratio5m') return [{ labels: { __name__: 'ratio5m' }, points: ratio }];
    if (/^sum\(rate\(errors\[(?:60|120)s\]\)\)$/.test(expression)) return [{ labels: {}, points: rate(true) }];
    if (/^sum\(rate\(requests\[(?:60|120)s\]\)\)$/.test(expression)) return [{ labels: {}, points: rate(false) }];
    return [];
  };
  const answer = (expression: string, within: Window): MetricsAnswer => {
    asked.push(expression);
    const own = server.also?.[expression];
    if (own === 'fail') throw new Failure('METRICS_TIMEOUT', `${expression} took too long`, { retryable: true });
    const series = (own ?? known(expression)).map((one) => ({
      ...one,
      points: one.points.filter(({ at }) => at >= within.from && at <= within.to),
    }));
    return { series: series.filter(({ points }) => points.length > 0), warnings: server.warnings ?? [] };
  };
  return {
    asked,
    ranges,
    name: 'prod',
    instant: async (expression, at) => answer(expression, { from: at - 300_000, to: at }),
    range: async (expression, window) => {
      ranges.push(window);
      return answer(expression, window);
    },
    rules: async ({ name }) => (server.rules ?? []).filter((rule) => rule.name === name),
  };
}

import { describe, expect, it } from 'vitest';
import { readBurnPairs } from '../../../src/adapters/metrics/burn-expression.ts';
import type { BurnPair } from '../../../src/core/alert/burn.ts';

const bad = (window: string) =>
  `sum(rate(http_requests_total{code=~"5..",job="feed"}[${window}])) / sum(rate(http_requests_total{job="feed"}[${window}]))`;
/** The same comparison over an hour and over five minutes. */
const twice = (over: (window: string) => string, joined = 'and') => `${over('1h')} ${joined} ${over('5m')}`;

function only(expression: string): BurnPair {
  const pairs = readBurnPairs(expression);
  expect(pairs).toHaveLength(1);
  return pairs[0]!;
}

describe('what the ratio counts', () => {
  it.each([
    [bad('W'), 'errors'],
    ['rate(d_bucket{le="0.3"}[W]) / rate(d_count[W])', 'latency'],
    [
      'rate(http_request_duration_seconds_count{code="500"}[W]) / rate(http_request_duration_seconds_count[W])',
      'errors',
    ],
    ['histogram_fraction(0.3, Inf, rate(http_request_seconds[W])) / 1', 'latency'],
    ['rate(jobs_failed_total[W]) / rate(jobs_total[W])', 'errors'],
    ['http_request_duration_seconds:burnrateW{slo="api"}', 'latency'],
    ['http_request_duration_seconds:burnrateW{slo="api-errors"}', 'errors'],
    ['slo:sli_error:ratio_rateW{sloth_slo="latency-p99"}', 'latency'],
    ['slo:sli_error:ratio_rateW{sloth_slo="login"}', undefined],
    ['rate(a_total[W]) / rate(b_total[W])', undefined],
  ])('tells errors from slow answers: %s', (ratio, sli) => {
    expect(only(twice((w) => `${ratio.replaceAll('W', w)} > 14.4 * 0.001`)).sli).toBe(sli);
  });
});

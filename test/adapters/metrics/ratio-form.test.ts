import { describe, expect, it } from 'vitest';
import { readBurnPairs } from '../../../src/adapters/metrics/burn-expression.ts';
import type { BurnPair } from '../../../src/core/alert/burn.ts';

const SLOTH =
  '(max without (sloth_window) (slo:sli_error:ratio_rate5m{sloth_id="a-b"} > (14.4 * 0.0009999999999999432)) and max without (sloth_window) (slo:sli_error:ratio_rate1h{sloth_id="a-b"} > (14.4 * 0.0009999999999999432))) or (max without (sloth_window) (slo:sli_error:ratio_rate30m{sloth_id="a-b"} > (6 * 0.0009999999999999432)) and max without (sloth_window) (slo:sli_error:ratio_rate6h{sloth_id="a-b"} > (6 * 0.0009999999999999432)))';
const bad = (window: string) =>
  `sum(rate(http_requests_total{code=~"5..",job="feed"}[${window}])) / sum(rate(http_requests_total{job="feed"}[${window}]))`;
const good = (window: string) =>
  `sum(rate(http_requests_total{code!~"5..",job="feed"}[${window}])) / sum(rate(http_requests_total{job="feed"}[${window}]))`;
/** The same comparison over an hour and over five minutes. */
const twice = (over: (window: string) => string, joined = 'and') => `${over('1h')} ${joined} ${over('5m')}`;

function only(expression: string): BurnPair {
  const pairs = readBurnPairs(expression);
  expect(pairs).toHaveLength(1);
  return pairs[0]!;
}

describe('the ratio', () => {
  it('keeps the aggregation around it and drops the comparison', () => {
    const [quick] = readBurnPairs(SLOTH);

    expect(quick?.shortRatio).toBe('max without (sloth_window) (slo:sli_error:ratio_rate5m{sloth_id="a-b"})');
    expect(quick?.longRatio).toBe('max without (sloth_window) (slo:sli_error:ratio_rate1h{sloth_id="a-b"})');
  });

  it.each([
    [twice((w) => `(${bad(w)}) * 100 > 1.44`), `(${bad('5m')})`],
    [twice((w) => `${good(w)} < 0.9856`), `1 - (${good('5m')})`],
    [twice((w) => `(1 - ${good(w)}) / 0.001 > 14.4`), `1 - (${good('5m')})`],
    [twice((w) => `100 - 100 * ${good(w)} > 1.44`), `1 - (${good('5m')})`],
    [twice((w) => `api:error_percent${w} > 1.44`), '(api:error_percent5m) / 100'],
    [twice((w) => `api:success_pct_${w} < 98.56`), '1 - (api:success_pct_5m) / 100'],
    [twice((w) => `rate(e[${w}]) > 14.4 * 0.001 * rate(r[${w}])`), '(rate(e[5m])) / (rate(r[5m]))'],
    [
      '(x:burnrate5m > 0.01 and x:burnrate1h > 0.01) * on (job) group_left (team) owners',
      '(x:burnrate5m) * on (job) group_left (team) owners',
    ],
  ])('is a share of bad events, whatever was written: %s', (expression, ratio) => {
    expect(only(expression).shortRatio).toBe(ratio);
  });

  it('gives its condition verbatim where the pair stands alone', () => {
    const [quick, slow] = readBurnPairs(SLOTH);

    expect(SLOTH).toBe(`(${quick?.condition}) or (${slow?.condition})`);
  });

  it('gives a condition of its own to each way in which a shared comparison can hold', () => {
    const conditions = readBurnPairs(
      'max by (a) (x:burnrate5m > 0.006 and on (a) (x:burnrate1h > 0.0144 or x:burnrate6h > 0.006))',
    ).map(({ condition }) => condition);

    expect(conditions).toEqual([
      'max by (a) ((x:burnrate5m > 0.006) and on (a) (x:burnrate1h > 0.0144))',
      'max by (a) ((x:burnrate5m > 0.006) and on (a) (x:burnrate6h > 0.006))',
    ]);
  });

  it('gives what it wrote as PromQL again: conditions are read back as the pair they came from', () => {
    for (const { condition, ...pair } of [
      ...readBurnPairs(SLOTH),
      ...readBurnPairs(twice((w) => `100 - 100 * ${good(w)} > 14.4 * 0.1`)),
      ...readBurnPairs('(x:burnrate5m > 0.01 and x:burnrate1h > 0.01) * on (job) group_left (team) owners'),
    ]) {
      expect(readBurnPairs(condition ?? '')).toMatchObject([pair]);
    }
  });
});

describe('the sides of a quotient of rates', () => {
  const total = 'sum(rate(http_requests_total{job="feed"}[5m]))';

  it('are errors and total over the short window', () => {
    const errors = 'sum(rate(http_requests_total{code=~"5..",job="feed"}[5m]))';

    expect(only(twice((w) => `${bad(w)} > 14.4 * 0.001`)).counts).toEqual({ errors, total });
    expect(only(twice((w) => `(${bad(w)}) * 100 > 1.44`)).counts).toEqual({ errors, total });
  });

  it('are what is left of the good ones in an availability', () => {
    const served = 'sum(rate(http_requests_total{code!~"5..",job="feed"}[5m]))';

    expect(only(twice((w) => `${good(w)} < 0.9856`)).counts).toEqual({ errors: `(${total}) - (${served})`, total });
  });

  it('are the slow ones of a histogram', () => {
    const slow = (w: string) => `(sum(rate(d_count[${w}])) - sum(rate(d_bucket{le="0.3"}[${w}])))`;
    const pair = only(twice((w) => `${slow(w)} / sum(rate(d_count[${w}])) > 14.4 * 0.01`));

    expect(pair.counts).toEqual({ errors: slow('5m'), total: 'sum(rate(d_count[5m]))' });
  });

  it.each([
    twice((w) => `x:burnrate${w} > 14.4 * 0.001`),
    twice((w) => `rate(e[${w}]) / rate(r[2h]) > 14.4 * 0.001`),
    twice((w) => `100 - rate(good_percent[${w}]) / rate(r[${w}]) > 1.44`),
    twice((w) => `max by (a) (${bad(w)} > 14.4 * 0.001)`),
    twice((w) => `avg_over_time((e_failed / r_total)[${w}:1m]) > 14.4 * 0.001`),
    twice((w) => `1 - rate(g[${w}]) / on (a) rate(r[${w}]) > 14.4 * 0.001`),
  ])('are not claimed of %s', (expression) => {
    expect(only(expression)).not.toHaveProperty('counts');
  });
});

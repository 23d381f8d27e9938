import { describe, expect, it } from 'vitest';
import { readBurnPairs, readExpression } from '../../../src/adapters/metrics/burn-expression.ts';
import type { BurnPair } from '../../../src/core/alert/burn.ts';

const SLOTH =
  '(max without (sloth_window) (slo:sli_error:ratio_rate5m{sloth_id="a-b"} > (14.4 * 0.0009999999999999432)) and max without (sloth_window) (slo:sli_error:ratio_rate1h{sloth_id="a-b"} > (14.4 * 0.0009999999999999432))) or (max without (sloth_window) (slo:sli_error:ratio_rate30m{sloth_id="a-b"} > (6 * 0.0009999999999999432)) and max without (sloth_window) (slo:sli_error:ratio_rate6h{sloth_id="a-b"} > (6 * 0.0009999999999999432)))';
const bad = (window: string) =>
  `sum(rate(http_requests_total{code=~"5..",job="feed"}[${window}])) / sum(rate(http_requests_total{job="feed"}[${window}]))`;
const good = (window: string) =>
  `sum(rate(http_requests_total{code!~"5..",job="feed"}[${window}])) / sum(rate(http_requests_total{job="feed"}[${window}]))`;
/** The same comparison over an hour and over five minutes. */
const twice = (over: (window: string) => string, joined = 'and') => `${over('1h')} ${joined} ${over('5m')}`;

function read(expression: string) {
  return readBurnPairs(expression).map((p) => [p.shortSeconds, p.longSeconds, p.factor, p.budget]);
}

function only(expression: string): BurnPair {
  const pairs = readBurnPairs(expression);
  expect(pairs).toHaveLength(1);
  return pairs[0]!;
}

describe('windows, factor and budget', () => {
  it.each([
    [
      'Sloth, two pairs ORed',
      SLOTH,
      [
        [300, 3600, 14.4, 0.001],
        [1800, 21_600, 6, 0.001],
      ],
    ],
    [
      'Pyrra, windows of an odd length',
      'http_requests:burnrate2m{slo="x"} > (14 * (1 - 0.99)) and http_requests:burnrate1h4m{slo="x"} > (14 * (1 - 0.99))',
      [[120, 3840, 14, 0.01]],
    ],
    [
      'the Kubernetes mixin, long window first',
      'sum by (cluster) (apiserver_request:burnrate1h) > (14.40 * 0.01) and on (cluster) sum by (cluster) (apiserver_request:burnrate5m) > (14.40 * 0.01)',
      [[300, 3600, 14.4, 0.01]],
    ],
    [
      'slo-libsonnet',
      'sum(http_requests_total:burnrate5m{job="x"}) > (14.4 * (1 - 0.999)) and sum(http_requests_total:burnrate1h{job="x"}) > (14.4 * (1 - 0.999))',
      [[300, 3600, 14.4, 0.001]],
    ],
    [
      'Google’s example',
      'job:slo_errors_per_request:ratio_rate1h{job="x"} > (14.4 * 0.001) and job:slo_errors_per_request:ratio_rate5m{job="x"} > (14.4 * 0.001) or job:slo_errors_per_request:ratio_rate6h{job="x"} > (6 * 0.001) and job:slo_errors_per_request:ratio_rate30m{job="x"} > (6 * 0.001)',
      [
        [300, 3600, 14.4, 0.001],
        [1800, 21_600, 6, 0.001],
      ],
    ],
    ['raw rates', twice((w) => `${bad(w)} > 14.4 * 0.001`), [[300, 3600, 14.4, 0.001]]],
    ['a threshold first', twice((w) => `0.001 * 14.4 < ${bad(w)}`, 'and on ()'), [[300, 3600, 14.4, 0.001]]],
    ['percents', twice((w) => `100 * (${bad(w)}) > 14.4 * 0.1`), [[300, 3600, 14.4, 0.001]]],
    [
      'percents made before the division',
      twice((w) => `100 * sum(rate(e_total[${w}])) / sum(rate(r_total[${w}])) > 1.44`),
      [[300, 3600, 14.4, 0.001]],
    ],
    ['percents on both sides', twice((w) => `${bad(w)} * 100 >= 14.4 * 0.001 * 100`), [[300, 3600, 14.4, 0.001]]],
    ['a bare level in percents', twice((w) => `(${bad(w)}) * 100 > 1.44`), [[300, 3600, 14.4, 0.001]]],
    ['a recorded percent', twice((w) => `api:error_percent${w} > 14.4 * 0.1`), [[300, 3600, 14.4, 0.001]]],
    ['an availability turned round', twice((w) => `1 - (${good(w)}) > 14.4 * (1 - 0.999)`), [[300, 3600, 14.4, 0.001]]],
    ['an availability that is too low', twice((w) => `${good(w)} < 1 - 14.4 * 0.001`), [[300, 3600, 14.4, 0.001]]],
    ['a bare availability', twice((w) => `job:success_ratio${w} < 0.9856`), [[300, 3600, 14.4, 0.001]]],
    ['an availability in percents', twice((w) => `100 - 100 * ${good(w)} > 14.4 * 0.1`), [[300, 3600, 14.4, 0.001]]],
    ['a burn rate', twice((w) => `${bad(w)} / 0.001 > 14.4`), [[300, 3600, 14.4, 0.001]]],
    ['a burn rate by its objective', twice((w) => `${bad(w)} / (1 - 0.999) > 14.4`), [[300, 3600, 14.4, 0.001]]],
    [
      'a burn rate of an availability',
      twice((w) => `(1 - (${good(w)})) / (1 - 0.999) > 14.4`),
      [[300, 3600, 14.4, 0.001]],
    ],
    [
      'a share by what is done with it',
      twice((w) => `(1 - avg_over_time(up{job="x"}[${w}])) / (1 - 0.999) > 14.4`),
      [[300, 3600, 14.4, 0.001]],
    ],
    [
      'an average of a recorded availability',
      twice((w) => `1 - avg_over_time(up{job="x"}[${w}]) > 14.4 * 0.01`),
      [[300, 3600, 14.4, 0.01]],
    ],
    ['one window of a burn rate', `(1 - ok:ratio_1h) / (1 - 0.95) > 14.4`, [[3600, 3600, 14.4, 0.05]]],
    [
      'a product instead of a quotient',
      twice((w) => `sum(rate(errors_total[${w}])) > 14.4 * 0.001 * sum(rate(requests_total[${w}]))`),
      [[300, 3600, 14.4, 0.001]],
    ],
    ['a budget spent of a period', twice((w) => `${bad(w)} > 0.02 * 30 * 24 * 0.001`), [[300, 3600, 14.4, 0.001]]],
    ['a bare level of the workbook', twice((w) => `${bad(w)} > 0.0144`), [[300, 3600, 14.4, 0.001]]],
    ['a bare level of Pyrra', twice((w) => `x:burnrate${w} > 0.07`), [[300, 3600, 14, 0.005]]],
    ['a bare level of nobody’s table', twice((w) => `${bad(w)} > 0.0231`), [[300, 3600, undefined, undefined]]],
    ['the budget itself', twice((w) => `${bad(w)} > (1 - 0.999)`), [[300, 3600, 1, 0.001]]],
    ['one window', `${bad('1h')} > 14.4 * 0.001`, [[3600, 3600, 14.4, 0.001]]],
    [
      'three windows',
      'x:burnrate30m > 14.4 * 0.001 and x:burnrate5m > 14.4 * 0.001 and x:burnrate1h > 14.4 * 0.001',
      [[300, 3600, 14.4, 0.001]],
    ],
    [
      'a shared short window',
      'x:burnrate5m > 0.006 and (x:burnrate1h > 14.4 * 0.001 or x:burnrate6h > 6 * 0.001)',
      [
        [300, 3600, 14.4, 0.001],
        [300, 21_600, 6, 0.001],
      ],
    ],
    [
      'an aggregation around both',
      'max without (w) (x:burnrate5m > 14.4 * 0.001 and ignoring (w) x:burnrate1h > 14.4 * 0.001)',
      [[300, 3600, 14.4, 0.001]],
    ],
    [
      'labels joined on',
      '(x:burnrate5m > 14.4 * 0.001 and x:burnrate1h > 14.4 * 0.001) * on (job) group_left (team) owners',
      [[300, 3600, 14.4, 0.001]],
    ],
    [
      'a maintenance that silences, and a floor of traffic',
      `${twice((w) => `${bad(w)} > 14.4 * 0.001`)} and sum(rate(http_requests_total[5m])) > 10 unless on () maintenance == 1`,
      [[300, 3600, 14.4, 0.001]],
    ],
    [
      'truths as numbers',
      '(x:burnrate5m > bool 14.4 * 0.001) * (x:burnrate1h > bool 14.4 * 0.001) == 1',
      [[300, 3600, 14.4, 0.001]],
    ],
    [
      'quotients that leave out no traffic',
      twice((w) => `sum(rate(e_total[${w}])) / (sum(rate(r_total[${w}])) > 0) > 14.4 * 0.001`),
      [[300, 3600, 14.4, 0.001]],
    ],
    [
      'subqueries, offsets and a fixed time',
      twice((w) => `avg_over_time((e_failed / r_total)[${w}:30s] offset 1m) > 14.4 * 0.001 @ 0`.replace(' @ 0', '')),
      [[300, 3600, 14.4, 0.001]],
    ],
    [
      'windows in a label',
      twice((w) => `slo:sli_error:ratio_rate{sloth_window="${w}"} > 14.4 * 0.001`, 'and on ()'),
      [[300, 3600, 14.4, 0.001]],
    ],
    [
      'quoted metric names',
      twice((w) => `{"sli.errors:ratio_rate${w}", service="a"} > 14.4 * 0.001`),
      [[300, 3600, 14.4, 0.001]],
    ],
    ['ranges in seconds', `${bad('300')} > .01 and ${bad('3600')} > .01`, [[300, 3600, undefined, undefined]]],
    [
      'comments and odd spacing',
      ` x:burnrate5m>14.4*.001 # fast\n  AND\n x:burnrate1h >\t14.4 * 1e-3 `,
      [[300, 3600, 14.4, 0.001]],
    ],
  ])('are read from %s', (_name, expression, pairs) => {
    expect(read(expression)).toEqual(pairs);
  });

  it.each([
    ['1e-3', 0.001],
    ['.001', 0.001],
    ['(1_0 / 1_0000)', 0.001],
    ['1 / 1000', 0.001],
    ['0x1 / 1000', 0.001],
    ['(1 - 0.999)', 0.001],
    ['(1 - 99.9 / 100)', 0.001],
    ['vector(0.001)', 0.001],
    ['scalar(vector(0.001))', 0.001],
    ['-(0.999 - 1)', 0.001],
    ['10 ^ -3', 0.001],
    ['1ms', 0.001],
  ])('are read where the budget is written %s', (budget, number) => {
    expect(read(twice((w) => `x:burnrate${w} > 14.4 * ${budget}`))).toEqual([[300, 3600, 14.4, number]]);
  });

  it.each(['Inf', 'NaN', '-1', '0', '1 / 0', '1e999', '(1 - 1)'])('are not read where the level is %s', (level) => {
    expect(read(twice((w) => `x:burnrate${w} > ${level}`))).toEqual([]);
  });

  it.each([
    'up == 0',
    'rate(x[5m]) > 1',
    'a > 1 and b > 1',
    'job:error_ratio5m > 0.05',
    `${bad('5m')} > 0.05`,
    'sum(rate(cpu[5m])) / sum(limit) > 0.9 and sum(rate(cpu[1h])) / sum(limit) > 0.8',
    'count(x:burnrate5m > 14.4 * 0.001) > 3',
    'histogram_quantile(0.99, sum by (le) (rate(d_bucket[5m]))) > 0.3',
    'container_memory_bytes > 0.9 * container_limit_bytes',
    '1 - 0.999',
    'absent(x:burnrate5m)',
    'rate(e[900y]) / rate(r[900y]) > 14 * 0.001',
    'requests_slower_than_1s > 14.4 * 0.01',
    twice((w) => `100 * (${good(w)}) < 1 - 14.4 * 0.001`),
    '"text"',
    '',
  ])('are not seen in %s', (expression) => {
    expect(readExpression(expression).pairs).toEqual([]);
  });
});

describe('thresholds that a series tells', () => {
  it.each([
    ['x:burnrate5m > (14.4 * (1 - scalar(o))) and x:burnrate1h > (14.4 * (1 - scalar(o)))', '(14.4 * (1 - scalar(o)))'],
    [
      'x:burnrate5m > on (id) group_left () (14.4 * slo:error_budget:ratio) and x:burnrate1h > on (id) group_left () (14.4 * slo:error_budget:ratio)',
      '(14.4 * slo:error_budget:ratio)',
    ],
    [
      'x:error_ratio5m / on () slo:error_budget:ratio > 14.4 and x:error_ratio1h / on () slo:error_budget:ratio > 14.4',
      '14.4 * (slo:error_budget:ratio)',
    ],
  ])('have their factor and an expression of the level: %s', (expression, level) => {
    const pair = only(expression);

    expect(pair).toMatchObject({ factor: 14.4, thresholdExpression: level });
    expect(pair).not.toHaveProperty('budget');
  });

  it('have no factor where none is written', () => {
    const pair = only(twice((w) => `x:error_ratio${w} > scalar(limit)`));

    expect(pair.thresholdExpression).toBe('scalar(limit)');
    expect(pair).not.toHaveProperty('factor');
  });

  it('are told in budgets on a recorded burn rate', () => {
    const pair = only(twice((w) => `error_budget_burn_rate_${w} > 14.4`));

    expect(pair).toMatchObject({ factor: 14.4, inBudgets: true, shortRatio: 'error_budget_burn_rate_5m' });
    expect(only(twice((w) => `slo:burn_rate:${w} > (14.4 * 0.9)`))).toMatchObject({ factor: 12.96, inBudgets: true });
    expect(pair).not.toHaveProperty('budget');
  });
});

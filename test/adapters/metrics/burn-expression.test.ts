import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBurnPairs } from '../../../src/adapters/metrics/burn-expression.ts';

const SLOTH =
  '(max without (sloth_window) (slo:sli_error:ratio_rate5m{sloth_id="a-b"} > (14.4 * 0.0009999999999999432)) and max without (sloth_window) (slo:sli_error:ratio_rate1h{sloth_id="a-b"} > (14.4 * 0.0009999999999999432))) or (max without (sloth_window) (slo:sli_error:ratio_rate30m{sloth_id="a-b"} > (6 * 0.0009999999999999432)) and max without (sloth_window) (slo:sli_error:ratio_rate6h{sloth_id="a-b"} > (6 * 0.0009999999999999432)))';

function read(expression: string) {
  return readBurnPairs(expression).map((p) => [p.shortSeconds, p.longSeconds, p.factor, Number(p.budget?.toFixed(6))]);
}

describe('readBurnPairs', () => {
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
      'raw rates',
      'sum(rate(e{code=~"5.."}[5m])) / sum(rate(e[5m])) > 14.4 * 0.001 and sum(rate(e{code=~"5.."}[1h])) / sum(rate(e[1h])) > 14.4 * 0.001',
      [[300, 3600, 14.4, 0.001]],
    ],
  ])('reads %s', (_name, expression, pairs) => {
    expect(read(expression)).toEqual(pairs);
  });

  it('keeps the aggregation around the ratio and drops the comparison', () => {
    expect(readBurnPairs(SLOTH)[0]?.shortRatio).toBe(
      'max without (sloth_window) (slo:sli_error:ratio_rate5m{sloth_id="a-b"})',
    );
  });

  it.each(['up == 0', 'rate(x[5m]) > 1', 'a > 1 and b > 1', '', '((((', 'sum(rate(x[5m]) >', '('.repeat(500)])(
    'finds no burn rate in %j',
    (expression) => {
      expect(readBurnPairs(expression)).toEqual([]);
    },
  );

  it('never throws, whatever stands there', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (noise) => {
        expect(Array.isArray(readBurnPairs(`x:burnrate5m > ${noise} and y:burnrate1h > ${noise}`))).toBe(true);
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { readBurnPairs } from '../../../src/adapters/metrics/burn-expression.ts';
import type { BurnPair } from '../../../src/core/alert/burn.ts';

/** The same comparison over an hour and over five minutes. */
const twice = (over: (window: string) => string, joined = 'and') => `${over('1h')} ${joined} ${over('5m')}`;

function only(expression: string): BurnPair {
  const pairs = readBurnPairs(expression);
  expect(pairs).toHaveLength(1);
  return pairs[0]!;
}

describe('what the ratio is about', () => {
  it('are the equality matchers that all its series share, with their text unquoted', () => {
    const pair = only(
      twice(
        (w) => `rate(e{job="a\\"b",code=~"5..",zone='z'}[${w}]) / rate(r{zone=\`z\`,job="a\\"b"}[${w}]) > 14.4 * 0.01`,
      ),
    );

    expect(pair.common).toEqual({ job: 'a"b', zone: 'z' });
  });

  it('leaves out labels that name the window, and the metric', () => {
    const pair = only(
      twice((w) => `{__name__="slo:sli_error:ratio_rate${w}",sloth_window="${w}",sloth_id="a"} > 14.4 * 0.01`),
    );

    expect(pair.common).toEqual({ sloth_id: 'a' });
  });
});

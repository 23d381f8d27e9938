import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBurnPairs } from '../../../src/adapters/metrics/burn-expression.ts';
import { rememberShapes } from '../../../src/adapters/metrics/expression-shapes.ts';

const burn = (matchers: string) => `a:burnrate5m{${matchers}} > 14 * 0.01 and a:burnrate1h{${matchers}} > 14 * 0.01`;

/** Counts how often the reader behind the memory is asked. */
function counting() {
  let reads = 0;
  const read = rememberShapes((expression) => {
    reads++;
    return { pairs: readBurnPairs(`${expression} # directly`) };
  });
  return { read, reads: () => reads };
}

describe('rules that differ in the values of labels', () => {
  it('are parsed once, and keep their values', () => {
    const { read, reads } = counting();
    const services = Array.from({ length: 100 }, (_one, i) => `s${i}`);

    const pairs = services.map((name) => read(burn(`job="${name}",slo="x"`)).pairs[0]);

    expect(reads()).toBe(1);
    expect(pairs.map((pair) => pair?.common)).toEqual(services.map((job) => ({ job, slo: 'x' })));
    expect(pairs.at(-1)?.shortRatio).toBe('a:burnrate5m{job="s99",slo="x"}');
    expect(pairs.at(-1)?.condition).toBe(burn('job="s99",slo="x"'));
  });

  it('are read anew where a value says what they measure, how long they look back, or which metric', () => {
    const { read } = counting();

    const slis = ['login', 'latency', 'http-errors'].map((slo) => read(burn(`slo="${slo}"`)).pairs[0]?.sli);
    const windows = ['5m', '10m'].map((window) => {
      const both = [window, '1h'].map((one) => `{__name__="x:ratio",window="${one}"} > 14 * 0.01`);
      return read(both.join(' and on () ')).pairs[0]?.shortSeconds;
    });

    expect(slis).toEqual([undefined, 'latency', 'errors']);
    expect(windows).toEqual([300, 600]);
  });

  it('keep what is escaped in a value', () => {
    const { read } = counting();

    expect(read(burn('job="a\\"} or {x=\\"\\u00e9"')).pairs[0]?.common).toEqual({ job: 'a"} or {x="é' });
  });

  it('do not fill the memory for ever', () => {
    const { read, reads } = counting();
    const all = Array.from(
      { length: 300 },
      (_one, i) => `s${i}:burnrate5m > 14 * 0.01 and s${i}:burnrate1h > 14 * 0.01`,
    );

    for (const expression of [...all, all[299]!, all[0]!]) read(expression);

    expect(reads()).toBe(301);
  });

  it('are read as without the memory, whatever stands in them', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom('⟦some 0⟧', '', '\\"', '5m', 'latency', '# x', "'", 'a\\', '🔥'),
    );
    const label = fc.constantFrom('job', 'slo', '__name__', 'window', 'x.y', '"q"', 'sloth_window');
    const operator = fc.constantFrom('=', '=~', '!=', ' = ');
    const matcher = fc.tuple(label, operator, text).map(([name, is, content]) => `${name}${is}"${content}"`);
    fc.assert(
      fc.property(fc.array(matcher, { maxLength: 4 }), fc.array(matcher, { maxLength: 4 }), (short, long) => {
        const expression = `a:burnrate5m{${short.join(',')}} > 14 * 0.01 and a:burnrate1h{${long.join(',')}} > 14 * 0.01`;
        // A comment at the end turns the memory off.
        expect(readBurnPairs(expression)).toEqual(readBurnPairs(`${expression} # directly`));
      }),
      { numRuns: 300 },
    );
  });
});

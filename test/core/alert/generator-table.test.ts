import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BurnPair } from '../../../src/core/alert/burn.ts';
import { tableOf } from '../../../src/core/alert/generator-table.ts';
import { parseDuration } from '../../../src/core/alert/duration.ts';
import { recogniseDialect } from '../../../src/core/alert/recognise-dialect.ts';

const READ: BurnPair = {
  longSeconds: 3600,
  shortSeconds: 300,
  factor: 14,
  budget: 0.001,
  shortRatio: 'http_requests:burnrate5m{slo="x"}',
  longRatio: 'http_requests:burnrate1h{slo="x"}',
  condition: 'as written',
  common: { slo: 'x' },
};

const windows = (pairs: readonly BurnPair[]) => pairs.map((p) => [p.longSeconds, p.shortSeconds, p.factor]);

describe('Pyrra', () => {
  // Periods of one, two and four weeks, and of 30 days, whose windows are rounded: for, short, long, exhaustion, factor.
  it.each(
    [
      ['1w', '1m 1m 15m 12h 14', '4m 8m 1h30m 1d 7', '15m 30m 6h 3d12h 2', '45m 1h30m 1d 1w 1'],
      ['2w', '1m 3m 30m 1d 14', '8m 15m 3h 2d 7', '30m 1h 12h 1w 2', '1h30m 3h 2d 2w 1'],
      ['4w', '2m 5m 1h 2d 14', '15m 30m 6h 4d 7', '1h 2h 1d 2w 2', '3h 6h 4d 4w 1'],
      [
        '30d',
        '2m 5m 1h4m 2d3h25m42s 14',
        '16m 32m 6h26m 4d6h51m25s 7',
        '1h4m 2h9m 1d1h43m 15d 2',
        '3h13m 6h26m 4d6h51m 30d 1',
      ],
    ].flatMap(([period, ...rows]) => rows.map((row) => [period!, ...row.split(' ')] as const)),
  )('knows the tier of a period of %s: for %s, short %s, long %s, exhausted in %s, factor %s', (...row) => {
    const [, wait, short, long, exhaustion, factor] = row;

    const table = tableOf({ slo: 'x', short: short!, long: long!, exhaustion: exhaustion! }, 'pyrra', []);

    expect(table.forSeconds).toBe(parseDuration(wait!));
    expect(windows(table.pairs)).toEqual([[parseDuration(long!), parseDuration(short!), Number(factor)]]);
    expect(table.pairs[0]).not.toHaveProperty('shortRatio');
  });

  it('knows the tier without the exhaustion too, from windows that are not rounded', () => {
    expect(tableOf({ slo: 'x', short: '30m', long: '6h' }, 'pyrra', [])).toEqual({
      pairs: [{ longSeconds: 21_600, shortSeconds: 1800, factor: 7 }],
      forSeconds: 900,
    });
  });

  it('keeps what the expression says of the windows in the labels', () => {
    expect(tableOf({ slo: 'x', short: '5m', long: '1h', exhaustion: '2d' }, 'pyrra', [READ]).pairs).toEqual([READ]);
  });

  it('lets the labels win over an expression of another tier, and asks for the series of their windows', () => {
    const [pair] = tableOf({ slo: 'x', short: '30m', long: '6h', exhaustion: '4d' }, 'pyrra', [READ]).pairs;

    expect(pair).toEqual({
      longSeconds: 21_600,
      shortSeconds: 1800,
      factor: 7,
      budget: 0.001,
      threshold: 0.007,
      shortRatio: 'http_requests:burnrate30m{slo="x"}',
      longRatio: 'http_requests:burnrate6h{slo="x"}',
      condition: 'http_requests:burnrate30m{slo="x"} > 0.007 and http_requests:burnrate6h{slo="x"} > 0.007',
      common: { slo: 'x' },
    });
  });

  it.each([
    { long: 'x'.repeat(9), short: '5m' },
    { long: '5m', short: '1h' },
    { long: '1h', short: '0' },
    { long: '3y', short: '5m' },
  ])('does not believe windows that are none: %j', (labels) => {
    expect(tableOf({ slo: 'x', ...labels }, 'pyrra', [READ])).toEqual({ pairs: [READ], forSeconds: undefined });
  });

  it('says no factor of windows that stand in no table', () => {
    expect(tableOf({ slo: 'x', short: '10s', long: '2m' }, 'pyrra', [])).toEqual({
      pairs: [{ longSeconds: 120, shortSeconds: 10 }],
      forSeconds: undefined,
    });
  });
});

describe('the other generators', () => {
  it.each([
    ['1h', '5m', 14.4, 120],
    ['6h', '30m', 6, 900],
    ['1d', '2h', 3, 3600],
    ['3d', '6h', 1, 10_800],
  ])('reads the tier of the Kubernetes mixin from long %s and short %s', (long, short, factor, forSeconds) => {
    const table = tableOf({ alertname: 'KubeAPIErrorBudgetBurn', long, short }, 'kubernetes-mixin', []);

    expect(table).toEqual({
      pairs: [{ longSeconds: parseDuration(long), shortSeconds: parseDuration(short), factor, budget: 0.01 }],
      forSeconds,
    });
  });

  it.each([
    ['sloth', { sloth_severity: 'page' }, [14.4, 6], 0],
    ['sloth', { sloth_severity: 'ticket' }, [3, 1], 0],
    ['autometrics', { sloth_severity: 'page' }, [14.4, 6], 0],
    ['grafana-slo', { grafana_slo_severity: 'critical' }, [14.4, 6], undefined],
    ['grafana-slo', { grafana_slo_severity: 'warning' }, [3, 1], undefined],
    ['none', { alertname: 'slo_page' }, [14.4, 6], 0],
    ['none', { alertname: 'slo_ticket' }, [3, 1], 0],
    ['sloth', {}, [], 0],
    ['slo-libsonnet', {}, [], undefined],
    ['none', { alertname: 'HighCPU', long: '1h', short: '5m' }, [], undefined],
    ['none', { alertname: 'CheckoutBurn', long: '1h', short: '5m' }, [14.4], undefined],
  ] as const)('has the table of %s with %j: factors %j', (dialect, labels, factors, forSeconds) => {
    const table = tableOf(labels, dialect, []);

    expect(table.pairs.map(({ factor }) => factor)).toEqual(factors);
    expect(table.forSeconds).toBe(forSeconds);
  });

  it.each(['sloth', 'autometrics', 'grafana-slo', 'slo-libsonnet', 'expression', 'none'] as const)(
    'keeps the pairs of an expression of %s',
    (dialect) => {
      expect(tableOf({ sloth_severity: 'page' }, dialect, [READ]).pairs).toEqual([READ]);
    },
  );

  it('takes the `for` of slo-libsonnet from the windows of the expression', () => {
    expect(tableOf({}, 'slo-libsonnet', [READ]).forSeconds).toBe(120);
  });
});

describe('any labels', () => {
  const label = fc.constantFrom(
    'alertname',
    'slo',
    'long',
    'short',
    'exhaustion',
    'severity',
    'sloth_service',
    'sloth_slo',
    'sloth_severity',
    'service_name',
    'grafana_slo_uuid',
    'grafana_slo_severity',
    'objective',
    'instance',
    '__proto__',
  );
  const content = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      'ErrorBudgetBurn',
      'KubeAPIErrorBudgetBurn',
      'slo_page',
      'TestAlert',
      'page',
      'autometrics',
      '99.9',
    ),
    fc.constantFrom('5m', '1h', '6h', '0', '1y', '2d', '12h', '99999999999y', 'Infinity', '1e9'),
  );

  it('have an answer whose windows can be worked with', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(label, content)), content, content, (entries, long, short) => {
        const labels = { slo: 'x', long, short, ...Object.fromEntries(entries) };
        const { pairs, forSeconds } = tableOf(labels, recogniseDialect(labels).dialect, []);
        for (const { longSeconds, shortSeconds, factor } of pairs) {
          expect(shortSeconds).toBeGreaterThan(0);
          expect(longSeconds).toBeGreaterThan(shortSeconds);
          expect(longSeconds).toBeLessThan(400 * 86_400);
          expect(factor ?? 1).toBeGreaterThan(0);
        }
        expect(forSeconds ?? 0).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 500 },
    );
  });

  it('cost no time, however long', () => {
    const began = performance.now();
    for (const text of ['1'.repeat(65_536), '1ms'.repeat(20_000), 'error budget '.repeat(5000), ' '.repeat(65_536)]) {
      for (const name of ['slo', 'sloth_slo', 'alertname', 'category', 'long', 'short', 'exhaustion', 'objective']) {
        const labels = { alertname: 'ErrorBudgetBurn', slo: 'x', long: '1h', short: '5m', [name]: text };
        tableOf(labels, recogniseDialect(labels).dialect, []);
      }
    }

    expect(performance.now() - began).toBeLessThan(1000);
  });
});

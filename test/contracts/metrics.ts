import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/core/failure.ts';
import type { Metrics } from '../../src/pipeline/ports.ts';

const AT = Date.parse('2026-11-17T10:46:15.152Z');

/** What each end must do; the rig knows how to bring it about. */
export interface MetricsRig {
  readonly metrics: Metrics;
  /** An expression with one recorded series. */
  readonly known: string;
  readonly unknown: string;
  /** One that is refused. */
  readonly refused: string;
  /** An alerting rule that the server evaluates. */
  readonly rule: string;
}

export function describeMetrics(name: string, make: () => MetricsRig): void {
  const window = { from: AT - 1_800_000, to: AT };

  describe(`${name} is a Metrics`, () => {
    it('answers a range as points in time order, in milliseconds', async () => {
      const { metrics, known } = make();

      const { series, warnings } = await metrics.range(known, window, 30, AbortSignal.timeout(5000));

      expect(warnings).toEqual([]);
      const times = series[0]!.points.map((point) => point.at);
      expect(times.length).toBeGreaterThan(10);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(times[0]).toBeGreaterThan(1e12);
    });

    it('answers an unknown expression with no series', async () => {
      const { metrics, unknown } = make();

      expect((await metrics.range(unknown, window, 30, AbortSignal.timeout(5000))).series).toEqual([]);
    });

    it('knows its rules by name, and nothing of others', async () => {
      const { metrics, rule } = make();

      const rules = await metrics.rules({ kind: 'alert', name: rule }, AbortSignal.timeout(5000));

      expect(rules.length).toBeGreaterThan(0);
      expect(rules[0]).toMatchObject({ name: rule, query: expect.any(String), forSeconds: expect.any(Number) });
      expect(await metrics.rules({ kind: 'alert', name: `${rule} not` }, AbortSignal.timeout(5000))).toEqual([]);
    });

    it('refuses a bad expression for good', async () => {
      const { metrics, refused } = make();

      const problem = await metrics.instant(refused, AT, AbortSignal.timeout(5000)).catch((error: unknown) => error);

      expect(problem).toBeInstanceOf(Failure);
      expect(problem).toMatchObject({ code: 'METRICS_REJECTED', retryable: false });
    });

    it('ends with the signal', async () => {
      const { metrics, known } = make();

      const problem = await metrics.range(known, window, 30, AbortSignal.abort()).catch((error: unknown) => error);

      expect(problem).toMatchObject({ code: 'CANCELLED' });
    });
  });
}

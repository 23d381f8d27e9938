import { describe, expect, it } from 'vitest';
import { startAsking } from '../../src/pipeline/asking.ts';
import { overWindow, readBurn } from '../../src/pipeline/read-burn.ts';
import { fakeMetrics } from '../support/fake-metrics.ts';

const AT = Date.parse('2026-11-24T14:00:00Z');
const WINDOW = { from: AT, to: AT + 600_000 };

/** Twenty points, half a minute apart. */
function flat(number: number) {
  return [{ labels: {}, points: Array.from({ length: 20 }, (_, i) => ({ at: AT + i * 30_000, number })) }];
}

function read(errors: string, total: string, known: Readonly<Record<string, ReturnType<typeof flat>>>) {
  const asking = startAsking(fakeMetrics({ ratio: flat(0.02), ...known }), AbortSignal.timeout(1000));
  return readBurn({ ratio: 'ratio', shortSeconds: 300, common: {}, counts: { errors, total } }, {}, WINDOW, asking);
}

describe('readBurn', () => {
  it('tells the share and how many requests each half minute held, whether the rule counts rates or increases', async () => {
    const rates = await read('sum(rate(bad[5m]))', 'sum(rate(all[5m]))', {
      'sum(rate(bad[60s]))': flat(2),
      'sum(rate(all[60s]))': flat(40),
    });
    const increases = await read('sum(increase(bad[5m]))', 'sum(increase(all[5m]))', {
      'sum(increase(bad[60s]))': flat(120),
      'sum(increase(all[60s]))': flat(2400),
    });

    expect(rates.counted?.points[3]).toEqual({ at: AT + 90_000, number: 0.05, events: 1200 });
    expect(increases.counted?.points[3]).toEqual({ at: AT + 90_000, number: 0.05, events: 1200 });
  });

  it('takes a counter of errors that has never counted for no errors, and no traffic for unknown', async () => {
    const quiet = await read('sum(rate(bad[5m]))', 'sum(rate(all[5m]))', { 'sum(rate(all[60s]))': flat(40) });
    const idle = await read('sum(rate(bad[5m]))', 'sum(rate(all[5m]))', { 'sum(rate(all[60s]))': flat(0) });

    expect(quiet.counted?.points[3]).toMatchObject({ number: 0, events: 1200 });
    expect(idle.counted?.points[3]?.number).toBeNaN();
  });
});

describe('overWindow', () => {
  it('changes every range, and neither subqueries nor what stands in quotes', () => {
    const errors = `sum(rate(a{code=~"5[0-9]{2}",path='/v[12]'}[5m])) / sum(rate(b{x="\\"[5m]"}[1h4m]))`;

    expect(overWindow(errors, 60)).toBe(
      `sum(rate(a{code=~"5[0-9]{2}",path='/v[12]'}[60s])) / sum(rate(b{x="\\"[5m]"}[60s]))`,
    );
    expect(overWindow('max_over_time(x[1h:30s])', 60)).toBe('max_over_time(x[1h:30s])');
  });
});

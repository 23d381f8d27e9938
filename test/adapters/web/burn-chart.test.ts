import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawBurnChart, type ChartFacts } from '../../../src/adapters/web/burn-chart.ts';
import { sampleEvidence } from './sample-evidence.ts';
import { NOON } from '../../support/sample-incident.ts';

const { burn, windows, onset } = sampleEvidence();
const MINUTE = 60_000;

function facts(changes: Partial<ChartFacts> = {}): ChartFacts {
  return { burn: burn!, windows, onset: onset.at, firedAt: NOON, deploys: [], ...changes };
}

describe('the burn-rate chart', () => {
  it('marks both windows, what happened, and the levels that the burn is held against', () => {
    const deploys = [{ toVersion: 'v1.5.0', at: onset.at - 2 * MINUTE }];

    const chart = drawBurnChart(facts({ deploys, endedAt: NOON + 2 * MINUTE }), 'wide');

    expect(chart.bands.map(({ label }) => label)).toEqual(['baseline', 'now']);
    expect(chart.marks.map(({ label }) => label)).toEqual(['deploy v1.5.0', 'onset', 'alert', 'resolved']);
    const [deploy, began, fired] = chart.marks;
    expect(deploy!.x).toBeLessThan(began!.x);
    expect(began!.x).toBeLessThan(fired!.x);
    expect(chart.levels.map(({ label }) => label)).toEqual(['14.4×', '30×', '1×']);
    expect(chart.ticks.map(({ label }) => label)).toContain('0');
    expect(chart.ticks.find(({ label }) => label === '0')!.x).toBe(began!.x);
  });

  it('has the line rise where the burn begins', () => {
    const [line] = drawBurnChart(facts(), 'wide').lines;

    const heights = [...line!.d.matchAll(/[ML][\d.]+ ([\d.]+)/g)].map(([, y]) => Number(y));
    expect(heights.at(-1)).toBeLessThan(heights[0]! - 100);
  });

  it('leaves out what lies beyond, such as a baseline of another day or a deploy of yesterday', () => {
    const day = 24 * 60 * MINUTE;
    const baseline = { from: windows.baseline.from - day, to: windows.baseline.to - day };

    const chart = drawBurnChart(
      facts({ windows: { ...windows, baseline }, deploys: [{ toVersion: 'v1', at: NOON - day }] }),
      'wide',
    );

    expect(chart.bands.map(({ kind }) => kind)).toEqual(['comparison']);
    expect(chart.marks.map(({ kind }) => kind)).toEqual(['onset', 'fired']);
  });

  it('breaks the line where nothing was recorded', () => {
    const hole = burn!.ratio.filter(([at]) => at < NOON - 40 * MINUTE || at > NOON - 20 * MINUTE);

    const [line] = drawBurnChart(facts({ burn: { ...burn!, ratio: hole } }), 'wide').lines;

    expect(line!.d.match(/M/g)).toHaveLength(2);
  });

  it('stays inside its frame and never draws one label over another, whatever happened when', () => {
    const moment = fc.integer({ min: burn!.span.from - 9 * MINUTE, max: burn!.span.to + 9 * MINUTE });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.record({ at: moment, toVersion: fc.string({ maxLength: 40 }) }), { maxLength: 8 }),
        fc.array(fc.tuple(moment, share), { maxLength: 40 }),
        moment,
        fc.constantFrom('wide', 'narrow'),
        (deploys, points, firedAt, kind) => {
          const inside = points.filter(([at]) => at >= burn!.span.from && at <= burn!.span.to);
          const ratio = inside.toSorted(([a], [b]) => a - b);

          const chart = drawBurnChart(facts({ burn: { ...burn!, ratio }, deploys, firedAt }), kind);

          const numbers = chart.lines.flatMap(({ d }) => [...d.matchAll(/[ML]([\d.]+) ([\d.]+)/g)]);
          for (const [, x, y] of numbers) {
            expect(Number(x)).toBeLessThanOrEqual(chart.width);
            expect(Number(y)).toBeLessThanOrEqual(chart.height);
          }
          for (const { x, y1, y2 } of chart.marks) {
            expect(x).toBeGreaterThan(0);
            expect(x).toBeLessThanOrEqual(chart.width);
            expect(y1).toBeLessThan(y2);
          }
          const labels = chart.marks
            .filter(({ label }) => label !== '')
            .map(({ label, labelX, labelY, anchor }) => {
              const width = label.length * 6;
              return { row: labelY, from: anchor === 'start' ? labelX : labelX - width, width };
            });
          for (const one of labels) {
            expect(one.from).toBeGreaterThanOrEqual(0);
            expect(one.from + one.width).toBeLessThanOrEqual(chart.width);
            for (const other of labels) {
              if (other === one || other.row !== one.row) continue;
              expect(other.from + other.width <= one.from || one.from + one.width <= other.from).toBe(true);
            }
          }
        },
      ),
    );
  });
});

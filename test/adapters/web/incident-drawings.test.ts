import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadView } from '../../../src/adapters/web/incident-load.ts';
import { moversView } from '../../../src/adapters/web/incident-movers.ts';
import { pageLinks } from '../../../src/adapters/web/page-links.ts';
import type { MoverPod } from '../../../src/core/report/analysis.ts';
import { sampleAnalysis, sampleMover } from './sample-evidence.ts';

const links = pageLinks('/incidents/1', 'open', { sign: (path) => `https://b${path}`, verify: () => 'good' });

interface Strip {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly dots: readonly { readonly x: number; readonly y: number; readonly side: string }[];
  readonly means: readonly { readonly x: number }[];
  readonly words: string;
}
interface Bar {
  readonly width: number;
  readonly zero: number;
  readonly bars: readonly { readonly kind: string; readonly x: number; readonly width: number }[];
}

function stripOf(pods: readonly MoverPod[], baseline: number, comparison: number): Strip {
  const mover = sampleMover({ pods, baseline, comparison });
  const view = moversView(sampleAnalysis({ movers: [mover] }), links) as { list: readonly { spread: Strip }[] };
  return view.list[0]!.spread;
}

function barOf(traffic: number | undefined, together: number, movers: number, rest: number): Bar {
  const change = (traffic ?? 0) + together + movers + rest;
  const numbers = { baseline: 1, comparison: 1 + change, change, together, movers, rest };
  const split = { profile: 'cpu', unit: 'cores', ...numbers, ...(traffic === undefined ? {} : { traffic }) } as const;
  const { load } = sampleAnalysis();
  const view = loadView(sampleAnalysis({ load: { ...load, split: [split] } })) as { splits: readonly Bar[] };
  return view.splits[0]!;
}

describe('the strip of a mover', () => {
  it('has a dot for each pod on one axis, and says its range in words', () => {
    const strip = stripOf(
      [
        { pod: 'a', side: 'baseline', rate: 0.1 },
        { pod: 'b', side: 'comparison', rate: 0.4 },
        { pod: 'c', side: 'comparison', rate: 0.2 },
      ],
      0.1,
      0.3,
    );

    const [a, b, c] = strip.dots;
    expect(b!.x - strip.left).toBeCloseTo(2 * (c!.x - strip.left), 0);
    expect(c!.x - strip.left).toBeCloseTo(2 * (a!.x - strip.left), 0);
    expect(a!.y).toBeLessThan(b!.y);
    expect(strip.words).toBe('Baseline: 0.1 cores in one pod. Now: 0.2 to 0.4 cores in 2 pods.');
  });

  it('stays inside its frame, whatever was measured', () => {
    const rate = fc.double({ min: 0, max: 1e6, noNaN: true });
    const pod = fc.record({ pod: fc.string(), side: fc.constantFrom('baseline', 'comparison'), rate });
    fc.assert(
      fc.property(fc.array(pod, { minLength: 1, maxLength: 80 }), rate, rate, (pods, baseline, comparison) => {
        const strip = stripOf(pods, baseline, comparison);

        expect(strip.dots).toHaveLength(pods.length);
        for (const { x } of [...strip.dots, ...strip.means]) {
          expect(x).toBeGreaterThanOrEqual(strip.left);
          expect(x).toBeLessThan(strip.width);
        }
      }),
    );
  });
});

describe('the bar of a change', () => {
  it('puts what grew right of nothing, and what shrank left of it', () => {
    const { bars, zero } = barOf(0.2, -0.1, 0.3, 0);

    expect(bars.map(({ kind }) => kind)).toEqual(['traffic', 'together', 'movers']);
    const [traffic, together, movers] = bars;
    expect(traffic!.x).toBe(zero);
    expect(together!.x + together!.width).toBeLessThanOrEqual(zero);
    expect(movers!.x).toBeGreaterThanOrEqual(traffic!.x + traffic!.width);
    expect(movers!.width / traffic!.width).toBeCloseTo(1.5, 1);
  });

  it('stays inside its frame, whatever the parts', () => {
    const part = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.option(part, { nil: undefined }), part, part, part, (traffic, together, movers, rest) => {
        const { bars, zero, width } = barOf(traffic, together, movers, rest);

        for (const bar of bars) {
          expect(bar.x).toBeGreaterThanOrEqual(0);
          expect(bar.x + bar.width).toBeLessThanOrEqual(width);
          expect(bar.x >= zero - 0.11 || bar.x + bar.width <= zero + 0.11).toBe(true);
        }
      }),
    );
  });
});

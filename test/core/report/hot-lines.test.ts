import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalName } from '../../../src/core/profile/canonical-name.ts';
import type { TreeSource } from '../../../src/core/profile/grow-tree.ts';
import type { Frame, Profile } from '../../../src/core/profile/profile.ts';
import type { Mover } from '../../../src/core/report/analysis.ts';
import { isDecorated, withHotLines } from '../../../src/core/report/hot-lines.ts';

const FRAMES: readonly Frame[] = [
  { name: 'main.serve', file: 'main.go', line: 9, startLine: 5 },
  { name: 'shop.Rank', file: 'rank.go', line: 12, startLine: 10 },
  { name: 'shop.Rank', file: 'rank.go', line: 14, startLine: 10 },
  { name: 'shop.Rank', file: 'other.go', line: 99, startLine: 90 },
];

/** Stacks of frames by number, each with its milliseconds of CPU. */
function profileOf(samples: readonly (readonly [readonly number[], number])[]): Profile {
  return {
    format: 'pprof',
    sampleTypes: [{ type: 'cpu', unit: 'nanoseconds' }],
    values: Float64Array.from(samples, ([, milliseconds]) => milliseconds * 1e6),
    stackStart: Int32Array.from([
      0,
      ...samples.map((_, at) => samples.slice(0, at + 1).flatMap(([stack]) => stack).length),
    ]),
    stacks: Int32Array.from(samples.flatMap(([stack]) => stack)),
    frames: FRAMES,
    period: 10e6,
    periodType: { type: 'cpu', unit: 'nanoseconds' },
    timeMs: 0,
    durationSeconds: 10,
  };
}

function source(side: TreeSource['side'], samples: Parameters<typeof profileOf>[0]): TreeSource {
  return { profile: profileOf(samples), kind: 'cpu', side, pod: side, seconds: 10 };
}

const MOVER = {
  profile: 'cpu',
  function: 'shop.Rank',
  file: 'example.com/shop/rank.go',
  around: [],
} as unknown as Mover;

function linesOf(sources: readonly TreeSource[], mover: Mover = MOVER) {
  return withHotLines([mover], () => sources)[0]?.lines;
}

describe('lines on which a function costs', () => {
  it('are rates by side, callees included, the dearest first', () => {
    const before = source('baseline', [[[0, 1], 100]]);
    const after = source('comparison', [
      [[0, 1], 100],
      [[0, 2, 3], 400],
    ]);

    expect(linesOf([before, after])).toEqual([
      { side: 'baseline', line: 12, rate: 0.01 },
      { side: 'comparison', line: 14, rate: 0.04 },
      { side: 'comparison', line: 12, rate: 0.01 },
    ]);
  });

  it('cost once where a function calls itself', () => {
    expect(linesOf([source('comparison', [[[1, 1, 1], 100]])])).toEqual([{ side: 'comparison', line: 12, rate: 0.01 }]);
  });

  it('are found under the name that all builds of a function share', () => {
    const frames: readonly Frame[] = [
      { name: 'shop.(*List[go.shape.int]).Get', file: 'list.go', line: 7, startLine: 5 },
    ];
    const generic = { ...source('comparison', [[[0], 100]]), profile: { ...profileOf([[[0], 100]]), frames } };
    const mover = { ...MOVER, function: 'shop.(*List[go.shape.string]).Get', file: 'list.go' };

    expect(linesOf([generic], mover)).toEqual([{ side: 'comparison', line: 7, rate: 0.01 }]);
  });

  it('knows which names are canonical as they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 40 }), (name) => {
        expect(isDecorated(name) || canonicalName(name) === name).toBe(true);
      }),
    );
  });

  it('are unknown for what fell, and where profiles have none', () => {
    const { around: _none, ...fell } = MOVER;

    expect(linesOf([source('comparison', [[[1], 100]])], fell)).toBeUndefined();
    expect(linesOf([source('comparison', [[[0], 100]])])).toBeUndefined();
  });
});

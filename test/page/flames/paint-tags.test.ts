import { describe, expect, it } from 'vitest';
import { schemeColours } from '../../../src/core/flamegraph/palette.ts';
import { paintTags, type TaggedBox } from '../../../src/page/flames/paint-tags.ts';

const CANVAS = 300;

/** What is written where, and how many outlines there are. */
function paint(boxes: readonly Omit<TaggedBox, 'box' | 'height'>[]): {
  texts: [string, number, number][];
  outlines: number;
} {
  const texts: [string, number, number][] = [];
  let outlines = 0;
  const context = {
    fillRect: () => undefined,
    strokeRect: () => outlines++,
    fillText: (text: string, x: number, y: number) => texts.push([text, x, y]),
  };
  const box = {
    x: 0,
    width: 1,
    row: 0,
    node: 1,
    end: 2,
    last: 1,
    frames: 1,
    kind: 'frame',
    level: 0,
    parent: -1,
  } as const;
  const tagged = boxes.map((one) => ({ ...one, box, height: 18 }));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- all that is called of a canvas
  paintTags(context as unknown as CanvasRenderingContext2D, schemeColours('red-blue', 'light'), tagged, CANVAS);
  return { texts, outlines };
}

describe('tags of movers in a graph', () => {
  it('stand at the widest box of each mover, however narrow, and at others where there is room', () => {
    const { texts, outlines } = paint([
      { tag: '1', left: 0, top: 20, width: 40 },
      { tag: '1', left: 100, top: 20, width: 30 },
      { tag: '1', left: 200, top: 20, width: 8 },
      { tag: '2', left: 150, top: 60, width: 3 },
    ]);

    expect(texts.map(([text]) => text)).toEqual(['1', '2', '1']);
    expect(outlines).toBe(3);
  });

  it('leave out what would cover another, never a mover’s only one', () => {
    const { texts } = paint([
      { tag: '1', left: 10, top: 20, width: 60 },
      { tag: '2', left: 14, top: 22, width: 50 },
      { tag: '2', left: 18, top: 24, width: 30 },
    ]);

    expect(texts.map(([text]) => text)).toEqual(['1', '2']);
  });

  it('stay on the canvas', () => {
    const { texts } = paint([
      { tag: '1', left: -30, top: 0, width: 60 },
      { tag: '12', left: CANVAS - 1, top: 0, width: 1 },
    ]);

    for (const [, x, y] of texts) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(CANVAS);
      expect(y).toBeGreaterThan(0);
    }
  });
});

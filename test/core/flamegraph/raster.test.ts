import { describe, expect, test } from 'vitest';
import type { GlyphAtlas } from '../../../src/core/flamegraph/glyph-atlas.ts';
import { INK_STEPS, PAGE_FILL } from '../../../src/core/flamegraph/palette.ts';
import { createRaster, type Raster } from '../../../src/core/flamegraph/raster.ts';

/** Two letters of 2×2 px with one px of overhang at the left: `a` is a full block, `?` a single dot at its top left. */
const ATLAS: GlyphAtlas = {
  cells: new Map([
    [0x61, 0],
    [0x3f, 1],
  ]),
  faces: [
    {
      size: 2,
      advance: 2,
      width: 3,
      height: 2,
      overhang: 1,
      baseline: 2,
      capHeight: 2,
      ink: Uint8Array.of(1, 7, 7, 1, 7, 7, 0, 5, 0, 0, 0, 0),
    },
  ],
};

/** Rows of the picture: ink as a digit on the page, a letter for other fills (A = 0, B = 1…) without ink. */
function show(raster: Raster): string[] {
  const rows: string[] = [];
  for (let y = 0; y < raster.height; y++) {
    const pixels = raster.pixels.subarray(y * raster.width, (y + 1) * raster.width);
    rows.push(
      Array.from(pixels, (pixel) => {
        const ink = pixel % INK_STEPS;
        const fill = Math.floor(pixel / INK_STEPS);
        return ink > 0 || fill === PAGE_FILL ? String(ink) : String.fromCodePoint(0x41 + fill);
      }).join(''),
    );
  }
  return rows;
}

describe('the rasteriser', () => {
  test('fills boxes and clips them to the picture', () => {
    const raster = createRaster(4, 3, ATLAS);

    raster.fill(-2, 1, 4, 9, 0);
    raster.fill(3, -1, 9, 2, 1);

    expect(show(raster)).toEqual(['000B', 'AA00', 'AA00']);
  });

  test('blits glyphs so that the darker ink stays and the fill below is kept', () => {
    const raster = createRaster(6, 2, ATLAS);

    raster.text(1, 2, 2, 'aa');

    expect(show(raster)).toEqual(['177770', '177770']);
    raster.fill(0, 0, 6, 1, 4);
    raster.ink(0, 0, 2, 1, 3);
    expect(show(raster)[0]).toBe('33EEEE');
    expect(raster.pixels[0]).toBe(4 * INK_STEPS + 3);
  });

  test('clips glyphs at every edge', () => {
    const raster = createRaster(2, 1, ATLAS);

    raster.text(-1, 1, 2, 'aaaaaaaaaa');

    expect(show(raster)).toEqual(['77']);
  });

  test('draws a framed question mark for whatever the atlas lacks, one per character', () => {
    for (const strange of ['\u05e9', '🔥', '\ud800', '\u202e', '\u0007']) {
      const raster = createRaster(12, 12, ATLAS);
      raster.text(2, 8, 2, `${strange}a`);
      expect(show(raster).slice(3, 8)).toEqual([
        '004000000000',
        '004000000000',
        '004000000000',
        '005177000000',
        '004177000000',
      ]);
    }
  });

  test.each([
    ['an accent that is one character', 'å'],
    ['an accent that is a character of its own', 'a\u030a'],
    ['two accents', 'a\u030a\u0301'],
    ['a mark that it never carries', 'a\u05b8'],
    ['a full-width letter', '\uff41'],
  ])('draws a letter with %s as the letter, in one cell', (_, text) => {
    const [raster, plain] = [createRaster(8, 3, ATLAS), createRaster(8, 3, ATLAS)];

    raster.text(1, 2, 2, `${text}a`);
    plain.text(1, 2, 2, 'aa');

    expect(show(raster)).toEqual(show(plain));
  });
});

import { faceOf, type GlyphAtlas, type GlyphFace } from './glyph-atlas.ts';
import { INK_STEPS, PAGE_FILL } from './palette.ts';

const FRAME_INK = 4;
const MARK = /\p{Mn}/u;

/** What a picture is painted with; everything is clipped to the picture. Coordinates are whole px. */
export interface Painter {
  readonly width: number;
  readonly height: number;
  fill(x: number, y: number, width: number, height: number, fill: number): void;
  /** A bar of ink over whatever fills are there. */
  ink(x: number, y: number, width: number, height: number, strength: number): void;
  /** Text whose capitals stand on `baseline`. */
  text(x: number, baseline: number, size: number, text: string): void;
  /** What the next fill and the text on it show, for pictures that can be pointed at. */
  about?(text: () => string): void;
}

export interface Raster extends Painter {
  readonly pixels: Uint8Array;
}

/** A painter into one byte per pixel (fill × 8 + ink). Never smooths: glyphs come from the atlas, boxes are whole px. */
export function createRaster(width: number, height: number, atlas: GlyphAtlas): Raster {
  const pixels = new Uint8Array(width * height).fill(PAGE_FILL * INK_STEPS);
  const question = atlas.cells.get(0x3f) ?? 0;
  return {
    width,
    height,
    pixels,
    fill(x, y, boxWidth, boxHeight, fill) {
      const left = Math.max(0, x);
      const right = Math.min(width, x + boxWidth);
      if (left >= right) return;
      for (let row = Math.max(0, y); row < Math.min(height, y + boxHeight); row++) {
        pixels.fill(fill * INK_STEPS, row * width + left, row * width + right);
      }
    },
    ink(x, y, boxWidth, boxHeight, strength) {
      for (let row = Math.max(0, y); row < Math.min(height, y + boxHeight); row++) {
        for (let column = Math.max(0, x); column < Math.min(width, x + boxWidth); column++) {
          darken(pixels, row * width + column, strength);
        }
      }
    },
    text(x, baseline, size, text) {
      const face = faceOf(atlas, size);
      let left = x;
      for (const character of text.normalize('NFC')) {
        if (left >= width) return;
        const cell = cellOf(atlas, character);
        // A mark that no letter took in: the letter it stands on says enough.
        if (cell === undefined && MARK.test(character)) continue;
        if (cell === undefined) substitute(this, face, question, left, baseline);
        else blit(this, face, cell, left, baseline);
        left += face.advance;
      }
    },
  };
}

/** Of a letter that is not drawn the one it is built from: ё as е, ő as o, a full-width Ａ as A. */
function cellOf({ cells }: GlyphAtlas, character: string): number | undefined {
  return cells.get(character.codePointAt(0) ?? 0) ?? cells.get(character.normalize('NFKD').codePointAt(0) ?? 0);
}

/** Ink never lightens: overlapping overhangs of neighbours keep the darker of both. */
function darken(pixels: Uint8Array, at: number, strength: number): void {
  const pixel = pixels[at] ?? 0;
  if (strength > pixel % INK_STEPS) pixels[at] = pixel - (pixel % INK_STEPS) + strength;
}

function blit(raster: Raster, face: GlyphFace, cell: number, x: number, baseline: number): void {
  const left = x - face.overhang;
  const top = baseline - face.baseline;
  const firstColumn = Math.max(0, -left);
  const lastColumn = Math.min(face.width, raster.width - left);
  const lastRow = Math.min(face.height, raster.height - top);
  for (let row = Math.max(0, -top); row < lastRow; row++) {
    const from = (cell * face.height + row) * face.width;
    const to = (top + row) * raster.width + left;
    for (let column = firstColumn; column < lastColumn; column++) {
      const strength = face.ink[from + column] ?? 0;
      if (strength > 0) darken(raster.pixels, to + column, strength);
    }
  }
}

/** A framed question mark: says that a character stands here, and cannot reorder or hide its neighbours. */
function substitute(raster: Raster, face: GlyphFace, question: number, x: number, baseline: number): void {
  const top = baseline - face.capHeight - 3;
  const width = face.advance - 1;
  const height = face.capHeight + 6;
  raster.ink(x, top, width, 1, FRAME_INK);
  raster.ink(x, top + height - 1, width, 1, FRAME_INK);
  raster.ink(x, top, 1, height, FRAME_INK);
  raster.ink(x + width - 1, top, 1, height, FRAME_INK);
  blit(raster, face, question, x, baseline);
}

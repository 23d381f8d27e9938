import { faceOf, type GlyphAtlas } from './glyph-atlas.ts';
import type { PageStyle, TextLine } from './page-style.ts';
import type { Painter } from './raster.ts';
import { cutRight } from './shorten-name.ts';
import { wrapText } from './wrap-text.ts';

/** The page being drawn on, and how. */
export interface Sheet {
  readonly painter: Painter;
  readonly atlas: GlyphAtlas;
  readonly style: PageStyle;
  readonly differential: boolean;
}

/** A part of the page, px. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const OUTLINE_INK = 2;

/** Characters of that size that stand side by side in `width` px. */
export function roomFor(sheet: Sheet, size: number, width: number): number {
  return Math.max(0, Math.floor(width / faceOf(sheet.atlas, size).advance));
}

/** Baseline that centres capitals in a line of `height` px beginning at `y`. */
export function centredBaseline(sheet: Sheet, size: number, y: number, height: number): number {
  return y + ((height + faceOf(sheet.atlas, size).capHeight) >> 1);
}

/** One line of text, cut to the width. */
export function drawTextLine(sheet: Sheet, at: Omit<Area, 'height'>, line: TextLine, text: string): void {
  const shown = cutRight(text, roomFor(sheet, line.size, at.width));
  sheet.painter.text(at.x, centredBaseline(sheet, line.size, at.y, line.pitch), line.size, shown);
}

/** A calm frame with a sentence in its middle, for a panel without a graph. */
export function drawReason(sheet: Sheet, area: Area, reason: string): void {
  const { painter, style } = sheet;
  drawFrame(painter, area, 1, OUTLINE_INK);
  const line = style.mover;
  const room = roomFor(sheet, line.size, area.width - 2 * style.margin);
  const lines = wrapText(reason, room, Math.max(1, Math.floor((area.height - style.margin) / line.pitch)));
  let y = area.y + ((area.height - lines.length * line.pitch) >> 1);
  for (const text of lines) {
    const width = Array.from(text).length * faceOf(sheet.atlas, line.size).advance;
    drawTextLine(sheet, { x: area.x + ((area.width - width) >> 1), y, width: area.width }, line, text);
    y += line.pitch;
  }
}

export function drawFrame(painter: Painter, area: Area, thickness: number, strength: number): void {
  const { x, y, width, height } = area;
  painter.ink(x, y, width, thickness, strength);
  painter.ink(x, y + height - thickness, width, thickness, strength);
  painter.ink(x, y, thickness, height, strength);
  painter.ink(x + width - thickness, y, thickness, height, strength);
}

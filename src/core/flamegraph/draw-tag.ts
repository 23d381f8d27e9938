import { faceOf } from './glyph-atlas.ts';
import { FULL_INK, WHITE_FILL } from './palette.ts';
import { centredBaseline, drawFrame, type Sheet } from './sheet.ts';

const BORDER = 2;

/** Px of a tag in both directions. */
export function tagSide(sheet: Sheet): number {
  return sheet.style.note.size + BORDER;
}

/** The number of a mover at its box: white with an inked border. */
export function drawTag(sheet: Sheet, x: number, y: number, number: number): void {
  const { painter, style } = sheet;
  const { size } = style.note;
  const side = tagSide(sheet);
  painter.fill(x, y, side, side, WHITE_FILL);
  drawFrame(painter, { x, y, width: side, height: side }, BORDER, FULL_INK);
  const inset = (side - faceOf(sheet.atlas, size).advance) >> 1;
  painter.text(x + inset, centredBaseline(sheet, size, y, side), size, String(number));
}

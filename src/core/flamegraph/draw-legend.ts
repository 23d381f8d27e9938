import { STRONGEST_LEVEL } from './change-level.ts';
import { fillOfLevel } from './palette.ts';
import { drawTextLine, roomFor, type Sheet } from './sheet.ts';

const AXIS = 'x-axis is alphabetical, NOT time';
const SWATCH = 9;
const SWATCH_STEP = 2;

/** Draws the legend at the foot of the page and answers with the y above which the panels may draw. */
export function drawLegend(sheet: Sheet): number {
  const { style, differential } = sheet;
  const lines = differential
    ? ['less | same | more than baseline', `${AXIS} · ▲▼ in % of the whole baseline`]
    : [AXIS, 'width = share of samples · one profile, colours only tell frames apart'];
  const swatches = differential ? swatchWidth() + style.legend.size / 2 : 0;
  const room = roomFor(sheet, style.legend.size, style.width - 2 * style.margin - swatches);
  const joined = lines.join(' · ');
  const shown = joined.length <= room ? [joined] : lines;
  let y = style.height - (style.margin >> 1) - shown.length * style.legend.pitch;
  const top = y - (style.margin >> 2);
  if (differential) drawSwatches(sheet, y);
  for (const [i, text] of shown.entries()) {
    const indent = i === 0 ? swatches : 0;
    const x = style.margin + indent;
    drawTextLine(sheet, { x, y, width: style.width - style.margin - x }, style.legend, text);
    y += style.legend.pitch;
  }
  return top;
}

function swatchWidth(): number {
  return SWATCH * (STRONGEST_LEVEL + 1);
}

function drawSwatches(sheet: Sheet, y: number): void {
  const { painter, style } = sheet;
  const height = style.legend.size + 2;
  const top = y + ((style.legend.pitch - height) >> 1);
  let x = style.margin;
  for (let level = -STRONGEST_LEVEL; level <= STRONGEST_LEVEL; level += SWATCH_STEP) {
    painter.fill(x, top, SWATCH - 1, height, fillOfLevel(level));
    x += SWATCH;
  }
}

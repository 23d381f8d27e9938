import { drawLegend } from './draw-legend.ts';
import { drawPanelGraph } from './draw-panel-graph.ts';
import { drawPanelHead } from './draw-panel-head.ts';
import type { GlyphAtlas } from './glyph-atlas.ts';
import { PAGE_STYLES } from './page-style.ts';
import { makePalette } from './palette.ts';
import type { IndexedPicture, PictureRequest } from './picture.ts';
import { type PanelPlan, planPanels } from './plan-panels.ts';
import { createRaster, type Painter } from './raster.ts';
import { drawReason, drawTextLine, roomFor, type Sheet } from './sheet.ts';
import { studyPanel } from './study-panel.ts';
import { wrapText } from './wrap-text.ts';

/**
 * Draws a picture of one, two or more panels: heading, per panel its movers and its graph, and the legend. Pure and
 * exact: the same request and atlas give the same pixels everywhere. Throws a RangeError for a tree that is none.
 */
export function drawPicture(request: PictureRequest, atlas: GlyphAtlas): IndexedPicture {
  const { width, height } = PAGE_STYLES[request.size];
  const raster = createRaster(width, height, atlas);
  paintPicture(request, atlas, raster);
  return { width, height, pixels: raster.pixels, palette: makePalette(request.differential) };
}

/** The same picture through any painter. */
export function paintPicture(request: PictureRequest, atlas: GlyphAtlas, painter: Painter): void {
  const style = PAGE_STYLES[request.size];
  const sheet: Sheet = { painter, atlas, style, differential: request.differential };
  const top = drawHeading(sheet, request);
  const bottom = drawLegend(sheet);
  const studies = request.panels.map((panel) => studyPanel(panel, request.differential));
  const area = { x: style.margin, y: top, width: style.width - 2 * style.margin, height: bottom - top };
  if (studies.length === 0) drawReason(sheet, area, 'nothing to draw');
  for (const plan of planPanels(sheet, studies, area)) drawPanel(sheet, plan);
}

function drawHeading(sheet: Sheet, request: PictureRequest): number {
  const { style } = sheet;
  const room = style.width - 2 * style.margin;
  let y = style.top;
  drawTextLine(sheet, { x: style.margin, y, width: room }, style.title, request.title);
  y += style.title.pitch;
  const characters = roomFor(sheet, style.subtitle.size, room);
  for (const line of wrapText(request.subtitle, characters, style.subtitleLines)) {
    drawTextLine(sheet, { x: style.margin, y, width: room }, style.subtitle, line);
    y += style.subtitle.pitch;
  }
  return y + style.margin / 2;
}

function drawPanel(sheet: Sheet, plan: PanelPlan): void {
  const { study, area, head, row, rows, fitting } = plan;
  drawPanelHead(sheet, study, area, rows > fitting ? `deepest ${rows - fitting} rows cut` : '');
  const below = { ...area, y: area.y + head, height: area.height - head };
  if (typeof study.graph === 'string') drawReason(sheet, below, study.graph);
  else drawPanelGraph(sheet, study, study.graph, below, { boxes: plan.boxes, row, fitting });
}

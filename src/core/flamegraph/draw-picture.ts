import { drawLegend } from './draw-legend.ts';
import { drawPanelGraph, stripHeight } from './draw-panel-graph.ts';
import { drawPanelHead, headHeight } from './draw-panel-head.ts';
import { faceOf, type GlyphAtlas } from './glyph-atlas.ts';
import { PAGE_STYLES, type PageStyle } from './page-style.ts';
import { makePalette } from './palette.ts';
import { type Area, drawReason, drawTextLine, type Sheet } from './sheet.ts';
import type { IndexedPicture, PictureRequest } from './picture.ts';
import { createRaster, type Painter } from './raster.ts';
import { boxesOf, type PanelStudy, studyPanel } from './study-panel.ts';
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
  const areas = panelAreas(style, Math.max(1, studies.length), top, bottom);
  const [whole] = areas;
  if (studies.length === 0 && whole) drawReason(sheet, whole, 'nothing to draw');
  drawPanels(sheet, studies, areas);
}

function drawHeading(sheet: Sheet, request: PictureRequest): number {
  const { style, atlas } = sheet;
  const room = style.width - 2 * style.margin;
  let y = style.top;
  drawTextLine(sheet, { x: style.margin, y, width: room }, style.title, request.title);
  y += style.title.pitch;
  const characters = Math.floor(room / faceOf(atlas, style.subtitle.size).advance);
  for (const line of wrapText(request.subtitle, characters, style.subtitleLines)) {
    drawTextLine(sheet, { x: style.margin, y, width: room }, style.subtitle, line);
    y += style.subtitle.pitch;
  }
  return y + style.margin / 2;
}

function panelAreas(style: PageStyle, count: number, top: number, bottom: number): Area[] {
  const across = style.stacked ? 1 : count;
  const down = style.stacked ? count : 1;
  const width = Math.floor((style.width - 2 * style.margin - (across - 1) * style.gap) / across);
  const height = Math.floor((bottom - top - (down - 1) * style.gap) / down);
  return Array.from({ length: count }, (_, i) => ({
    x: style.margin + (style.stacked ? 0 : i * (width + style.gap)),
    y: top + (style.stacked ? i * (height + style.gap) : 0),
    width,
    height,
  }));
}

function drawPanels(sheet: Sheet, studies: readonly PanelStudy[], areas: readonly Area[]): void {
  const { style } = sheet;
  const heads = studies.map((study, i) => headHeight(sheet, study, areas[i]?.width ?? 0));
  // Graphs that stand side by side begin on one line.
  const common = Math.max(0, ...heads);
  const plans = studies.map((study, i) => {
    const area = areas[i] ?? { x: 0, y: 0, width: 0, height: 0 };
    const head = style.stacked || typeof study.graph === 'string' ? (heads[i] ?? 0) : common;
    const boxes = boxesOf(study, area.width);
    const used = head + stripHeight(study);
    return { study, area, head, used, boxes, rows: boxes.reduce((most, box) => Math.max(most, box.row + 1), 0) };
  });
  const [first = style.legend] = style.rows;
  const row =
    style.rows.find((line) => plans.every((plan) => plan.rows * line.pitch <= plan.area.height - plan.used)) ??
    style.rows.at(-1) ??
    first;
  for (const { study, area, head, used, boxes, rows } of plans) {
    const graph = { ...area, y: area.y + head, height: area.height - head };
    const fitting = Math.max(1, Math.floor((area.height - used) / row.pitch));
    drawPanelHead(sheet, study, area, rows > fitting ? `deepest ${rows - fitting} rows cut` : '');
    if (typeof study.graph === 'string') drawReason(sheet, graph, study.graph);
    else drawPanelGraph(sheet, study, study.graph, graph, { boxes, row, fitting });
  }
}

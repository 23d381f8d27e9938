import { labelOfBox, labelOfRoot } from './box-label.ts';
import { titleOfBox } from './box-title.ts';
import { type Box, layOutBoxes, PICTURE_RULES } from './lay-out-boxes.ts';
import { drawTag, tagSide } from './draw-tag.ts';
import type { TextLine } from './page-style.ts';
import { fillOfLevel, FULL_INK, PLAIN_TINTS } from './palette.ts';
import { nameOf, type PanelCosts } from './panel-costs.ts';
import { type Area, centredBaseline, drawFrame, roomFor, type Sheet } from './sheet.ts';
import type { PanelStudy } from './study-panel.ts';

const INSET = 4;
const NOTCH = 3;
const OUTLINE = 2;
const STRIP = 10;
const STRIP_ROOM = 16;
/** Narrower boxes would be all outline. */
const NARROWEST_OUTLINE = 6;
/** The widest box of a mover carries its number in any case. */
const NARROWEST_TAGGED = 20;

/** What the page has decided for this panel: its boxes, the height of rows, how many rows fit. */
export interface GraphPlan {
  readonly boxes: readonly Box[];
  readonly row: TextLine;
  readonly fitting: number;
}

export type Graph = Exclude<PanelStudy['graph'], string>;

/** Height that a zoomed panel needs for the strip of the whole. */
export function stripHeight(study: PanelStudy): number {
  return typeof study.graph !== 'string' && study.graph.view.zoom ? STRIP_ROOM : 0;
}

/** Draws strip, boxes, labels, notches, then the outlines and tags of the movers on top. */
export function drawPanelGraph(sheet: Sheet, study: PanelStudy, graph: Graph, area: Area, plan: GraphPlan): void {
  drawStrip(sheet, graph, area);
  const boxesArea = { ...area, y: area.y + stripHeight(study) };
  const visible = plan.boxes.filter((box) => box.row < plan.fitting);
  const tags = placeTags(study, graph.costs, visible);
  for (const box of visible) drawBox(sheet, graph, boxesArea, plan.row, box, tags);
  for (const box of plan.boxes) {
    const above = plan.boxes[box.parent];
    if (box.row === plan.fitting && above) drawNotch(sheet, boxesArea, plan.row, above);
  }
  for (const [box, tag] of tags) {
    const place = placeOf(boxesArea, plan.row, box);
    if (tag.outlined) drawFrame(sheet.painter, place, OUTLINE, FULL_INK);
  }
  drawTags(sheet, boxesArea, plan.row, tags);
}

/** Every mover's number once at its widest box, moved aside where another stands; at its other boxes where there is room. */
function drawTags(sheet: Sheet, area: Area, row: TextLine, tags: ReadonlyMap<Box, Tag>): void {
  const side = tagSide(sheet);
  const rightmost = area.x + area.width - side;
  const taken: { readonly x: number; readonly y: number }[] = [];
  const free = (x: number, y: number): boolean =>
    taken.every((other) => Math.abs(other.x - x) > side || Math.abs(other.y - y) > side);
  const numbered = [...tags].filter(([, tag]) => tag.numbered);
  for (const [box, tag] of numbered.toSorted(([, a], [, b]) => Number(b.widest) - Number(a.widest))) {
    const place = placeOf(area, row, box);
    const y = place.y - INSET;
    let x = Math.max(area.x, Math.min(place.x - 2, rightmost));
    while (tag.widest && !free(x, y) && x + side < rightmost) x += side;
    if (!tag.widest && !free(x, y)) continue;
    taken.push({ x, y });
    drawTag(sheet, x, y, tag.number);
  }
}

interface Tag {
  readonly number: number;
  readonly numbered: boolean;
  /** Of the boxes of its mover. */
  readonly widest: boolean;
  readonly outlined: boolean;
}

/** The boxes that belong to movers; of several boxes the widest carries the number. */
function placeTags(study: PanelStudy, costs: PanelCosts, visible: readonly Box[]): Map<Box, Tag> {
  const tags = new Map<Box, Tag>();
  for (const [i, mover] of study.found.movers.entries()) {
    const boxes = mover.nodes
      .filter((node) => (costs.comparison[node] ?? 0) > 0)
      .map((node) =>
        visible.find((box) => (box.kind === 'merged' ? node >= box.node && node < box.end : box.node === node)),
      )
      .filter((box) => box !== undefined);
    const widest = boxes.reduce<Box | undefined>(
      (best, box) => (best && best.width >= box.width ? best : box),
      undefined,
    );
    for (const box of boxes) {
      const outlined = box.kind === 'frame' && box.width >= NARROWEST_OUTLINE;
      if (!tags.has(box))
        tags.set(box, {
          number: i + 1,
          numbered: box === widest || box.width >= NARROWEST_TAGGED,
          widest: box === widest,
          outlined,
        });
    }
  }
  return tags;
}

/** Px of a box, with a gap of one px at its right and below. */
function placeOf(area: Area, row: TextLine, box: Box): Area {
  const left = area.x + Math.round(box.x);
  const right = area.x + Math.round(box.x + box.width);
  return { x: left, y: area.y + box.row * row.pitch, width: Math.max(1, right - left - 1), height: row.pitch - 1 };
}

function drawBox(sheet: Sheet, graph: Graph, area: Area, row: TextLine, box: Box, tags: ReadonlyMap<Box, Tag>): void {
  const { painter } = sheet;
  const place = placeOf(area, row, box);
  painter.about?.(() => titleOfBox(graph.costs, box));
  painter.fill(place.x, place.y, place.width, place.height, fillOf(sheet, graph, box));
  const tag = tags.get(box);
  const indent = INSET + (tag?.numbered ? sheet.style.note.size : 0);
  const room = roomFor(sheet, row.size, place.width - indent - INSET);
  const label = box.row === 0 ? labelOfRoot(graph.costs, graph.view, room) : labelOfBox(graph.costs, box, room);
  if (label === undefined) return;
  painter.text(place.x + indent, centredBaseline(sheet, row.size, place.y, place.height), row.size, label);
}

function fillOf(sheet: Sheet, graph: Graph, box: Box): number {
  if (sheet.differential) return fillOfLevel(box.level);
  if (box.kind === 'merged') return 0;
  // FNV-1a: the same function has the same tint in every picture.
  let hash = 0x811c9dc5;
  for (const character of nameOf(graph.costs.tree, box.node).slice(0, 256)) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return (hash >>> 8) % PLAIN_TINTS;
}

/** A bar of ink under a box whose callees did not fit on the page. */
function drawNotch(sheet: Sheet, area: Area, row: TextLine, box: Box): void {
  const place = placeOf(area, row, box);
  sheet.painter.ink(place.x, place.y + place.height - NOTCH, place.width, NOTCH, FULL_INK);
}

/** The first row of the whole above a zoomed graph, with the zoomed part framed. */
function drawStrip(sheet: Sheet, graph: Graph, area: Area): void {
  const { zoom } = graph.view;
  if (!zoom) return;
  const rules = { ...PICTURE_RULES, width: area.width, anchors: graph.anchors };
  const thin = { size: 0, pitch: STRIP + 1 };
  for (const box of layOutBoxes(graph.costs, zoom.whole, rules)) {
    if (box.row > 1) break;
    const place = placeOf({ ...area, y: area.y - (STRIP + 1) }, thin, box);
    if (box.row === 1) sheet.painter.fill(place.x, place.y, place.width, STRIP, fillOf(sheet, graph, box));
  }
  const from = area.x + Math.round(zoom.from * area.width);
  const to = Math.max(from + NARROWEST_OUTLINE, area.x + Math.round(zoom.to * area.width));
  drawFrame(sheet.painter, { x: from, y: area.y - 1, width: to - from, height: STRIP + 2 }, OUTLINE, FULL_INK);
}

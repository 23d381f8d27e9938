import { stripHeight } from './draw-panel-graph.ts';
import { headHeight } from './draw-panel-head.ts';
import type { Box } from './lay-out-boxes.ts';
import type { PageStyle, TextLine } from './page-style.ts';
import type { Area, Sheet } from './sheet.ts';
import { boxesOf, type PanelStudy } from './study-panel.ts';

/** Where a panel goes and how large its rows are. */
export interface PanelPlan {
  readonly study: PanelStudy;
  readonly area: Area;
  /** Px above the graph. */
  readonly head: number;
  readonly boxes: readonly Box[];
  /** Rows of the whole graph, and how many of them have a place. */
  readonly rows: number;
  readonly row: TextLine;
  readonly fitting: number;
}

interface Need {
  readonly study: PanelStudy;
  readonly boxes: readonly Box[];
  readonly rows: number;
  readonly head: number;
  readonly strip: number;
}

const FEWEST_ROWS = 5;

/** Divides an area among panels: side by side with graphs beginning on one line, or stacked with height where it is needed. */
export function planPanels(sheet: Sheet, studies: readonly PanelStudy[], area: Area): PanelPlan[] {
  const { style } = sheet;
  const count = Math.max(1, studies.length);
  const width = style.stacked ? area.width : Math.floor((area.width - (count - 1) * style.gap) / count);
  const needs = studies.map((study): Need => {
    const boxes = boxesOf(study, width);
    const rows = boxes.reduce((most, box) => Math.max(most, box.row + 1), 0);
    return { study, boxes, rows, head: headHeight(sheet, study, width), strip: stripHeight(study) };
  });
  return style.stacked ? stack(style, needs, area) : sideBySide(style, needs, { ...area, width });
}

function sideBySide(style: PageStyle, needs: readonly Need[], area: Area): PanelPlan[] {
  const head = Math.max(0, ...needs.map((need) => need.head));
  const row = largestRow(
    style,
    needs.map((need) => ({ ...need, head, height: area.height })),
  );
  return needs.map((need, i) => {
    const ownHead = typeof need.study.graph === 'string' ? need.head : head;
    return finish({ ...need, head: ownHead }, { ...area, x: area.x + i * (area.width + style.gap) }, row);
  });
}

function stack(style: PageStyle, needs: readonly Need[], area: Area): PanelPlan[] {
  const [first = style.legend] = style.rows;
  const wanted = needs.map((need) => need.head + need.strip + Math.max(FEWEST_ROWS, need.rows) * first.pitch);
  const heights = shareOut(wanted, area.height - (needs.length - 1) * style.gap);
  let { y } = area;
  return needs.map((need, i) => {
    const height = heights[i] ?? 0;
    const plan = finish(need, { ...area, y, height }, largestRow(style, [{ ...need, height }]));
    y += height + style.gap;
    return plan;
  });
}

/** Whoever wants less than an equal part gets what it wants; the others divide the rest. */
function shareOut(wanted: readonly number[], total: number): number[] {
  const heights = wanted.map(() => 0);
  const order = [...wanted.keys()].sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  let left = total;
  for (const [position, panel] of order.entries()) {
    const equal = Math.floor(left / (order.length - position));
    const last = position === order.length - 1;
    heights[panel] = last ? equal : Math.min(equal, wanted[panel] ?? 0);
    left -= heights[panel];
  }
  return heights;
}

/** The most readable row that shows every row of every panel; else the smallest. */
function largestRow(style: PageStyle, panels: readonly (Omit<Need, 'study'> & { height: number })[]): TextLine {
  const fits = (line: TextLine): boolean =>
    panels.every((panel) => panel.rows * line.pitch <= panel.height - panel.head - panel.strip);
  return style.rows.find(fits) ?? style.rows.at(-1) ?? style.legend;
}

function finish(need: Need, area: Area, row: TextLine): PanelPlan {
  const { study, boxes, rows, head, strip } = need;
  const fitting = Math.max(1, Math.floor((area.height - head - strip) / row.pitch));
  return { study, area, head, boxes, rows, row, fitting };
}

import { chooseView, type View } from './choose-view.ts';
import { type Box, layOutBoxes, PICTURE_RULES } from './lay-out-boxes.ts';
import { levelOf, measurePanel, type PanelCosts } from './panel-costs.ts';
import type { PanelDrawing } from './picture.ts';
import { type DrawnMovers, selectMovers } from './select-movers.ts';

/** What a panel has to say, before it is known how large it is drawn. The picture and its description print from it. */
export interface PanelStudy {
  readonly title: string;
  readonly note: string;
  readonly found: DrawnMovers;
  /** The graph, or why there is none. */
  readonly graph: { readonly costs: PanelCosts; readonly view: View; readonly anchors: ReadonlySet<number> } | string;
}

const NO_MOVERS: DrawnMovers = { movers: [], gone: [] };

/** What stands in the place of the movers when a comparison has none; silence would look like a forgotten list. */
export function withoutMovers(study: PanelStudy): string | undefined {
  const { movers, gone } = study.found;
  if (typeof study.graph === 'string' || !study.graph.costs.comparable || movers.length + gone.length > 0)
    return undefined;
  return levelOf(study.graph.costs, 0) === 0 ? 'no frame changed beyond noise' : 'no single function stands out';
}

/** Reads a panel: its movers, the part worth drawing, or the reason why it stays empty. */
export function studyPanel(panel: PanelDrawing, differential: boolean): PanelStudy {
  if (panel.kind === 'empty') return { title: panel.title, note: '', found: NO_MOVERS, graph: panel.reason };
  const costs = measurePanel(panel.tree, differential);
  const found = costs.comparable ? selectMovers(costs) : NO_MOVERS;
  if (costs.total === 0) {
    const reason = costs.expectedTotal > 0 ? 'nothing recorded now, only in the baseline' : 'no samples';
    return { title: panel.title, note: panel.note, found, graph: reason };
  }
  const anchors = new Set(found.movers.flatMap((mover) => mover.nodes));
  const view = chooseView(costs, anchors);
  const note = differential && !costs.comparable ? joinNotes(panel.note, 'no baseline to compare with') : panel.note;
  return { title: panel.title, note, found, graph: { costs, view, anchors } };
}

/** Boxes of a studied panel for a width in px. */
export function boxesOf(study: PanelStudy, width: number): Box[] {
  if (typeof study.graph === 'string') return [];
  const { costs, view, anchors } = study.graph;
  return layOutBoxes(costs, view.root, { ...PICTURE_RULES, width, anchors });
}

export function joinNotes(...notes: readonly string[]): string {
  return notes.filter((note) => note !== '').join(' · ');
}

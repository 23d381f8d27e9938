import type { View } from './choose-view.ts';
import type { Box } from './lay-out-boxes.ts';
import { nameOf, type PanelCosts } from './panel-costs.ts';
import { countCharacters, fitName } from './shorten-name.ts';

const SHORTEST_END = 6;

/** Label of a box for `room` characters; undefined when none is worth drawing. */
export function labelOfBox(costs: PanelCosts, box: Box, room: number): string | undefined {
  if (room < 3) return undefined;
  if (box.kind === 'merged') {
    const text = `${box.frames} small frames`;
    return box.frames > 1 && text.length <= room ? text : undefined;
  }
  const first = nameOf(costs.tree, box.node);
  return (box.frames > 1 ? chainLabel(costs, box, room) : undefined) ?? fitName(first, room);
}

/** `first › (n) › last`, when both ends can be told apart. */
function chainLabel(costs: PanelCosts, box: Box, room: number): string | undefined {
  const between = box.frames > 2 ? ` › (${box.frames - 2}) › ` : ' › ';
  const both = room - between.length;
  const [top, bottom] = [nameOf(costs.tree, box.node), nameOf(costs.tree, box.last)];
  const first = fitName(top, both - Math.min(SHORTEST_END, bottom.length));
  if (first === undefined) return undefined;
  const last = fitName(bottom, Math.max(both - countCharacters(first), both >> 1));
  const again = last === undefined ? undefined : fitName(top, both - countCharacters(last));
  return again === undefined ? undefined : again + between + (last ?? '');
}

/** Breadcrumb over the graph: what all samples share, or where the zoom lies. */
export function labelOfRoot(costs: PanelCosts, view: View, room: number): string | undefined {
  const frames = `${view.path.length} common frame${view.path.length === 1 ? '' : 's'}: `;
  const head = view.zoom ? `zoom on ${zoomShare(view.zoom)}: ` : view.path.length > 0 ? frames : 'all';
  if (view.path.length === 0) return room >= head.length ? head : undefined;
  let shown = '';
  for (let i = view.path.length - 1; i >= 0; i--) {
    const left = room - head.length - shown.length - (i > 0 ? '… › '.length : 0) - (shown === '' ? 0 : ' › '.length);
    const name = fitName(nameOf(costs.tree, view.path[i] ?? 0), left);
    if (name === undefined) return shown === '' ? undefined : `${head}… › ${shown}`;
    shown = shown === '' ? name : `${name} › ${shown}`;
  }
  return head + shown;
}

function zoomShare(zoom: NonNullable<View['zoom']>): string {
  return `${((zoom.to - zoom.from) * 100).toFixed(0)} %`;
}

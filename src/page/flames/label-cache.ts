import { labelOfBox } from '../../core/flamegraph/box-label.ts';
import type { Box } from '../../core/flamegraph/lay-out-boxes.ts';
import { nameOf, type PanelCosts } from '../../core/flamegraph/panel-costs.ts';
import { fitName } from '../../core/flamegraph/shorten-name.ts';

export interface Label {
  readonly text: string;
  /** Characters that may be wider than one cell: the text has to be squeezed into its box. */
  readonly foreign: boolean;
}

/** Shortened names per box and room: a redraw asks for the same few hundred again and again. */
export interface LabelCache {
  labelOf(costs: PanelCosts, box: Box, room: number): Label | undefined;
}

const MOST_ROOM = 1024;
/** Told apart by their length; longer ones share a label until the graph changes. */
const LONGEST_CHAIN = 4096;
const MOST_LABELS = 20_000;
const SIGNED_ROOM = 9;

export function labelCache(): LabelCache {
  let tree: PanelCosts['tree'] | undefined;
  let levels: PanelCosts['levels'] | undefined;
  const labels = new Map<number, Label | undefined>();
  return {
    labelOf(costs, box, asked) {
      const room = Math.min(asked, MOST_ROOM - 1);
      if (room < 3) return undefined;
      if (costs.tree !== tree || costs.levels !== levels || labels.size > MOST_LABELS) {
        ({ tree, levels } = costs);
        labels.clear();
      }
      // Of a merged box the number of frames changes with the zoom.
      if (box.kind === 'merged') return makeLabel(costs, box, room);
      const key = (box.node * LONGEST_CHAIN + Math.min(box.frames, LONGEST_CHAIN - 1)) * MOST_ROOM + room;
      const kept = labels.get(key);
      if (kept !== undefined || labels.has(key)) return kept;
      const made = makeLabel(costs, box, room);
      labels.set(key, made);
      return made;
    },
  };
}

/** The direction of a change once more as a shape, for eyes without red and blue. */
function makeLabel(costs: PanelCosts, box: Box, room: number): Label | undefined {
  const sign = box.level === 0 || room < SIGNED_ROOM ? '' : box.level > 0 ? '▲ ' : '▼ ';
  const text = isTop(costs, box) ? fitName('all', room) : labelOfBox(costs, box, room - sign.length);
  if (text === undefined) return undefined;
  // Controls of direction would turn round what stands beside them.
  const shown = text.replaceAll(/[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '�');
  return { text: sign + shown, foreign: /[^ -~…›·▲▼]/u.test(shown) };
}

/** Node 0 is the nameless root of all stacks. */
function isTop(costs: PanelCosts, box: Box): boolean {
  return box.node === 0 && nameOf(costs.tree, 0) === '(unnamed)';
}

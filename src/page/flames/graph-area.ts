import type { Box } from '../../core/flamegraph/lay-out-boxes.ts';
import type { SchemeColours } from '../../core/flamegraph/palette.ts';
import type { PanelCosts } from '../../core/flamegraph/panel-costs.ts';
import { type Current, factsOf, spokenBox } from './current-frame.ts';
import { factsView } from './facts-view.ts';
import type { FlamesState } from './flame-state.ts';
import type { FlameTip } from './flame-tip.ts';
import type { FlamesStore } from './flames-store.ts';
import { frameActions } from './frame-actions.ts';
import type { FrameMenu } from './frame-menu.ts';
import type { GraphModel } from './graph-model.ts';
import type { Scene } from './graph-scene.ts';
import type { GraphWishes } from './graph-view.ts';

/** What fills a panel: the graph, or callers and callees of one function. */
export interface GraphArea {
  readonly root: HTMLElement;
  render(state: FlamesState, colours: SchemeColours): void;
  zoom(factor: number): void;
  pan(share: number): void;
  /** The whole again. */
  reset(): void;
  focus(): void;
  draw(): void;
  /** What is drawn, from the top. */
  scenes(): readonly Scene[];
  close(): void;
}

export interface AreaTools {
  readonly store: FlamesStore;
  readonly model: GraphModel;
  readonly tip: FlameTip;
  readonly menu: FrameMenu;
  readonly announce: (text: string) => void;
  /** The reader stands on another box. */
  stood(current: Current): void;
}

interface OwnWishes extends Pick<GraphWishes, 'open' | 'move' | 'out'> {
  costs(): PanelCosts;
  readonly ofWhat: string;
  readonly upwards: boolean;
}

/** The wishes that all graphs answer alike: pointing, standing, the menu, what a box is called. */
export function graphWishes(tools: AreaTools, own: OwnWishes): GraphWishes {
  const { panel } = tools.model;
  const currentOf = (box: Box): Current => ({ costs: own.costs(), box, ofWhat: own.ofWhat, upwards: own.upwards });
  let pointed: Box | undefined;
  return {
    open(box, extent) {
      tools.stood(currentOf(box));
      own.open(box, extent);
    },
    move: own.move,
    out: own.out,
    point(box, x, y) {
      if (box === undefined) tools.tip.hide();
      else if (box === pointed) tools.tip.move(x, y);
      else tools.tip.show(factsView(factsOf(panel, currentOf(box))), x, y);
      pointed = box;
    },
    stand: (box) => tools.stood(currentOf(box)),
    menu(box, x, y, back) {
      tools.tip.hide();
      if (box.kind === 'merged') return;
      tools.menu.open(
        factsOf(panel, currentOf(box)).facts.name,
        frameActions(own.costs(), box.node, { ...tools, panel }),
        x,
        y,
        back,
      );
    },
    describe: (box) => spokenBox(panel, currentOf(box)),
  };
}

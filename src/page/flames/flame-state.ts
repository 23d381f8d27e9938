import type { ColourBy } from '../../core/flamegraph/colour-levels.ts';
import type { ProfileName } from '../../core/flamegraph/flame-panel.ts';
import type { Scheme } from '../../core/flamegraph/palette.ts';
import type { WidthBy } from '../../core/flamegraph/panel-costs.ts';

/** All that a reader has chosen on the page of an incident; it is in the link and comes back with it. Functions are keys (function-key.ts). */
export interface FlamesState {
  /** As typed; see compileSearch. */
  readonly search: string;
  readonly widths: WidthBy;
  readonly colours: ColourBy;
  readonly scheme: Scheme;
  readonly ownOnly: boolean;
  /** Chains of only callees drawn as one box, as in the picture. */
  readonly folded: boolean;
  /** Direct recursion drawn as one frame. */
  readonly recursion: boolean;
  /** The function marked in both graphs; '' for none. */
  readonly selected: string;
  readonly panels: Readonly<Record<ProfileName, GraphState>>;
}

export interface GraphState {
  /** To the frame that fills the width; see zoomPath. Empty for the whole. */
  readonly path: readonly string[];
  /** The part of that frame's width in sight, 0 ≤ from < to ≤ 1. */
  readonly from: number;
  readonly to: number;
  readonly hidden: readonly string[];
  readonly collapsed: readonly string[];
  /** Only stacks through this function; '' for all. */
  readonly focus: string;
  /** The function whose callers and callees are shown instead; '' for none. */
  readonly sandwich: string;
}

const WHOLE: GraphState = { path: [], from: 0, to: 1, hidden: [], collapsed: [], focus: '', sandwich: '' };

/** What a reader sees who has chosen nothing: the same as in the picture. */
export const INITIAL_STATE: FlamesState = {
  search: '',
  widths: 'now',
  colours: 'relative',
  scheme: 'red-blue',
  ownOnly: false,
  folded: true,
  recursion: false,
  selected: '',
  panels: { cpu: WHOLE, 'off-cpu': WHOLE },
};

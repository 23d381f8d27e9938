import type { Noise } from './change-level.ts';

/** One differential flame graph: a tree with the summed self cost of both windows. */
export interface FlameTree {
  readonly parent: Int32Array;
  readonly subtreeEnd: Int32Array;
  readonly functionId: Int32Array;
  readonly names: readonly string[];
  /** Per function 1 for code of the service itself, where known: movers are then named by it rather than by a library. */
  readonly own?: Uint8Array;
  /** Self cost per node, in samples (CPU) or in units of a typical wait (off-CPU), so that noise gates hold. */
  readonly baseline: Float64Array;
  readonly comparison: Float64Array;
  /** Expected comparison ÷ baseline when nothing changed: the exposure ratio. 1 for a single profile. */
  readonly scale: number;
  /** Where it was measured between pods and windows; only that of counting else. */
  readonly noise?: Noise;
  /** Functions that the analysis names as causes, best first. */
  readonly named?: readonly number[];
}

export type PanelDrawing =
  | { readonly kind: 'graph'; readonly title: string; readonly note: string; readonly tree: FlameTree }
  | { readonly kind: 'empty'; readonly title: string; readonly reason: string };

export type PictureSize = 'chat' | 'phone' | 'wide';

/** What to draw. One panel fills the picture; two stand side by side (stacked in the phone size). */
export interface PictureRequest {
  readonly size: PictureSize;
  readonly title: string;
  readonly subtitle: string;
  /** False for a plain flame graph of one profile: no colours of change, no movers. */
  readonly differential: boolean;
  readonly panels: readonly PanelDrawing[];
}

/** Pixels of an indexed picture: index = fill * 8 + ink level; palette is RGB triples, 256 entries. */
export interface IndexedPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
  readonly palette: Uint8Array;
}

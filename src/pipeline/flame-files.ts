import type { ProfileName } from '../core/flamegraph/flame-panel.ts';
import type { PictureSize } from '../core/flamegraph/picture.ts';

export interface WantedPicture {
  readonly as: 'png' | 'svg';
  readonly size: PictureSize;
  /** Only this panel, in all the room; absent = both. */
  readonly panel?: ProfileName;
  readonly title: string;
  readonly subtitle: string;
}

/** What is made of kept flame graphs when somebody wants it: off the web thread, and nowhere kept. Rejects with COMPUTE_FAILED. */
export interface FlameFiles {
  draw(flames: Uint8Array, picture: WantedPicture, signal: AbortSignal): Promise<Uint8Array>;
  /** Folded text with two counts; none where that profile could not be compared. */
  fold(flames: Uint8Array, profile: ProfileName, signal: AbortSignal): Promise<FoldedDiff>;
}

export type FoldedDiff =
  | { readonly kind: 'folded'; readonly text: Uint8Array }
  | { readonly kind: 'none'; readonly why: string };

/** One size of the monospaced face, drawn beforehand: ink 0..7 per pixel, cell after cell. */
export interface GlyphFace {
  /** Font size in px; the name of the face. */
  readonly size: number;
  /** Whole px from one character to the next. */
  readonly advance: number;
  /** A cell is `overhang` px wider than the advance on its left, and as wide as `width` in all. */
  readonly width: number;
  readonly height: number;
  readonly overhang: number;
  /** Px from the top of a cell to the baseline, and height of a capital above it. */
  readonly baseline: number;
  readonly capHeight: number;
  readonly ink: Uint8Array;
}

/** Everything the rasteriser knows about letters. Built by tools/build-atlas.ts, read by adapters/compute/atlas.ts. */
export interface GlyphAtlas {
  /** Code point → number of its cell, the same in all faces. What is absent is drawn as a box with a question mark. */
  readonly cells: ReadonlyMap<number, number>;
  readonly faces: readonly GlyphFace[];
}

/** The face of that size; a wrong size is a programming mistake. */
export function faceOf(atlas: GlyphAtlas, size: number): GlyphFace {
  const face = atlas.faces.find((candidate) => candidate.size === size);
  if (!face)
    throw new RangeError(`glyph atlas has no face of ${size} px, only ${atlas.faces.map((f) => f.size).join()}`);
  return face;
}

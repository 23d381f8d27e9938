/** A file once before and once after, in the format that its documentation shows; and what a reader must see. */
export type Bump = readonly [path: string, before: string, after: string, changes: readonly string[]];

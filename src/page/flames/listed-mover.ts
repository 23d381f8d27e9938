/** A mover as the list above the graphs has it. */
export interface ListedMover {
  /** Key of the function; see function-key.ts. */
  readonly name: string;
  /** Its place in the list, as text. */
  readonly rank: string;
}

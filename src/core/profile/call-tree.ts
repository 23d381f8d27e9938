/** Which of the two windows a block belongs to. */
export type Side = 'baseline' | 'comparison';

/** One function of a tree: shown by `name`, matched by `canonicalName` and `file`. */
export interface FunctionInfo {
  readonly name: string;
  readonly canonicalName: string;
  readonly file: string;
  /** First line of the function, or the lowest line sampled in it; 0 when unknown. */
  readonly line: number;
  /** Highest line sampled in it; 0 when unknown. */
  readonly lastLine: number;
  /** True for code of the service itself, false for libraries and the runtime. */
  readonly own: boolean;
}

/** One pod × sub-window: a vector of self cost over the nodes of the tree. */
export interface Block {
  readonly side: Side;
  readonly pod: string;
  readonly seconds: number;
  /** Served in this block, where known. */
  readonly requests?: number;
  /** Nanoseconds per node. */
  readonly self: Float32Array;
  /** Waits that ended, per node; for profiles that count contentions. */
  readonly events?: Float32Array;
}

/**
 * The merged tree in preorder columns: parent[i] < i, the subtree of i is [i, subtreeEnd[i]).
 * Node 0 is a nameless root with functionId 0. Ranking, layout, the rasteriser and the page all read these columns.
 */
export interface CallTree {
  readonly size: number;
  readonly parent: Int32Array;
  readonly subtreeEnd: Int32Array;
  readonly functionId: Int32Array;
  readonly functions: readonly FunctionInfo[];
  readonly blocks: readonly Block[];
  /** Nanoseconds that one sample stands for; 0 for durations that are measured, not sampled. */
  readonly samplePeriod: number;
}

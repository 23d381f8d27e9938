/** Words for how sure we are: sure ≥ 0.95, likely ≥ 0.75, weak below. */
export type Confidence = 'sure' | 'likely' | 'weak';

export type VerdictKind =
  | 'code'
  | 'waiting-on-dependency'
  | 'load'
  | 'mix'
  | 'one-instance'
  | 'runtime'
  | 'throttled-or-noisy-host'
  | 'moved'
  | 'nothing-here'
  | 'not-enough-data';

/** A commit near the frames that changed. */
export interface Culprit {
  readonly commit: string;
  readonly subject: string;
  readonly author: string;
  /** ISO 8601. */
  readonly at: string;
  readonly evidence: 'changed-lines' | 'new-function' | 'changed-caller' | 'dependency-bump' | 'in-deploy-only';
  /** Those of the moved functions, or beside them, that it concerns. */
  readonly functions: readonly string[];
  /** How sure it is that this commit did it; never surer than the verdict. Absent in what was kept by older versions. */
  readonly confidence?: Confidence;
  /** Why, in a few words: "adds a loop to lineTax". */
  readonly why?: string;
  /** Path of the file that tells, in the repository. */
  readonly path?: string;
  readonly pullRequest?: number;
  readonly permalink?: string;
}

export interface Verdict {
  readonly kind: VerdictKind;
  readonly confidence: Confidence;
  /** One sentence for a person at 3 a.m.: numbers with units, plain words. */
  readonly sentence: string;
  readonly culprits: readonly Culprit[];
}

/**
 * One function whose cost changed. Rates are averages of one instance: seconds of CPU (cores) or seconds waited, per
 * second and pod. Off-CPU they are those of the pods whose host pressed them least.
 */
export interface Mover {
  readonly rank: number;
  readonly profile: 'cpu' | 'off-cpu';
  readonly function: string;
  readonly file: string;
  readonly line: number;
  /** Highest line sampled in the function, 0 when unknown: the end of what blame looks at. */
  readonly lastLine: number;
  readonly kind: 'self' | 'total' | 'edge' | 'context';
  /** The function this one is called from, when the growth belongs to that call. */
  readonly caller?: string;
  /** The library function through which the growth is spent. */
  readonly through?: string;
  /** Who holds the lock that this function waits for. */
  readonly heldBy?: string;
  readonly baseline: number;
  readonly comparison: number;
  readonly delta: number;
  /** 95 % interval of delta. */
  readonly interval: readonly [number, number];
  /** delta ÷ baseline; absent where nothing was measured before. */
  readonly relative?: number;
  /** The part of delta that traffic, drift and moves leave unexplained ÷ all comparison cost of that profile. */
  readonly share: number;
  readonly isNew: boolean;
  /** True when the gates of the engine let it be named as a cause. */
  readonly gated: boolean;
  readonly own: boolean;
  readonly confidence: Confidence;
  readonly alternatives: readonly string[];
  readonly movedFrom?: string;
  /** Pods of the comparison that show it, of how many. */
  readonly instances: { readonly affected: number; readonly of: number; readonly only?: string };
  /**
   * What each pod spends in it, dearest first; of more than 40 pods a side the extremes and those evenly between. Off-CPU also
   * the pods that the rates above leave out. Absent in what was kept by older versions.
   */
  readonly pods?: readonly MoverPod[];
  /** Where its growth comes from and goes to, for blame; absent for what fell, and in what was kept by older versions. */
  readonly around?: readonly Neighbour[];
  /** The dearest lines of it, where the profiles know lines. */
  readonly lines?: readonly HotLine[];
  /** Where its lines are shown, at the commit that runs; absent where no repository is known. */
  readonly permalink?: string;
}

/** Cost that was sampled on one line of a function, callees included: the line of that side's code. */
export interface HotLine {
  readonly side: 'baseline' | 'comparison';
  readonly line: number;
  /** As the rates of movers, over all pods. */
  readonly rate: number;
}

/** A function on the way to a mover, or below it. */
export interface Neighbour {
  readonly relation: 'caller' | 'callee';
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly lastLine: number;
  readonly own: boolean;
  /** Share of the mover's growth that passes through it, −1..1; below 0 for what fell. */
  readonly share: number;
  /** Callers: own functions between, 1 = the nearest. Callees: calls between. */
  readonly distance: number;
  readonly lines?: readonly HotLine[];
}

/** The rate of one mover in one pod. */
export interface MoverPod {
  readonly pod: string;
  readonly side: 'baseline' | 'comparison';
  readonly rate: number;
}

/**
 * The change of one profile's cost of an average pod, taken apart; traffic, together, movers and rest sum up to it. Off-CPU of
 * the pods whose host pressed them least.
 */
export interface LoadSplit {
  readonly profile: 'cpu' | 'off-cpu';
  readonly unit: 'cores' | 'seconds waited per second';
  readonly baseline: number;
  readonly comparison: number;
  readonly change: number;
  /** What more or fewer requests cost; absent where requests are unknown: then it is part of `together`. */
  readonly traffic?: number;
  /** What all functions gained or lost together, beyond traffic. */
  readonly together: number;
  /** What the functions that may be named as a cause gained by themselves. */
  readonly movers: number;
  readonly rest: number;
}

/** What traffic explains. */
export interface Load {
  /** Requests per second of one instance (average pod), where known. */
  readonly requests?: { readonly baseline: number; readonly comparison: number };
  /** Comparison ÷ baseline of requests per second. */
  readonly requestRatio?: number;
  /** How much all functions moved together, 1 = not at all. */
  readonly driftFactor: number;
  /** Off-CPU only: by how much all other waits stretched. */
  readonly stretch?: number;
  /** One for each profile that could be compared; absent in what was kept by older versions. */
  readonly split?: readonly LoadSplit[];
  readonly sentence: string;
}

/** Totals of one profile over both windows. */
export interface Panel {
  readonly profile: 'cpu' | 'off-cpu';
  /** What was measured, such as "cpu/nanoseconds" or "block delay". */
  readonly source: string;
  readonly unit: 'cores' | 'seconds waited per second';
  readonly baseline: number;
  readonly comparison: number;
  /** comparison ÷ baseline − 1; absent when the baseline is empty. */
  readonly relative?: number;
  readonly normalisation: 'per second' | 'per request' | 'share';
  /** Share of all recorded time that was idle waiting and left out, 0..1. */
  readonly idleShare: number;
  readonly pods: { readonly baseline: number; readonly comparison: number };
  readonly samples: { readonly baseline: number; readonly comparison: number };
  /** Why there is nothing to see, when there is nothing. */
  readonly empty?: string;
}

/** Everything the page, the chat, the command line and the API say; they print from it, so they cannot disagree. */
export interface Analysis {
  readonly schema: 'burnscope.analysis/1';
  readonly verdict: Verdict;
  readonly load: Load;
  readonly movers: readonly Mover[];
  readonly panels: readonly Panel[];
  readonly notices: readonly string[];
}

import type { Deploy } from '../core/deploy/deploy.ts';
import type { KeptBurn } from '../core/incident/kept-burn.ts';
import type { Round } from '../core/incident/refinement.ts';
import type { Instant, Window } from '../core/instant.ts';
import type { Counts } from '../core/profile/assume-counts.ts';
import type { Side } from '../core/profile/call-tree.ts';
import type { ProfileKind } from '../core/profile/profile.ts';
import type { Analysis } from '../core/report/analysis.ts';
import type { FirstAnswer, RefinementOutcome } from '../core/report/compare-answers.ts';
import type { Report } from '../core/report/report.ts';

/** The flame graphs of the page: columns, gzipped. */
export const FLAMES_FILE = 'flames.bin.gz';

/** A file that belongs to an incident, in the blob store. */
export interface EvidenceFile {
  /** Such as `chat.png` or `profiles/baseline/pod-1-cpu.pprof`. */
  readonly name: string;
  readonly hash: string;
  readonly mediaType: string;
  readonly bytes: number;
  /** Of a source profile: what it was taken for; absent in what was kept by older versions. */
  readonly profile?: {
    readonly side: Side;
    readonly kind: ProfileKind;
    readonly pod: string;
    readonly counts?: Counts;
  };
}

/** One question to an outside system, exactly as it was asked. */
export interface Asked {
  readonly system: string;
  readonly query: string;
  /** What it was asked about: a moment, or a stretch of time. */
  readonly at?: Instant;
  readonly window?: Window;
  /** Opens the same in the system's own pages. */
  readonly href?: string;
}

export interface Evidence {
  readonly incidentId: string;
  /** `refined` once the second look is over, whatever came of it. */
  readonly round: Round;
  readonly answeredAt: Instant;
  /** When the second look is due; only on a first answer that gets one. */
  readonly refineAt?: Instant;
  /** What came of the second look, and what the first answer was. */
  readonly refinement?: {
    readonly outcome: RefinementOutcome;
    readonly sentence: string;
    readonly first: FirstAnswer;
  };
  readonly report: Report;
  /** Absent when the analysis itself failed; the report says why. */
  readonly analysis?: Analysis;
  readonly onset: { readonly at: Instant; readonly method: string; readonly certain: boolean; readonly note: string };
  readonly windows: { readonly comparison: Window; readonly baseline: Window; readonly mode: string };
  readonly deploys: readonly Deploy[];
  /** Everything asked of outside systems, exactly. */
  readonly asked: readonly Asked[];
  /** Absent where no metrics told of the burn. */
  readonly burn?: KeptBurn;
  readonly files: readonly EvidenceFile[];
  readonly stages: readonly { readonly name: string; readonly milliseconds: number; readonly outcome: string }[];
}

import type { Deploy } from '../core/deploy/deploy.ts';
import type { Round } from '../core/incident/refinement.ts';
import type { Instant, Window } from '../core/instant.ts';
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
  readonly asked: readonly { readonly system: string; readonly query: string }[];
  readonly files: readonly EvidenceFile[];
  readonly stages: readonly { readonly name: string; readonly milliseconds: number; readonly outcome: string }[];
}

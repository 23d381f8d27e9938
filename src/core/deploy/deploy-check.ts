import type { Instant } from '../instant.ts';
import type { Verdict } from '../report/analysis.ts';

/** How the two sides of a deploy were told apart: by the pods of one moment, or by time. */
export type DeployComparison = 'old and new pods' | 'before and after';

/** What a comparison across a deploy came to. `unsure`: something changed, but nobody is to be woken for it. */
export type DeployOutcome = 'regressed' | 'improved' | 'unchanged' | 'unsure';

/** A rule of a team, or one of ours, that the comparison broke. */
export interface RuleFinding {
  readonly rule: string;
  /** One sentence with numbers and units. */
  readonly sentence: string;
  readonly function: string;
  readonly profile: 'cpu' | 'off-cpu';
  /** True where the rule says that no channel is to be told of it. */
  readonly quiet?: boolean;
}

/** The look at a deploy: what is waited for, or what it came to. */
export interface DeployCheck {
  readonly state: 'waiting' | 'checked' | 'given up';
  /** How often it was looked at. */
  readonly attempts: number;
  /** While it waits: when it is looked at next. */
  readonly dueAt?: Instant;
  readonly checkedAt?: Instant;
  /** One sentence: what is waited for, why it was given up, or what the comparison rests on. */
  readonly note: string;
  readonly outcome?: DeployOutcome;
  readonly comparison?: DeployComparison;
  readonly verdict?: Verdict;
  readonly findings: readonly RuleFinding[];
  /** Channels that were told. */
  readonly told: readonly string[];
  /** Under which id evidence of it is kept, page and pictures included; absent where nothing could be compared. */
  readonly evidenceId?: string;
}

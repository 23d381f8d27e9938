/** What deploys and their checks need from the world; the rest is in ports.ts. */
import type { DeployCheck, DeployOutcome } from '../core/deploy/deploy-check.ts';
import type { Deploy, DeployKind, ReportedDeploy } from '../core/deploy/deploy.ts';
import type { ImageRevision } from '../core/deploy/image-revision.ts';
import type { Incident } from '../core/incident/incident.ts';
import type { Instant, Window } from '../core/instant.ts';

/** A reported deploy as it is kept. `key` is made of source and id; it names it in addresses. */
export interface DeployRow {
  readonly key: string;
  readonly deploy: ReportedDeploy;
  readonly seenAt: Instant;
  /** Absent where it is not to be checked: flags of others, failed ones. */
  readonly check?: DeployCheck;
}

export interface DeployFilter {
  readonly service?: string;
  readonly outcome?: DeployCheck['outcome'];
  readonly kind?: DeployKind;
  readonly before?: Instant;
  /** With `before`: of those that went live at that very moment, the ones behind this key too. */
  readonly behind?: string;
  readonly limit: number;
}

/** The newest deploy of a service that could be compared. */
export type CheckedDeploy = DeployRow & Required<Pick<DeployRow, 'check'>>;

export interface DeployRecords {
  /**
   * Keeps deploys in one commit, once each by source and id; what is told again completes what is there, such as a
   * rollout that ended. A deploy that `wantsCheck` and has none yet gets a waiting check, with its job in the queue.
   * Answers with the keys of those that were not there before. Rejects with DATABASE_UNAVAILABLE.
   */
  record(
    deploys: readonly ReportedDeploy[],
    wantsCheck: (deploy: ReportedDeploy) => boolean,
  ): Promise<readonly string[]>;
  get(key: string): Promise<DeployRow | undefined>;
  /** Newest first, by when they went live. */
  list(filter: DeployFilter): Promise<readonly DeployRow[]>;
  /** Whose rollout touches the window, in the order in which they went live; the newest 200. */
  between(service: string, window: Window): Promise<readonly Deploy[]>;
  /** Of each service the newest that came to an outcome; of the `limit` services where that was last. */
  newestChecked(limit: number): Promise<readonly CheckedDeploy[]>;
  /** Rejects for a key that nobody recorded. */
  saveCheck(key: string, check: DeployCheck): Promise<void>;
  /**
   * Removes a batch of those that went live and were told of before, oldest first, with subject, evidence and posts of their checks;
   * answers with how many, 0 = there are no more.
   */
  removeOld(before: Instant): Promise<number>;
}

/** What the pages show evidence of a check with; `key` is its `evidenceId`. */
export interface CheckedSubjects {
  saveSubject(key: string, subject: Incident): Promise<void>;
  subject(key: string): Promise<Incident | undefined>;
}

/** Jobs that look at deploys. */
export interface DeployQueue {
  /**
   * A job for this deploy at that time; a running one may ask for its successor. At most one waits: asked again, it is
   * moved to the time asked for last.
   */
  enqueue(key: string, at: Instant): Promise<void>;
  /**
   * One at a time per service; a rejected handler is retried later, a Failure with retryable false never. What no retry
   * will save is told to `givenUp`, with the last problem, also when its process died.
   */
  start(
    handler: (key: string, signal: AbortSignal) => Promise<void>,
    givenUp?: (key: string, problem: string) => Promise<void>,
  ): Promise<void>;
  stop(): Promise<void>;
}

/** Where verdicts on deploys go besides chats: commit statuses, webhooks. */
export interface VerdictSink {
  readonly name: string;
  /** Saying the same twice is harmless. Rejects with a Failure. */
  tell(row: DeployRow, check: DeployCheck, pageUrl: string, signal: AbortSignal): Promise<void>;
}

export interface DeployMeter {
  /** One look at a deploy that came to an end. */
  deployCheck(outcome: DeployOutcome | 'given up'): void;
}

/** What is known of the code that an image was built from. */
export interface ImageRevisions {
  /** By the image's name, or by what its registry says. Nothing known is an empty answer. Rejects with a Failure. */
  revisionOf(image: string, signal: AbortSignal): Promise<ImageRevision>;
}

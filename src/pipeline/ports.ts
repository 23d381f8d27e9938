/** Everything the pipeline needs from the world, on one page. Every call that leaves the house takes an AbortSignal. */
import type { Labels } from '../core/alert/alert.ts';
import type { BurnPair, RatioReading } from '../core/alert/burn.ts';
import type { Deploy } from '../core/deploy/deploy.ts';
import type { PictureSize } from '../core/flamegraph/picture.ts';
import type { BurnFacts } from '../core/incident/choose-windows.ts';
import type { Incident } from '../core/incident/incident.ts';
import type { Round } from '../core/incident/refinement.ts';
import type { Instant, Window } from '../core/instant.ts';
import type { Counts } from '../core/profile/assume-counts.ts';
import type { IdleChoice } from '../core/profile/idle-names.ts';
import type { ProfileKind } from '../core/profile/profile.ts';
import type { RequestIds } from '../core/profile/request-ids.ts';
import type { Side } from '../core/profile/call-tree.ts';
import type { LabelFilter } from '../core/profile/with-label.ts';
import type { Analysis } from '../core/report/analysis.ts';
import type { RefinementOutcome } from '../core/report/compare-answers.ts';
import type { Report } from '../core/report/report.ts';
import type { TopFunctions } from '../core/report/top-functions.ts';
import type { Delivery } from './delivery.ts';
import type { DeployMeter } from './deploy-ports.ts';
import type { Evidence } from './evidence.ts';
import type { ProcessProfile, ProfileFacts } from './pushes.ts';

// ── Profiles ────────────────────────────────────────────────────────────────

export interface ProfileQuery {
  readonly selector: Labels;
  readonly kind: ProfileKind;
  readonly window: Window;
  /** What the window is for, which matters to a store that records on demand. */
  readonly burn?: BurnFacts;
  /** Only samples of these requests. A store that cannot tell them apart is empty then, and says so. */
  readonly requests?: RequestIds;
}

/** One stored profile of one pod: bytes as the agent sent them, in any accepted format. */
export interface ProfileBlock {
  readonly kind: ProfileKind;
  readonly pod: string;
  readonly labels: Labels;
  readonly interval: Window;
  /** Length of the recording where it is not that of the interval. */
  readonly seconds?: number;
  /** For formats that do not say what they count: folded text. */
  readonly counts?: Counts;
  readonly bytes: Uint8Array;
}

export type FetchedProfiles =
  | {
      readonly kind: 'profiles';
      readonly blocks: readonly ProfileBlock[];
      readonly asked: string;
      /** Sentences for the post: what was cut, left out, sampled, or taken instead of what was asked for. */
      readonly notices: readonly string[];
      readonly links?: ProfileLinks;
    }
  | { readonly kind: 'empty'; readonly reason: string; readonly asked: string };

/** The same profiles in the store's own pages. */
export interface ProfileLinks {
  readonly window: string;
  /** Beside this baseline. */
  diff(baseline: Window): string;
}

export interface ProfileStore {
  readonly name: string;
  /** How much longer than reading its answer may take, because it has to record first. */
  readonly recordingMs?: number;
  /**
   * Blocks whose interval begins in the window; those that a store recorded on demand may lie beside it, which a notice says. `asked` is the exact query, for the evidence. Asked for off-CPU, a store
   * may give wall blocks where it has no other waiting.
   */
  fetch(query: ProfileQuery, signal: AbortSignal): Promise<FetchedProfiles>;
}

// ── Metrics ─────────────────────────────────────────────────────────────────

/** Points in time order; gaps are absent, NaN stays NaN. */
export interface Series {
  readonly labels: Labels;
  readonly points: readonly { readonly at: Instant; readonly number: number }[];
}

export interface MetricsAnswer {
  readonly series: readonly Series[];
  /** What the server says about its own answer: partial data, stores that did not reply. */
  readonly warnings: readonly string[];
}

/** An alerting or recording rule as the server evaluates it. */
export interface RuleFacts {
  readonly name: string;
  /** Canonical PromQL. */
  readonly query: string;
  /** Labels that the rule adds. */
  readonly labels: Labels;
  /** How long its expression must hold before it fires. */
  readonly forSeconds: number;
  readonly active: readonly { readonly labels: Labels; readonly activeAt: Instant }[];
}

export interface Metrics {
  readonly name: string;
  instant(expression: string, at: Instant, signal: AbortSignal): Promise<MetricsAnswer>;
  range(expression: string, window: Window, stepSeconds: number, signal: AbortSignal): Promise<MetricsAnswer>;
  /** All rules of that name; empty where the server does not know its rules (a plain query front end). */
  rules(
    ask: { readonly kind: 'alert' | 'record'; readonly name: string },
    signal: AbortSignal,
  ): Promise<readonly RuleFacts[]>;
  /** Address that shows the same question in the server's own pages; absent where it has none. */
  link?(expression: string, when: { readonly at?: Instant; readonly window?: Window }): string;
}

/** Reads PromQL without asking anybody. */
export interface Expressions {
  /** Window pairs of a burn-rate alert's expression; empty when it is none. */
  burnPairs(expression: string): readonly BurnPair[];
  /** What a ratio is made of; undefined when it cannot be read. */
  readRatio(expression: string): RatioReading | undefined;
}

// ── Deploys; repositories are in git-ports.ts ───────────────────────────────────────────────────────

export interface Deploys {
  between(service: string, window: Window, signal: AbortSignal): Promise<readonly Deploy[]>;
  /** The deploy before this one, where that is known. */
  previous?(deploy: Deploy, signal: AbortSignal): Promise<Deploy | undefined>;
  /** The same with the commits that its images were built from, as far as those tell. */
  trace?(deploy: Deploy, signal: AbortSignal): Promise<Deploy>;
  /** What is asked, for a person who reads that there was none. */
  readonly checked?: readonly string[];
}

// ── Compute ─────────────────────────────────────────────────────────────────

export interface ProfileSource {
  readonly side: Side;
  readonly kind: ProfileKind;
  /** True when only a file's name told the kind: what the profile says itself wins. */
  readonly kindGuessed?: boolean;
  /** True for a file met in a folder: one of another format than any profile's is not worth a sentence of its own. */
  readonly stray?: boolean;
  /** For error messages: file name or store and time. */
  readonly name: string;
  readonly pod: string;
  /** Length of the recording; absent = ask the profile. */
  readonly seconds?: number;
  /** For formats that do not say what they count: folded text. */
  readonly counts?: Counts;
  readonly bytes: Uint8Array;
}

export interface AnalysisRequest {
  readonly sources: readonly ProfileSource[];
  /** Traffic of the whole service, where known: requests per second, or requests in all over the recordings. */
  readonly requests?: { readonly per: 'second' | 'side'; readonly baseline: number; readonly comparison: number };
  /** Only samples that carry all of these labels. */
  readonly labels?: readonly LabelFilter[];
  /** Which functions wait for work; all known ones where nothing is said. */
  readonly idle?: IdleChoice;
  readonly pictures: readonly { readonly size: PictureSize; readonly title: string; readonly subtitle: string }[];
  /** True when the columns of the flame graphs are wanted, for a page. */
  readonly flames?: boolean;
  /** True when the shares of all functions are wanted, for rules about them. */
  readonly tops?: boolean;
}

export interface PlainDrawing extends Pick<AnalysisRequest, 'sources' | 'labels'> {
  readonly title: string;
  readonly size: PictureSize;
}

export interface DrawnPicture {
  readonly size: PictureSize;
  readonly width: number;
  readonly height: number;
  readonly png: Uint8Array;
}

export interface ComputedAnalysis {
  readonly analysis: Analysis;
  readonly pictures: readonly DrawnPicture[];
  /** What the pictures show, for those who cannot see them. */
  readonly altText: string;
  /** The flame graphs for the page, as core/flamegraph writes them, gzipped; where they were asked for. */
  readonly flames?: Uint8Array;
  /** One for each profile that both sides have; where they were asked for. */
  readonly tops?: readonly TopFunctions[];
  /** Sources that were left out and why; they stand in the analysis' notices too. */
  readonly problems: readonly string[];
}

/** The heavy part, off the web thread. A source that cannot be read becomes a notice. */
export interface Compute {
  analyse(request: AnalysisRequest, signal: AbortSignal): Promise<ComputedAnalysis>;
  /** One plain flame graph of all sources together; rejects with MalformedProfile when none can be read. */
  drawOne(request: PlainDrawing, signal: AbortSignal): Promise<DrawnPicture>;
  /** What a pushed profile holds; rejects with MalformedProfile when it is none. */
  inspect(bytes: Uint8Array, signal: AbortSignal): Promise<ProfileFacts>;
  /** What a cumulative profile gained over the one before it, as pprof; rejects with MalformedProfile. */
  subtract(later: Uint8Array, earlier: Uint8Array, signal: AbortSignal): Promise<Uint8Array>;
  /** A message of OpenTelemetry taken apart, one pprof for each process; rejects with MalformedProfile. */
  splitByProcess(message: Uint8Array, signal: AbortSignal): Promise<readonly ProcessProfile[]>;
}

// ── Chat ────────────────────────────────────────────────────────────────────

export interface PostedPicture {
  readonly picture: DrawnPicture;
  /** Public or signed address of the same bytes, for chats that only show links. */
  readonly url: string;
}

export interface Chat {
  readonly name: string;
  /**
   * Posts the text and answers with the reference that edits need. `key` is stable per incident and channel:
   * with `maybeSent` an earlier attempt ended unclear, and the chat looks for that key before it posts again.
   */
  post(report: Report, delivery: { key: string; maybeSent: boolean }, signal: AbortSignal): Promise<string>;
  /** Replaces text and picture of a post; saying the same twice is harmless. Answers with the reference. */
  edit(ref: string, report: Report, picture: PostedPicture | undefined, signal: AbortSignal): Promise<string>;
}

// ── State ───────────────────────────────────────────────────────────────────

/** What one commit may do; nothing of it is visible before the commit, all of it after. */
export interface LedgerEntry {
  /** Latest incident of a service, locked until the commit. */
  latestIncident(service: string): Promise<Incident | undefined>;
  saveIncident(incident: Incident): Promise<void>;
  saveDelivery(delivery: Delivery): Promise<void>;
  /** A job that will investigate this incident, once. */
  enqueueInvestigation(incidentId: string): Promise<void>;
  /** A job that will tell the kept answer to those of the incident's channels that were not told. */
  enqueueTelling(incidentId: string): Promise<void>;
  /** A job that will look at this incident a second time, once, at that time; asked again, the earlier time counts. */
  enqueueRefinement(incidentId: string, at: Instant): Promise<void>;
}

export interface Ledger {
  /**
   * Runs `work` in one transaction; rejects with DATABASE_UNAVAILABLE when it could not be committed, or with what
   * `work` threw. `work` may run again when two commits collide: it speaks to nothing but its entry.
   */
  commit<T>(work: (entry: LedgerEntry) => Promise<T>): Promise<T>;
}

export interface IncidentFilter {
  readonly service?: string;
  readonly before?: Instant;
  readonly limit: number;
}

export interface Incidents {
  get(id: string): Promise<Incident | undefined>;
  /** Newest first. */
  list(filter: IncidentFilter): Promise<readonly Incident[]>;
  save(incident: Incident): Promise<void>;
}

export interface Queue {
  /**
   * Starts working on jobs, one at a time per service and first looks before second ones; a rejected handler is
   * retried later, a Failure with retryable false never. A job that no retry will save is told to `givenUp`, with the
   * last problem, also when its process died.
   */
  start(
    handler: (incidentId: string, signal: AbortSignal, round: Round) => Promise<void>,
    givenUp?: (incidentId: string, problem: string, round: Round) => Promise<void>,
  ): Promise<void>;
  /** Takes no new job and waits for the running ones; after its grace it aborts them, to be retried at the next start. */
  stop(): Promise<void>;
  /** Jobs waiting and jobs running; a second look whose time has not come does not wait. */
  depth(): Promise<{ readonly waiting: number; readonly running: number }>;
}

/** The outbox: what was said where, so that a retry edits instead of repeating. */
export interface PostRow {
  readonly incidentId: string;
  readonly channel: string;
  readonly state: 'sending' | 'posted' | 'pictured';
  /** Which answer the post shows. */
  readonly round: Round;
  readonly ref?: string;
}

export interface Posts {
  find(incidentId: string, channel: string): Promise<PostRow | undefined>;
  save(row: PostRow): Promise<void>;
}

export interface EvidenceStore {
  keep(evidence: Evidence): Promise<void>;
  find(incidentId: string): Promise<Evidence | undefined>;
}

/** Content-addressed bytes, compressed on disk. */
export interface Blobs {
  /** Answers with the SHA-256 of the bytes, in hex. Rejects with DISK_FULL when they could not be kept. */
  put(bytes: Uint8Array): Promise<string>;
  get(hash: string): Promise<Uint8Array | undefined>;
}

/** Index of the embedded profile store. */
export interface StoredProfile {
  readonly kind: ProfileKind;
  readonly service: string;
  readonly labels: Labels;
  readonly interval: Window;
  readonly hash: string;
  readonly bytes: number;
  /** What it takes of the disk, where that is not `bytes`. */
  readonly diskBytes?: number;
  /** Only of a profile that was merged of others: how long they recorded together. */
  readonly seconds?: number;
  /** For formats that do not say what they count: folded text. */
  readonly counts?: Counts;
}

export interface ProfileIndex {
  /** Adding the same profile twice keeps it once. `service` becomes the label `service_name` where there is none. */
  add(profiles: readonly StoredProfile[]): Promise<void>;
  /**
   * In time order: what begins in the window. Of merged ones those whose middle lies in it and that are hardly longer than
   * it, so that an hour never stands for five minutes.
   */
  find(query: ProfileQuery): Promise<readonly StoredProfile[]>;
  /** The latest of any time, for saying what there is when a window is empty. */
  newest(query: Omit<ProfileQuery, 'window'>): Promise<StoredProfile | undefined>;
}

/** A message of the built-in inbox. */
export interface InboxMessage {
  readonly id: string;
  readonly channel: string;
  /** Stable key of the sender; a second post with the same key is the same message. */
  readonly key: string;
  readonly postedAt: Instant;
  readonly editedAt?: Instant;
  readonly report: Report;
  readonly pictureUrl?: string;
}

export interface InboxMessages {
  save(message: InboxMessage): Promise<void>;
  findByKey(channel: string, key: string): Promise<InboxMessage | undefined>;
  /** Newest first. */
  list(limit: number): Promise<readonly InboxMessage[]>;
}

// ── Links, time, telling ────────────────────────────────────────────────────

export interface Links {
  /** Absolute signed address of a page of ours, such as `/incidents/ID`. */
  sign(path: string): string;
  verify(path: string, expires: string, signature: string): 'good' | 'expired' | 'wrong';
}

export interface Clock {
  now(): Instant;
}

export interface WaitingClock extends Clock {
  /** Rejects with CANCELLED when the signal is quicker. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** Counters and durations; names are in adapters/telemetry. */
export interface Meter extends DeployMeter {
  stage(name: string, outcome: string, seconds: number): void;
  /** One delivery at a webhook door: `accepted`, `odd`, `refused`, `not JSON`, `not kept`. */
  webhook(sender: string, outcome: string): void;
  alert(action: string): void;
  /** One pushed profile at a door: `kept`, `not compared`, `refused`, `over quota`, `not kept`; its bytes as they came. */
  push(door: string, outcome: string, bytes: number): void;
  /** One delivery at a door for deploys: `accepted`, `ignored`, `invalid`, `refused`, `not JSON`, `not kept`. */
  deployEvent(sender: string, outcome: string): void;
  post(channel: string, outcome: string): void;
  refinement(outcome: RefinementOutcome): void;
  failure(code: string): void;
}

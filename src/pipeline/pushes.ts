/** What comes through the doors for profiles. */
import type { Labels } from '../core/alert/alert.ts';
import type { Instant, Window } from '../core/instant.ts';
import type { Counts } from '../core/profile/assume-counts.ts';
import type { ProfileKind } from '../core/profile/profile.ts';

/** One profile as it came through a door. */
export interface ProfilePush {
  readonly service: string;
  /** What the sender calls it: Go's block and mutex profiles look alike inside. `none`: nothing that we compare. */
  readonly kind?: ProfileKind | 'none';
  readonly labels: Labels;
  /** What the sender says of its time; else the profile's own. */
  readonly interval?: Window;
  /** For formats that do not say what they count: folded text. */
  readonly counts?: Counts;
  readonly bytes: Uint8Array;
  /** Of a cumulative profile: the one before it, to be taken away from it. */
  readonly previous?: Uint8Array;
}

/** What became of a push: `not compared` is a profile of memory, goroutines and the like, which nobody asks for. */
export type PushOutcome = 'kept' | 'not compared';

/** What one process, or whatever else a resource of OpenTelemetry describes, spent. */
export interface ProcessProfile {
  /** `service.name`, `k8s.pod.name` and the like. */
  readonly attributes: Labels;
  /** Gzipped pprof. */
  readonly bytes: Uint8Array;
}

/** What a profile says of itself. */
export interface ProfileFacts {
  readonly format: string;
  /** Empty for memory, goroutines and whatever else is neither CPU time nor waiting. */
  readonly kinds: readonly ProfileKind[];
  /** True for a format that leaves it to the sender what it measures; `kinds` is a guess then. */
  readonly unstated: boolean;
  /** 0 when the profile does not say. */
  readonly timeMs: Instant;
  /** 0 when the profile does not say. */
  readonly durationSeconds: number;
}

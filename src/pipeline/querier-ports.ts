/** What those need who look into the embedded store from outside, as into a Pyroscope. */
import type { Labels } from '../core/alert/alert.ts';
import type { Instant, Window } from '../core/instant.ts';
import type { Counts } from '../core/profile/assume-counts.ts';
import type { SampleFilter } from '../core/profile/one-column.ts';
import type { ProfileKind } from '../core/profile/profile.ts';
import type { FlameLevels } from '../core/profile/pyroscope-tree.ts';

/** Profiles of one kind with the same labels. */
export interface KeptSeries {
  readonly id: string;
  readonly kind: ProfileKind;
  /** With `service_name`. */
  readonly labels: Labels;
}

export interface KeptProfile {
  readonly series: string;
  /** Where it begins; of a merged one its middle. */
  readonly at: Instant;
  readonly hash: string;
  readonly bytes: number;
  readonly counts?: Counts;
}

export interface ProfileCatalogue {
  /** Series that carry these labels and have a profile in the window, of which both ends count; at most so many. */
  series(
    asked: { readonly kind?: ProfileKind; readonly labels: Labels; readonly window: Window },
    most: number,
  ): Promise<readonly KeptSeries[]>;
  /** Their profiles in the window, in time order; at most so many. The same ones that an investigation is given. */
  profiles(series: readonly string[], window: Window, most: number): Promise<readonly KeptProfile[]>;
  /** When the first and the last one of all begin; undefined where there is none. */
  reach(): Promise<Window | undefined>;
}

/** What is to be made of profiles that are added up. */
export type SumForm =
  /** The total of each. */
  | { readonly form: 'totals' }
  /** Cut to so many nodes; 0 is all of them. */
  | { readonly form: 'pprof' | 'tree' | 'levels'; readonly maxNodes: number };

export interface SumRequest {
  readonly kind: ProfileKind;
  readonly filter: SampleFilter;
  readonly sources: readonly { readonly bytes: Uint8Array; readonly counts?: Counts }[];
  readonly result: SumForm;
  /** End of the window, for the pprof. */
  readonly timeMs: Instant;
}

export type Summed =
  /** Nanoseconds, in the order of the sources; 0 of what holds nothing of the kind. */
  | { readonly form: 'totals'; readonly totals: readonly number[] }
  /** Not compressed; no bytes at all where nothing was added up. */
  | { readonly form: 'pprof' | 'tree'; readonly bytes: Uint8Array }
  | { readonly form: 'levels'; readonly levels: FlameLevels };

/** Adds up profiles off the web thread; a source that cannot be read counts as nothing, and `unread` says why. */
export interface ProfileSums {
  sum(request: SumRequest, signal: AbortSignal): Promise<Summed & { readonly unread: readonly string[] }>;
}

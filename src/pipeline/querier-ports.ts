/** What those need who look into the embedded store from outside, as into a Pyroscope. */
import type { Labels } from '../core/alert/alert.ts';
import type { Instant, Window } from '../core/instant.ts';
import type { Counts } from '../core/profile/assume-counts.ts';
import type { ProfileKind } from '../core/profile/profile.ts';

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
}

import type { AlertGroup } from '../core/alert/alert.ts';
import type { Instant } from '../core/instant.ts';

/** What a sender of alerts delivered, as it is kept. */
export interface Delivery {
  readonly receivedAt: Instant;
  readonly group: AlertGroup;
  /** What was decided per fingerprint, and why. */
  readonly decisions: readonly { readonly fingerprint: string; readonly action: string; readonly reason: string }[];
}

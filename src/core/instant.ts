/** Milliseconds since the Unix epoch. */
export type Instant = number;

/** A stretch of time; both ends belong to it, as in Pyroscope's queries. */
export interface Window {
  readonly from: Instant;
  readonly to: Instant;
}

/** ISO 8601 in UTC, the form of every time in our JSON. */
export function isoInstant(instant: Instant): string {
  return new Date(instant).toISOString();
}

import { BadPush } from './push-refusal.ts';

/** One series of push.v1: https://github.com/grafana/pyroscope/blob/main/api/push/v1/push.proto */
export interface PushedSeries {
  readonly labels: readonly (readonly [name: string, text: string])[];
  /** Copies of their own: what goes to another thread takes the memory along that it is a part of. */
  readonly profiles: readonly Uint8Array[];
}

/** Of one request: an agent's proxy sends a few dozen. */
const MOST_PROFILES = 1000;
export const MOST_LABELS = 1000;

/** Throws BadPush for a request with too much in it. */
export function countParts(): (what: 'series' | 'profiles') => void {
  const counts = { series: 0, profiles: 0 };
  return (what) => {
    if (++counts[what] > MOST_PROFILES) throw new BadPush(`more than ${MOST_PROFILES} ${what} in one push`);
  };
}

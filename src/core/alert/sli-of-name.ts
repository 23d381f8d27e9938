import type { Sli } from './burn.ts';

// "Error budget burn" is said of every SLO.
const SAYS_NOTHING = /error[-_ ]?budget|sli_error/gi;
const LATENCY =
  /latenc|duration|slow|fast(?:er|[-_ ]?enough)|respon(?:se|ding)[-_ ]?time|response_?latency|apdex|delay|quantile|percentile|\d+m?s(?:[^a-z0-9]|$)|(?:^|[^a-z])p(?:50|75|9\d)|[a-z]P(?:50|75|9\d)/i;
const ERRORS = /error|avail|success|fail|5xx|4xx|reliab|uptime|correctness|non[-_ ]?2xx/i;

/** Longer names say no more; it keeps the search linear on what anybody may send. */
const LONGEST = 200;

/** What a name of an SLO, an alert or a metric says it measures; latency wins where it says both. Undefined when it says neither. */
export function sliOfName(name: string): Sli | undefined {
  const telling = name.slice(0, LONGEST).replaceAll(SAYS_NOTHING, '');
  if (LATENCY.test(telling)) return 'latency';
  return ERRORS.test(telling) ? 'errors' : undefined;
}

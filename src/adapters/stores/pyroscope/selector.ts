import type { Labels } from '../../../core/alert/alert.ts';

/**
 * Equality matchers as Pyroscope reads them. Values come from alerts, which anybody may have named: quoted as Go unquotes them,
 * and never without quotes. Names with dots (OpenTelemetry) are quoted too.
 */
export function selectorOf(labels: Labels): string {
  const matchers = Object.entries(labels)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => `${/^[a-zA-Z_]\w*$/.test(name) ? name : quoted(name)}=${quoted(text)}`);
  return `{${matchers.join(',')}}`;
}

/** JSON's escapes are Go's too; a lone half of a surrogate pair is no text for either. */
function quoted(text: string): string {
  return JSON.stringify(text.toWellFormed());
}

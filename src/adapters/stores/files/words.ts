import type { Labels } from '../../../core/alert/alert.ts';

const MOST_NAMED = 3;
/** Of a name in a sentence. */
const LONGEST_NAME = 100;

/** Names are chosen by whoever writes files: what would break a line or steer a terminal becomes a blank. */
export function leftOut(left: readonly (readonly [name: string, why: string])[]): string {
  const named = left.slice(0, MOST_NAMED).map(([name, why]) => `${plain(name)} (${why})`);
  const more = left.length > MOST_NAMED ? ` and ${left.length - MOST_NAMED} more` : '';
  return `Left out: ${named.join(', ')}${more}.`;
}

function plain(name: string): string {
  const text = name.toWellFormed().replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ');
  return text.length > LONGEST_NAME ? `…${text.slice(-LONGEST_NAME)}` : text;
}

export function selectorText(selector: Labels): string {
  const matchers = Object.entries(selector)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, text]) => `${label}=${JSON.stringify(text)}`);
  return `{${matchers.join(', ')}}`;
}

/** Beginnings that names must have to be wanted, so that a bucket lists few of them. */
import type { Labels } from '../../../core/alert/alert.ts';
import type { Span } from './name-time.ts';

/** More of them are no longer cheaper than to list what lies between. */
const MOST = 12;
/** A zone in a name may move its day. https://www.rfc-editor.org/rfc/rfc3339#section-5.6 */
const ZONE_MS = 14 * 3_600_000;
const HOUR_MS = 3_600_000;
const XID_DIGITS = '0123456789abcdefghijklmnopqrstuv';

/**
 * Of one folder or name of the pattern, such as `{service}-{yyyy}{mm}{dd}`: every beginning that a wanted one can have, up to the
 * first token that nothing is known of. Only ever too few letters, never a wrong one; the names are looked at afterwards.
 */
export function namePrefixes(
  text: string,
  { selector, stamps }: { selector: Labels; stamps: Span },
): readonly string[] {
  let prefixes: readonly string[] = [''];
  const parts = text.match(/\{[^{}]*\}|[^{}]+/g) ?? [];
  for (const [at, part] of parts.entries()) {
    const choices = choicesOf(part, parts.slice(at), selector, stamps);
    if (choices === undefined) break;
    const longer = prefixes.flatMap((one) => choices.texts.map((two) => one + two));
    if (longer.length > MOST) break;
    prefixes = longer;
    if (choices.last) break;
  }
  return prefixes;
}

interface Choices {
  readonly texts: readonly string[];
  /** What follows is not known. */
  readonly last: boolean;
}

function choicesOf(part: string, rest: readonly string[], selector: Labels, stamps: Span): Choices | undefined {
  if (!part.startsWith('{')) return { texts: [part], last: false };
  const token = part.slice(1, -1);
  switch (token) {
    case 'service': {
      const service = selector['service_name'];
      if (service === undefined) return undefined;
      return { texts: [...new Set([service, service.replaceAll('/', '__')])], last: false };
    }
    case 'yyyy':
      return { texts: datesOf(rest, stamps), last: true };
    case 'unix':
      return { texts: between(stamps.from / 1000, stamps.to / 1000, 10), last: true };
    case 'unix_ms':
      return { texts: between(stamps.from, stamps.to, 10), last: true };
    case 'xid':
      // The first four bytes are seconds, five bits a letter: seven letters hold them and three bits more.
      return { texts: between((stamps.from / 1000) * 8, (stamps.to / 1000) * 8 + 7, 32), last: true };
    case 'iso':
      return { texts: isoDays(stamps), last: true };
    default:
      return undefined;
  }
}

/** `{yyyy}-{mm}-{dd}T{HH}` and what else follows the year as literal text or a part of the time: hour by hour, as far as it goes. */
function datesOf(rest: readonly string[], { from, to }: Span): readonly string[] {
  for (const depth of ['HH', 'dd', 'mm', 'yyyy']) {
    const end = rest.indexOf(`{${depth}}`);
    const known = rest.slice(0, end + 1);
    if (end < 0 || !known.every((part) => !part.startsWith('{') || /^\{(?:yyyy|mm|dd|HH)\}$/.test(part))) continue;
    const texts = new Set<string>();
    for (let at = Math.floor(from / HOUR_MS) * HOUR_MS; at <= to && texts.size <= MOST; at += HOUR_MS)
      texts.add(known.map((part) => partOf(part, new Date(at))).join(''));
    if (texts.size <= MOST) return [...texts];
  }
  return [''];
}

function partOf(part: string, date: Date): string {
  const iso = date.toISOString();
  const parts: Readonly<Record<string, string>> = {
    '{yyyy}': iso.slice(0, 4),
    '{mm}': iso.slice(5, 7),
    '{dd}': iso.slice(8, 10),
    '{HH}': iso.slice(11, 13),
  };
  return parts[part] ?? part;
}

/** Days, in all the ways in which their separators may be left out. */
function isoDays({ from, to }: Span): readonly string[] {
  const days = new Set<string>();
  for (let at = from - ZONE_MS; at < to + ZONE_MS + 24 * HOUR_MS && days.size <= MOST; at += 24 * HOUR_MS)
    days.add(new Date(Math.min(at, to + ZONE_MS)).toISOString().slice(0, 10));
  const texts = [...days].flatMap((day) => {
    const [year = '', month = '', date = ''] = day.split('-');
    return ['-', ''].flatMap((a) => ['-', ''].map((b) => `${year}${a}${month}${b}${date}`));
  });
  return texts.length <= MOST ? texts : [...new Set(texts.map((text) => text.slice(0, 4)))];
}

/** Numbers of one length as few beginnings. */
function between(from: number, to: number, base: 10 | 32): readonly string[] {
  const [low, high] = [Math.floor(from), Math.floor(to)];
  if (low < 0 || digitsOf(low, base).length !== digitsOf(high, base).length) return [''];
  for (let scale = 1; scale <= high; scale *= base) {
    const [first, last] = [Math.floor(low / scale), Math.floor(high / scale)];
    if (last - first < 4) return Array.from({ length: last - first + 1 }, (_, index) => digitsOf(first + index, base));
  }
  return [''];
}

function digitsOf(number: number, base: 10 | 32): string {
  if (base === 10) return String(number);
  let text = '';
  for (let rest = number; rest > 0; rest = Math.floor(rest / 32)) text = XID_DIGITS[rest % 32]! + text;
  return text;
}

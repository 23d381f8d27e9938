import type { Labels } from '../../../core/alert/alert.ts';
import type { Instant } from '../../../core/instant.ts';

/** What a sender wrote, before anybody looked at it. */
export type Unread = Readonly<Record<string, unknown>>;

export const LONGEST_TEXT = 200;
const LONGEST_URL = 2_000;
const MOST_LABELS = 64;
const LONGEST_LABEL_NAME = 100;
/** What Go's templates, Argo CD's among them, write for what is not there. */
const NOTHING_IN_GO = '<no value>';
/** As in chats: controls, line ends, and what turns the reading direction around (https://trojansource.codes). */
const CONTROLS = /[\p{Cc}\u2028\u2029]+/gu;
const DIRECTIONS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

export function isUnread(raw: unknown): raw is Unread {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

/** The object below these keys; an empty one where there is none. */
export function objectAt(raw: unknown, ...keys: readonly string[]): Unread {
  let here = raw;
  for (const key of keys) here = isUnread(here) && Object.hasOwn(here, key) ? here[key] : undefined;
  return isUnread(here) ? here : {};
}

/** A list of texts; anything else in it is passed over. */
export function textsOf(raw: unknown, longest = LONGEST_TEXT): readonly string[] {
  return (Array.isArray(raw) ? raw : []).flatMap((one: unknown) => textOf(one, longest) ?? []).slice(0, MOST_LABELS);
}

/** One line of harmless characters, cut; numbers as they are written. Undefined for anything else and for nothing. */
export function textOf(raw: unknown, longest = LONGEST_TEXT): string | undefined {
  const given = typeof raw === 'number' && Number.isFinite(raw) ? String(raw) : raw;
  if (typeof given !== 'string') return undefined;
  // Cut before it is looked through: texts are as long as strangers like.
  const tame = given
    .slice(0, longest * 4)
    .replace(DIRECTIONS, '')
    .replace(CONTROLS, ' ')
    .trim();
  const cut = tame
    .slice(0, longest)
    .replace(/[\uD800-\uDBFF]$/, '')
    .toWellFormed();
  return cut === '' || cut === NOTHING_IN_GO ? undefined : cut;
}

/** A page that may be linked: absolute http(s), without credentials. */
export function pageOf(...candidates: readonly unknown[]): string | undefined {
  for (const raw of candidates) {
    if (typeof raw !== 'string' || raw.length > LONGEST_URL || !URL.canParse(raw)) continue;
    const url = new URL(raw);
    if (url.protocol !== 'https:' && url.protocol !== 'http:') continue;
    url.username = '';
    url.password = '';
    return url.href;
  }
  return undefined;
}

/** Where a repository is, as the sender writes it, without a password or token. */
export function repositoryOf(raw: unknown): string | undefined {
  return textOf(raw, 500)?.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^@/]*:[^@/]*@/i, '$1');
}

/** A revision of git, abbreviated or not (SHA-1 or SHA-256). */
export function commitOf(raw: unknown): string | undefined {
  return typeof raw === 'string' && /^[0-9a-f]{7,64}$/i.test(raw.trim()) ? raw.trim().toLowerCase() : undefined;
}

/** `2021-04-28 21:50:00 +0200` and `… UTC`, as Ruby writes times. */
const RUBY_TIME = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?) (?:UTC|([+-]\d\d):?(\d\d))$/;
const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:?\d\d)$/;
const EPOCH = /^\d{9,19}(?:\.\d+)?$/;

/**
 * A time with its zone, or the seconds, milli-, micro- or nanoseconds since 1970; which of them, its size tells.
 * Undefined for what is no time, and for Go's zero (the year 1).
 */
export function instantOf(raw: unknown): Instant | undefined {
  const text = typeof raw === 'number' ? String(raw) : typeof raw === 'string' ? raw.trim() : '';
  if (EPOCH.test(text)) {
    let number = Number(text);
    // 1e11 seconds are the year 5138, and 1e11 milliseconds 1973.
    if (number < 1e11) number *= 1000;
    while (number >= 1e14) number /= 1000;
    return Math.round(number);
  }
  const ruby = RUBY_TIME.exec(text);
  const iso = ruby === null ? text : `${ruby[1]}T${ruby[2]}${ruby[3] === undefined ? 'Z' : `${ruby[3]}:${ruby[4]}`}`;
  const at = RFC_3339.test(iso) ? Date.parse(iso) : Number.NaN;
  return Number.isFinite(at) && at > 0 ? at : undefined;
}

/** Clocks of two machines that are kept in time differ less. */
const CLOCK_TOLERANCE_MS = 60_000;

/** Nothing goes live after it was told: a time ahead of ours, or none at all, becomes that of the delivery. */
export function liveAt(raw: unknown, now: Instant): Instant {
  const at = instantOf(raw);
  return at === undefined || at > now + CLOCK_TOLERANCE_MS ? now : at;
}

/** Labels of what there is a text for; then of what the sender adds of its own, which overrides nothing. */
export function labelsOf(facts: Unread, added: Unread = {}): Labels {
  const labels = new Map<string, string>();
  for (const [key, raw] of [...Object.entries(facts), ...Object.entries(added)]) {
    const name = textOf(key, LONGEST_LABEL_NAME);
    const content = typeof raw === 'boolean' ? String(raw) : textOf(raw, LONGEST_URL);
    if (name === undefined || content === undefined || labels.has(name) || labels.size >= MOST_LABELS) continue;
    labels.set(name, content);
  }
  return Object.fromEntries(labels);
}

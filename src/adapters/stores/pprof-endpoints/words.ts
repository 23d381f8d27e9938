import type { Labels } from '../../../core/alert/alert.ts';
import { isoInstant, type Instant, type Window } from '../../../core/instant.ts';
import type { ProfileBlock } from '../../../pipeline/ports.ts';

const MINUTE = 60_000;
/** Two days and more are told in days, two hours and more in hours. */
const UNITS: readonly (readonly [string, number])[] = [
  ['days', 24 * 60 * MINUTE],
  ['h', 60 * MINUTE],
  ['min', MINUTE],
];

/** The recording is of now, while the window may have ended before. */
export function burnSentence(blocks: readonly ProfileBlock[], window: Window): string {
  const from = begin(blocks);
  const late = from - window.to;
  const after = late > MINUTE ? `, ${lengthText(late)} after the compared window` : '';
  return `The burn was recorded on demand: ${howMuch(blocks)} at ${minuteText(from)}${after}.`;
}

export function healthySentence(blocks: readonly ProfileBlock[], onset: Instant): string {
  const from = begin(blocks);
  const last = Math.max(...blocks.map(({ interval }) => interval.from));
  const when = last - from > 2 * MINUTE ? `from ${minuteText(from)} to ${minuteText(last)}` : `of ${minuteText(from)}`;
  const ago = onset - last < MINUTE ? 'right' : lengthText(onset - last);
  return `The baseline is the healthy recording ${when}, ${ago} before the onset: ${howMuch(blocks)}.`;
}

function begin(blocks: readonly ProfileBlock[]): Instant {
  return Math.min(...blocks.map(({ interval }) => interval.from));
}

/** Such as "15 s of 4 pods". */
function howMuch(blocks: readonly ProfileBlock[]): string {
  const pods = new Set(blocks.map(({ pod }) => pod)).size;
  const seconds = blocks.reduce((sum, block) => sum + secondsOf(block), 0) / pods;
  return `${Math.max(1, Math.round(seconds))} s of ${pods === 1 ? 'one pod' : `${pods} pods`}`;
}

function secondsOf({ seconds, interval }: ProfileBlock): number {
  return seconds ?? (interval.to - interval.from) / 1000;
}

function lengthText(milliseconds: number): string {
  const [name, length] = UNITS.find(([, one]) => milliseconds >= 2 * one) ?? ['min', MINUTE];
  return `${Math.round(milliseconds / length)} ${name}`;
}

export function minuteText(at: Instant): string {
  return `${isoInstant(at).slice(0, 16).replace('T', ' ')} UTC`;
}

export function selectorText(selector: Labels): string {
  const matchers = Object.entries(selector)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, text]) => `${label}=${JSON.stringify(text)}`);
  return `{${matchers.join(', ')}}`;
}

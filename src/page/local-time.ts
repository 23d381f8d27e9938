import { rememberLast } from './remember-last.ts';

/** `2026-11-22T14:09:00Z` as "22 Nov 2026, 15:09:00 CET" where the reader is; undefined for what is no time. */
export function localTime(iso: string, locale?: string, timeZone?: string): string | undefined {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? undefined : formatOf(locale, timeZone).format(at);
}

/** Made once for all times of a page: a format takes milliseconds to make. */
const formatOf = rememberLast(
  (locale: string | undefined, timeZone: string | undefined) =>
    new Intl.DateTimeFormat(locale, {
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'short',
      ...(timeZone === undefined ? {} : { timeZone }),
    }),
);

/** `2026-11-22T14:09:00Z` as "22 Nov 2026, 15:09:00 CET" where the reader is; undefined for what is no time. */
export function localTime(iso: string, locale?: string, timeZone?: string): string | undefined {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return undefined;
  return at.toLocaleString(locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
    ...(timeZone === undefined ? {} : { timeZone }),
  });
}

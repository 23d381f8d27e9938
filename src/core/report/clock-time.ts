import type { Instant } from '../instant.ts';

/** "14:02 UTC", with the day where it is not today's. */
export function clockTime(at: Instant, now: Instant): string {
  const iso = new Date(at).toISOString();
  const day = iso.slice(0, 10) === new Date(now).toISOString().slice(0, 10) ? '' : `${iso.slice(0, 10)} `;
  return `${day}${iso.slice(11, 16)} UTC`;
}

import type { Incident } from '../../core/incident/incident.ts';

/**
 * What burns, in one line. A report's headline goes on with times, other SLOs and how often it fired, for chats, which show it
 * alone; pages say these in the reader's own zone and in full. Without a report there is only the name of it.
 */
export function pageHeadline({ service, slo, endedAt }: Incident, headline: string | undefined): string {
  if (headline === undefined) return `${service} · ${slo}${endedAt === undefined ? ' is burning' : ''}`;
  const timeless = headline.replace(/^🔥 /u, '').replace(/ since [^()·]* UTC \([^()]*, alert fired [^()]*\).*$/s, '');
  return endedAt === undefined ? timeless : timeless.replace(' SLO burning', ' SLO burned');
}

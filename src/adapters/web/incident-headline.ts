import type { Incident } from '../../core/incident/incident.ts';

/**
 * What burns, in one line. The times in a report's headline are for chats, which show it alone; pages say them in the reader's
 * own zone. Without a report there is only the name of it.
 */
export function pageHeadline({ service, slo, endedAt }: Incident, headline: string | undefined): string {
  if (headline === undefined) return `${service} · ${slo}${endedAt === undefined ? ' is burning' : ''}`;
  const timeless = headline.replace(/^🔥 /u, '').replace(/ since [^()·]* UTC \([^()]*, alert fired [^()]*\)/, '');
  return endedAt === undefined ? timeless : timeless.replace(' SLO burning', ' SLO burned');
}

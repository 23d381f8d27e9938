import type { Incident } from '../../core/incident/incident.ts';

/**
 * What burns, or what a deploy did, in one line. A report's headline goes on with times, other SLOs and how often it fired, for chats, which show it
 * alone; pages say these in the reader's own zone and in full. Without a report there is only the name of it.
 */
export function pageHeadline({ service, slo, endedAt, cause }: Incident, headline: string | undefined): string {
  if (cause === 'deploy') return headline === undefined ? `${service} · ${slo}` : timelessDeploy(headline);
  if (headline === undefined) return `${service} · ${slo}${endedAt === undefined ? ' is burning' : ''}`;
  const timeless = headline.replace(/^🔥 /u, '').replace(/ since [^()·]* UTC \([^()]*, alert fired [^()]*\).*$/s, '');
  return endedAt === undefined ? timeless : timeless.replace(' SLO burning', ' SLO burned');
}

/** Without the sign of the outcome, which is a badge, the time, and that nothing burns. */
function timelessDeploy(headline: string): string {
  return headline
    .replace(/^\p{Extended_Pictographic} /u, '')
    .replace(/(?: since it[^()]* at|, deployed at) (?:\d{4}-\d\d-\d\d )?\d\d:\d\d UTC(?: \(nothing burns\))?$/, '');
}

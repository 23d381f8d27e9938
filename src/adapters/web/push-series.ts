import { createHash } from 'node:crypto';
import type { Labels } from '../../core/alert/alert.ts';
import type { Instant } from '../../core/instant.ts';
import { BadPush } from './push-refusal.ts';

/** Within an hour, over all services: what is remembered of each takes about a kilobyte. */
const MOST_SERIES = 200_000;
const HOUR = 3_600_000;

/** What was seen of a service within the hour: hashes of its label sets, and of the texts of each label. */
interface Seen {
  readonly series: Set<string>;
  readonly texts: Map<string, Set<string>>;
}

/**
 * Counts different label sets of each service within an hour. A label that is new with every push, such as the id of a
 * request, would fill the index and could never be compared: beyond `most` new sets throw BadPush, which names that label.
 */
export function countSeries(most: number): (service: string, labels: Labels, now: Instant) => void {
  const services = new Map<string, Seen>();
  let since = 0;
  let total = 0;
  return (service, labels, now) => {
    if (now - since >= HOUR || now < since) {
      services.clear();
      since = now;
      total = 0;
    }
    const seen = services.get(service) ?? { series: new Set(), texts: new Map() };
    const pairs = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const id = hash(JSON.stringify(pairs));
    if (seen.series.has(id)) return;
    if (seen.series.size >= most) throw tooMany(service, seen, most);
    if (total >= MOST_SERIES)
      throw new BadPush(`more than ${MOST_SERIES} different label sets of all services within an hour`);
    seen.series.add(id);
    services.set(service, seen);
    total++;
    for (const [label, text] of pairs) {
      const texts = seen.texts.get(label) ?? new Set();
      texts.add(hash(text));
      seen.texts.set(label, texts);
    }
  };
}

function tooMany(service: string, { texts }: Seen, most: number): BadPush {
  const [label = '', { size } = new Set()] = [...texts].toSorted(([, a], [, b]) => b.size - a.size)[0] ?? [];
  return new BadPush(
    `service ${JSON.stringify(service.slice(0, 80))} has more than ${most} different label sets within an hour ` +
      `(web.ingest_labels.sets_per_hour); the label ${JSON.stringify(label.slice(0, 80))} alone has ${size} texts: ` +
      'leave out what is new with every push',
  );
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64').slice(0, 12);
}

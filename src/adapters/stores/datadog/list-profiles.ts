/** Which profiles there are: one event for each upload of a process, about one a minute. */
import { z } from 'zod';
import type { Labels } from '../../../core/alert/alert.ts';
import { isoInstant, type Instant, type Window } from '../../../core/instant.ts';
import type { Datadog } from './ask-datadog.ts';
import { strange } from './datadog-failures.ts';
import type { DatadogSection } from './datadog-section.ts';
import { tagsOf } from './event-tags.ts';

/** Lists come newest first and end somewhere: cut into parts, what is missing is missing evenly. */
const MOST_PARTS = 4;
const SHORTEST_PART_MS = 120_000;
/** What tracers record at a time where an event does not say. */
const USUAL_LENGTH_MS = 60_000;
const LONGEST_LENGTH_MS = 3_600_000;

const Attributes = z.looseObject({
  id: z.string().optional(),
  'profile-id': z.string().optional(),
  timestamp: z.union([z.string(), z.number()]),
  duration_nanos: z.coerce.number().optional().catch(undefined),
});
const Answer = z.object({ data: z.array(z.unknown()) });
const Event = z.object({ id: z.string().min(1), attributes: Attributes });

export interface ListedProfile {
  readonly eventId: string;
  readonly profileId: string;
  readonly interval: Window;
  /** Empty where no tag tells it. */
  readonly pod: string;
  readonly podTag?: string;
  /** Pod, version, node. */
  readonly labels: Labels;
}

export interface Listing {
  /** In time order. */
  readonly profiles: readonly ListedProfile[];
  /** Parts of the window of which there may be more than was listed. */
  readonly cut: number;
  readonly parts: number;
  /** Events that do not say when they were recorded. */
  readonly unread: number;
}

export async function listProfiles(
  datadog: Datadog,
  section: DatadogSection,
  query: string,
  window: Window,
  signal: AbortSignal,
): Promise<Listing> {
  const parts = partsOf(window);
  const { listed } = section.limits;
  const answers = await Promise.all(
    parts.map(async (part) => {
      const late = section.timestamp === 'end' ? USUAL_LENGTH_MS * 2 : 0;
      const question = listQuestion({ from: part.from, to: part.to + late }, query, listed);
      const answer = Answer.safeParse(await datadog.json('list', question, signal));
      if (!answer.success) throw strange(datadog.url, 'paths.list: no list of data', answer.error);
      return answer.data.data;
    }),
  );
  const events = answers.flat().map((event) => Event.safeParse(event));
  const byId = new Map<string, ListedProfile>();
  let unread = 0;
  for (const event of events) {
    const profile = event.success ? profileOf(event.data, section) : undefined;
    if (profile === undefined) unread++;
    // Parts are asked for in whole seconds and touch: what lies on the edge comes twice.
    else if (profile.interval.from >= window.from && profile.interval.from <= window.to)
      byId.set(profile.eventId, profile);
  }
  return {
    profiles: [...byId.values()].toSorted((a, b) => a.interval.from - b.interval.from),
    cut: answers.filter((answer) => answer.length >= listed).length,
    parts: parts.length,
    unread,
  };
}

/** Events of a time, both ends included, newest first; whole seconds in UTC, as datadog-pgo sends them. */
export function listQuestion({ from, to }: Window, query: string, limit: number): object {
  return {
    filter: { from: stampOf(Math.floor(from / 1000)), to: stampOf(Math.ceil(to / 1000)), query },
    sort: { field: 'timestamp', order: 'desc' },
    limit,
  };
}

function stampOf(seconds: number): string {
  return isoInstant(seconds * 1000).replace('.000', '');
}

function partsOf({ from, to }: Window): readonly Window[] {
  const count = Math.max(1, Math.min(MOST_PARTS, Math.floor((to - from) / SHORTEST_PART_MS)));
  const edge = (index: number) => from + ((to - from) * index) / count;
  return Array.from({ length: count }, (_, index) => ({ from: edge(index), to: edge(index + 1) }));
}

/** Undefined where the event does not say when it was recorded. */
function profileOf({ id, attributes }: z.infer<typeof Event>, section: DatadogSection): ListedProfile | undefined {
  const stamp = instantOf(attributes.timestamp);
  if (stamp === undefined) return undefined;
  const said = (attributes.duration_nanos ?? 0) / 1e6;
  const length = said > 0 && said <= LONGEST_LENGTH_MS ? Math.round(said) : USUAL_LENGTH_MS;
  const from = section.timestamp === 'start' ? stamp : stamp - length;
  const tags = tagsOf(attributes);
  const first = (names: readonly string[]) => names.find((name) => (tags(name) ?? '') !== '');
  const { labels } = section;
  const [podTag, version, node] = [first(labels.pod), first(labels.version), first(labels.node)];
  const pod = podTag === undefined ? '' : tags(podTag)!;
  return {
    eventId: id,
    profileId: attributes['profile-id'] ?? attributes.id ?? id,
    interval: { from, to: from + length },
    pod,
    ...(podTag === undefined ? {} : { podTag }),
    labels: {
      ...(version === undefined ? {} : { version: tags(version)! }),
      ...(node === undefined ? {} : { node: tags(node)! }),
      ...(pod === '' ? {} : { pod }),
    },
  };
}

function instantOf(stamp: string | number): Instant | undefined {
  const at = typeof stamp === 'number' ? stamp : Date.parse(stamp);
  return Number.isFinite(at) && at > 0 ? Math.round(at) : undefined;
}

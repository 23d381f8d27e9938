/**
 * Grafana Pyroscope 1.10 to 2.x, read through its querier API.
 * https://grafana.com/docs/pyroscope/latest/reference-server-api/
 */
import { z } from 'zod';
import { Failure } from '../../core/failure.ts';
import type { Labels } from '../../core/alert/alert.ts';
import { isoInstant } from '../../core/instant.ts';
import type { FetchedProfiles, ProfileQuery, ProfileStore } from '../../pipeline/ports.ts';
import { reachPyroscope, type Pyroscope, type PyroscopeTools } from './pyroscope/ask-pyroscope.ts';
import { explainEmpty, lookback } from './pyroscope/explain-empty.ts';
import { fetchRequests } from './pyroscope/fetch-requests.ts';
import { linksOf } from './pyroscope/grafana-links.ts';
import { planReads, type ReadPlan } from './pyroscope/plan-reads.ts';
import { HOW_TO_SEND, pickType, type PickedType } from './pyroscope/profile-types.ts';
import type { PyroscopeSection } from './pyroscope/pyroscope-section.ts';
import { readBlocks, type BlocksRead } from './pyroscope/read-blocks.ts';
import { selectorOf } from './pyroscope/selector.ts';
import { shareCalls } from '../share-calls.ts';
import { readTimeline, type Presence } from './pyroscope/timeline.ts';

const TYPE_LABEL = '__profile_type__';
/** Of the types that a sentence lists. */
const MOST_NAMES = 12;
const Series = z.object({
  labelsSet: z
    .array(z.object({ labels: z.array(z.object({ name: z.string(), value: z.string().default('') })).default([]) }))
    .default([]),
});

export function connectPyroscope(section: PyroscopeSection, tools: PyroscopeTools): ProfileStore {
  const pyroscope = reachPyroscope(section, tools);
  const typesAsked = shareCalls<readonly string[]>();
  const timesAsked = shareCalls<readonly Presence[]>();
  const reasonsAsked = shareCalls<string>();
  return {
    name: section.name,
    async fetch(query, signal) {
      if (signal.aborted)
        throw new Failure('CANCELLED', 'the fetch of profiles was cancelled', {
          retryable: true,
          cause: signal.reason,
        });
      const selector = ownNames(query.selector, section);
      const { kind, window } = query;
      const words = `${kind} profiles of ${selectorOf(selector)} between ${isoInstant(window.from)} and ${isoInstant(window.to)}`;
      // All kinds of one window ask the same of the service's types and times.
      const key = `${selectorOf(selector)} ${window.from} ${window.to}`;
      const ids = await typesAsked(signal, key, () => readTypes(pyroscope, selector, query, signal));
      const type = pickType(kind, ids, section.types[kind]);
      if (type === undefined) {
        const explain = () => explainEmpty(pyroscope, section, selector, window, tools.clock.now(), signal);
        const why =
          ids.length > 0
            ? `the service sends ${names(ids)}; ${HOW_TO_SEND[kind]}`
            : await reasonsAsked(signal, key, explain);
        return { kind: 'empty', reason: `no ${words}: ${why}`, asked: `Series ${TYPE_LABEL} for ${words}` };
      }
      if (query.requests !== undefined) return fetchRequests(pyroscope, type, selector, query, query.requests, signal);
      const witness = witnessOf(type, ids, section);
      const question = { type: witness.id, selector, window };
      const presences = await timesAsked(signal, `${witness.id} ${key}`, () =>
        readTimeline(pyroscope, question, section.labels, signal),
      );
      const plan = planReads(type, witness, presences, window);
      const read = await readBlocks(pyroscope, type, selector, plan.reads, tools.budgetMs, signal);
      return answer(section, query, selector, type, plan, read, tools.clock.now());
    },
  };
}

function answer(
  section: PyroscopeSection,
  { kind, window }: ProfileQuery,
  selector: Labels,
  type: PickedType,
  plan: ReadPlan,
  read: BlocksRead,
  now: number,
): FetchedProfiles {
  const links = linksOf(section, type.id, selector, window);
  const moved = plan.shiftMs === 0 ? '' : `, stamps moved by ${plan.shiftMs / 1000} s`;
  const asked =
    `SelectMergeProfile ${type.id}${selectorOf(selector)} ${window.from}..${window.to}: ` +
    `${plan.podsRead} of ${plan.pods} pods, ${plan.parts} parts, a profile each ${plan.intervalMs / 1000} s${moved}` +
    (read.empty === 0 ? '' : `, ${read.empty} of ${read.blocks.length} without samples`) +
    (links === undefined ? '' : `; ${links.window}`);
  if (read.blocks.length === 0) {
    const why = lookback(window, now) ?? 'its series are there, but no profile lies in the window';
    return { kind: 'empty', reason: `no ${kind} profiles of ${selectorOf(selector)} (${type.id}): ${why}`, asked };
  }
  const notices = [...read.notices];
  if (type.kind !== kind) notices.push(`${kind} is told by ${type.kind} time (${type.id}).`);
  if (plan.podsRead < plan.pods)
    notices.push(`Of ${plan.pods} pods with ${type.kind} profiles ${plan.podsRead} were read, evenly chosen by name.`);
  if (plan.reads.every(({ pod }) => pod === ''))
    notices.push('No series says which pod it is of: all pods count as one (stores: labels.pod).');
  const blocks = read.blocks.map((block) => (block.pod === '' ? { ...block, pod: 'all pods' } : block));
  return { kind: 'profiles', blocks, asked, notices, ...(links === undefined ? {} : { links }) };
}

/** Selectors speak of service_name; the store may call it otherwise. */
function ownNames(selector: Labels, { labels }: PyroscopeSection): Labels {
  const { service_name: service, ...others } = selector;
  return service === undefined ? selector : { ...others, [labels.service]: service };
}

async function readTypes(
  pyroscope: Pyroscope,
  selector: Labels,
  { window }: ProfileQuery,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const message = { matchers: [selectorOf(selector)], labelNames: [TYPE_LABEL], start: window.from, end: window.to };
  const { labelsSet } = await pyroscope.json('Series', message, Series, signal);
  const ids = labelsSet.flatMap(({ labels }) => labels.map(({ value: id }) => id));
  return [...new Set(ids)].toSorted();
}

/**
 * The type whose times tell which pods were there. Waits for locks may not happen for minutes, and then nothing is sent of them; CPU is
 * always used. Types of other agents have other pods, and tell of themselves.
 */
function witnessOf(type: PickedType, ids: readonly string[], section: PyroscopeSection): PickedType {
  if (type.kind !== 'block' && type.kind !== 'mutex') return type;
  return pickType('cpu', ids, section.types.cpu) ?? type;
}

function names(ids: readonly string[]): string {
  const short = [...new Set(ids.map((id) => id.split(':').slice(0, 2).join(':')))];
  return short.length <= MOST_NAMES ? short.join(', ') : `${short.slice(0, MOST_NAMES).join(', ')}, …`;
}

/** Parca and Polar Signals Cloud, read through their QueryService. https://www.parca.dev/docs/ */
import { Failure } from '../../core/failure.ts';
import { isoInstant, type Window } from '../../core/instant.ts';
import type { FetchedProfiles, ProfileQuery, ProfileStore } from '../../pipeline/ports.ts';
import { shareCalls } from '../share-calls.ts';
import { reachParca, type Parca, type ParcaTools } from './parca/ask-parca.ts';
import { explainNone } from './parca/explain-none.ts';
import { linksOf } from './parca/links.ts';
import { encodeTypesRequest, readTypes } from './parca/messages.ts';
import type { ParcaSection } from './parca/parca-section.ts';
import { planReads, type ReadPlan } from './parca/plan-reads.ts';
import { readPresences, type Presence } from './parca/presences.ts';
import {
  candidates,
  isSampledOffCpu,
  parseTypeId,
  witnessesOf,
  type ParcaType,
  type PickedType,
} from './parca/profile-types.ts';
import { readBlocks, type BlocksRead } from './parca/read-blocks.ts';
import { matchersOf, selectorText, type Matcher } from './parca/selector.ts';

/** Found types change when somebody deploys an agent; in milliseconds. */
const TYPES_GOOD_MS = 60_000;
const MOST_KEPT = 32;

interface Found {
  readonly type: PickedType;
  readonly presences: readonly Presence[];
}

export function connectParca(section: ParcaSection, tools: ParcaTools): ProfileStore {
  const parca = reachParca(section, tools);
  const typesOf = typesKept(parca, tools);
  const shared = shareCalls<readonly Presence[]>();
  return {
    name: section.name,
    async fetch(query, signal) {
      if (signal.aborted)
        throw new Failure('CANCELLED', 'the fetch of profiles was cancelled', {
          retryable: true,
          cause: signal.reason,
        });
      const { kind, window } = query;
      const matchers = matchersOf(query.selector, section.labels);
      const selector = selectorText(matchers);
      const types = await typesOf(window, signal);
      // CPU tells of all waits which pods were there: one question for all kinds.
      const presencesOf = (type: PickedType) =>
        shared(signal, `${type.id} ${selector} ${window.from} ${window.to}`, () =>
          readPresences(parca, type.id, matchers, window, section.labels, signal),
        );
      const told = parseTypeId(section.types[kind] ?? '');
      const possible = told === undefined ? candidates(kind, types) : [{ ...told, kind }];
      const found = await firstPresent(possible, presencesOf);
      if (found === undefined) {
        const asked = `QueryRange ${possible.map(({ id }) => id).join(', ') || 'of no type'}${selector} ${window.from}..${window.to}`;
        const why = await explainNone(parca, { kind, types, possible, matchers, window }, signal);
        const between = `between ${isoInstant(window.from)} and ${isoInstant(window.to)}`;
        return { kind: 'empty', reason: `no ${kind} profiles of ${selector} ${between}: ${why}`, asked };
      }
      const witness = await firstPresent(witnessesOf(found.type, types), presencesOf);
      const plan = planReads(found.presences, witness?.presences ?? [], window);
      const { budgetMs } = tools;
      const asking = { type: found.type, selector: query.selector, matchers, reads: plan.reads, budgetMs };
      return answer(section, query, matchers, found.type, plan, await readBlocks(parca, asking, signal));
    },
  };
}

async function firstPresent(
  types: readonly PickedType[],
  presencesOf: (type: PickedType) => Promise<readonly Presence[]>,
): Promise<Found | undefined> {
  for (const type of types) {
    const presences = await presencesOf(type);
    if (presences.length > 0) return { type, presences };
  }
  return undefined;
}

function answer(
  section: ParcaSection,
  { kind, window }: ProfileQuery,
  matchers: readonly Matcher[],
  type: PickedType,
  plan: ReadPlan,
  read: BlocksRead,
): FetchedProfiles {
  const expression = type.id + selectorText(matchers);
  const links = linksOf(section, expression, window);
  const asked =
    `Query MERGE PPROF ${expression} ${window.from}..${window.to}: ${plan.podsRead} of ${plan.pods} pods, ${plan.parts} parts` +
    `${read.empty === 0 ? '' : `, ${read.empty} of ${read.blocks.length} without samples`}; ${links.window}`;
  if (read.empty === read.blocks.length)
    return { kind: 'empty', reason: `no ${kind} profiles of ${expression}: none of its pods had any samples`, asked };
  const notices = [...read.notices];
  if (type.kind !== kind) notices.push(`${kind} is told by ${type.kind} time (${type.id}).`);
  if (isSampledOffCpu(type))
    notices.push(
      "Parca's agent records off-CPU time only with the probability of its --off-cpu-threshold and does not scale it up: compare the windows, its seconds are too few.",
    );
  if (plan.podsRead < plan.pods)
    notices.push(`Of ${plan.pods} pods with ${type.kind} profiles ${plan.podsRead} were read, evenly chosen by name.`);
  if (plan.reads.every(({ pod }) => pod === ''))
    notices.push('No series says which pod it is of: all pods count as one (stores: labels.pod).');
  return { kind: 'profiles', blocks: read.blocks, asked, notices, links };
}

/** The types of a window, asked once for all kinds and services and kept for a while. */
function typesKept(
  parca: Parca,
  { clock }: ParcaTools,
): (window: Window, signal: AbortSignal) => Promise<readonly ParcaType[]> {
  const kept = new Map<string, { readonly at: number; readonly types: readonly ParcaType[] }>();
  const shared = shareCalls<readonly ParcaType[]>();
  return async (window, signal) => {
    const key = `${window.from} ${window.to}`;
    const known = kept.get(key);
    if (known !== undefined && clock.now() - known.at < TYPES_GOOD_MS) return known.types;
    return shared(signal, key, async () => {
      const types = (await parca.ask('ProfileTypes', encodeTypesRequest(window), readTypes, signal)) ?? [];
      kept.delete(key);
      kept.set(key, { at: clock.now(), types });
      const [oldest] = kept.keys();
      if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      return types;
    });
  };
}

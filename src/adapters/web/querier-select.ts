/** SelectMergeStacktraces, SelectMergeSpanProfile, SelectMergeProfile and SelectSeries: profiles added up. */
import type { Window } from '../../core/instant.ts';
import { readTypeId } from '../../core/profile/profile-type-id.ts';
import type { Looking, StoreQuestion } from '../../pipeline/look-into-store.ts';
import { flameGraphAnswer, pprofAnswer, profileAnswer, sumsAnswer, treeAnswer } from './querier-graph-answer.ts';
import type { QuerierAnswer } from './querier-answer.ts';
import { windowOf, type Asked } from './querier-discovery.ts';
import { QuerierRefusal } from './querier-refusal.ts';
import type { QuerierRequest } from './querier-fields.ts';
import { readSelector } from './querier-selector.ts';

const DAY_MS = 24 * 3_600_000;
/** The longest range that is added up. */
const MOST_DAYS = 31;
const MOST_NODES = 1_048_576;
/** Of a flame graph where nobody says how many. */
const USUAL_NODES = 8192;
const TREE = 2;
const DOT = 3;
const PPROF = 4;
const EXEMPLAR_SPAN = 3;

export interface SelectWorld {
  readonly looking: Looking;
}

export async function answerStacktraces(
  { request }: Asked,
  { looking }: SelectWorld,
  signal: AbortSignal,
): Promise<QuerierAnswer> {
  const most = maxNodesOf(request);
  const question = questionOf(request);
  switch (request.format) {
    case DOT:
      throw new QuerierRefusal('unimplemented', 'PROFILE_FORMAT_DOT is not drawn here');
    case PPROF:
      return pprofAnswer(question && (await looking.merge(question, { form: 'pprof', maxNodes: most }, signal)));
    case TREE:
      return treeAnswer(
        question && (await looking.merge(question, { form: 'tree', maxNodes: most || USUAL_NODES }, signal)),
      );
    default:
      return flameGraphAnswer(
        question && (await looking.merge(question, { form: 'levels', maxNodes: most || USUAL_NODES }, signal)),
      );
  }
}

/** Not cut unless the reader asks for it. */
export async function answerProfile(
  { request }: Asked,
  { looking }: SelectWorld,
  signal: AbortSignal,
): Promise<QuerierAnswer> {
  const most = maxNodesOf(request);
  const question = questionOf(request);
  return profileAnswer(question && (await looking.merge(question, { form: 'pprof', maxNodes: most }, signal)));
}

export async function answerSums(
  { request }: Asked,
  { looking }: SelectWorld,
  signal: AbortSignal,
): Promise<QuerierAnswer> {
  const { groupBy: labels, step, limit, exemplarType } = request;
  const question = questionOf(request);
  const stepMs = step * 1000;
  if (!(stepMs >= 1)) throw new QuerierRefusal('invalid_argument', 'step must be >= 1ms');
  if (!Number.isFinite(stepMs)) throw new QuerierRefusal('invalid_argument', 'step is no number of seconds');
  if (exemplarType === EXEMPLAR_SPAN) throw new QuerierRefusal('unimplemented', 'exemplars of spans are not kept');
  return sumsAnswer(question === undefined ? [] : await looking.overTime(question, { labels, stepMs, limit }, signal));
}

/** Undefined for a type that nobody has, so that nothing can fit. Throws QuerierRefusal. */
function questionOf(request: QuerierRequest): StoreQuestion | undefined {
  const type = readTypeId(request.profileTypeID);
  if (type.kind === 'problem') throw new QuerierRefusal('invalid_argument', type.message);
  const selector = readSelector(request.labelSelector);
  const window = shortWindow(request);
  const filter = {
    spans: idsOf(request.spanSelector, 16, 'span id'),
    traces: idsOf(request.traceIdSelector, 32, 'trace id'),
    callSite: request.callSite,
  };
  if (filter.spans.length > 0 && filter.traces.length > 0)
    throw new QuerierRefusal('invalid_argument', 'span_selector and trace_id_selector cannot be combined');
  if (request.profileIdSelector.length > 0)
    throw new QuerierRefusal('unimplemented', 'profiles have no ids here: leave out profile_id_selector');
  return type.kind === 'unknown' ? undefined : { kind: type.profileKind, selector, window, filter };
}

function shortWindow(request: QuerierRequest): Window {
  const window = windowOf(request);
  const length = window.to - window.from;
  if (length <= MOST_DAYS * DAY_MS) return window;
  const hours = Math.ceil(length / 3_600_000);
  const message = `the query time range exceeds the limit (max_query_length, actual: ${hours}h, limit: ${MOST_DAYS}d)`;
  throw new QuerierRefusal('invalid_argument', message);
}

function maxNodesOf({ maxNodes }: QuerierRequest): number {
  if (maxNodes < 0)
    throw new QuerierRefusal('invalid_argument', `max flamegraph nodes limit must be set (max allowed ${MOST_NODES})`);
  if (maxNodes <= MOST_NODES) return maxNodes;
  const message = `max flamegraph nodes limit ${maxNodes} is greater than allowed ${MOST_NODES}`;
  throw new QuerierRefusal('invalid_argument', message);
}

function idsOf(ids: readonly string[], digits: number, what: string): readonly string[] {
  for (const id of ids) {
    if (id.length === digits && /^[\da-f]+$/i.test(id)) continue;
    const shown = JSON.stringify(id.slice(0, 80));
    throw new QuerierRefusal('invalid_argument', `invalid ${what} ${shown}: ${digits} hexadecimal digits are one`);
  }
  return ids.map((id) => id.toLowerCase());
}

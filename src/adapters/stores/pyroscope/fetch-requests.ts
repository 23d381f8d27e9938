/**
 * The samples of single requests. Servers before 2.2 pass over selectors that they do not know, and answer with everything: that an answer
 * holds a pprof, which came with the selectors, is the proof that they were understood.
 */
import type { Labels } from '../../../core/alert/alert.ts';
import { Failure } from '../../../core/failure.ts';
import { openMessage, openWire, readTag, skipField } from '../../../core/profile/formats/wire.ts';
import { MalformedProfile } from '../../../core/profile/profile.ts';
import type { RequestIds } from '../../../core/profile/request-ids.ts';
import type { FetchedProfiles, ProfileQuery } from '../../../pipeline/ports.ts';
import { writeProto } from '../../write-proto.ts';
import { CODES, type Pyroscope } from './ask-pyroscope.ts';
import { hasSamples, type MergeRequest } from './merge-messages.ts';
import type { PickedType } from './profile-types.ts';
import { readTree } from './read-tree.ts';
import { selectorOf } from './selector.ts';

/** PROFILE_FORMAT_PPROF */
const PPROF = 4;
/** `pprof = 5 { profile = 1 }` of SelectMergeStacktracesResponse. */
const ANSWER_PPROF = 5;
const PPROF_PROFILE = 1;
const FUNCTIONS_ONLY = 'Of spans this server tells functions only, no files and lines.';

/** One block: all pods together. */
export async function fetchRequests(
  pyroscope: Pyroscope,
  type: PickedType,
  selector: Labels,
  { kind, window }: ProfileQuery,
  requests: RequestIds,
  signal: AbortSignal,
): Promise<FetchedProfiles> {
  const labelSelector = selectorOf(selector);
  const question = { profileTypeID: type.id, labelSelector, start: window.from, end: window.to };
  const told = `${requests.by} ${requests.ids.join(', ')}`;
  const asked = `SelectMergeStacktraces ${type.id}${labelSelector} ${window.from}..${window.to} of ${told}`;
  const empty = (why: string): FetchedProfiles => ({
    kind: 'empty',
    reason: `no ${kind} samples of ${told}: ${why}`,
    asked,
  });
  const answer = await pyroscope.proto('SelectMergeStacktraces', encodeRequest(question, requests), signal);
  const notices = type.kind === kind ? [] : [`${kind} is told by ${type.kind} time (${type.id}).`];
  let bytes = pprofOf(answer, pyroscope.url);
  if (bytes === undefined) {
    if (requests.by === 'trace') return empty('this server cannot tell traces apart, Pyroscope 2.2 can: ask for spans');
    const spans = { ...question, spanSelector: requests.ids };
    bytes = (await readTree(pyroscope, type, 'SelectMergeSpanProfile', spans, signal)).bytes;
    notices.push(FUNCTIONS_ONLY);
  }
  if (bytes.length === 0 || !hasSamples(bytes)) return empty(`none in the ${type.id} profiles of ${labelSelector}`);
  const block = { kind: type.kind, pod: 'all pods', labels: selector, interval: window, bytes };
  return { kind: 'profiles', blocks: [block], asked, notices };
}

/** querier.v1.SelectMergeStacktracesRequest. https://github.com/grafana/pyroscope/blob/main/api/querier/v1/querier.proto */
function encodeRequest(
  { profileTypeID, labelSelector, start, end }: MergeRequest,
  { by, ids }: RequestIds,
): Uint8Array {
  return writeProto([
    [1, profileTypeID],
    [2, labelSelector],
    [3, start],
    [4, end],
    [6, PPROF],
    ...ids.map((id) => [by === 'trace' ? 10 : 11, id] as const),
  ]);
}

/** Undefined where the answer has another form. */
function pprofOf(answer: Uint8Array, url: string): Uint8Array | undefined {
  try {
    const outer = fieldOf(answer, ANSWER_PPROF);
    return outer && (fieldOf(outer, PPROF_PROFILE) ?? new Uint8Array());
  } catch (error) {
    if (!(error instanceof MalformedProfile)) throw error;
    const message = `${url} does not answer like Pyroscope (SelectMergeStacktraces: ${error.problem})`;
    throw new Failure(CODES.rejected, message, { retryable: false, cause: error });
  }
}

function fieldOf(bytes: Uint8Array, wanted: number): Uint8Array | undefined {
  const cursor = openWire('answer', bytes);
  while (cursor.at < cursor.end) {
    const tag = readTag(cursor);
    if (tag >>> 3 !== wanted) skipField(cursor, tag);
    else {
      openMessage(cursor, tag, `field ${wanted}`);
      return bytes.subarray(cursor.at, cursor.end);
    }
  }
  return undefined;
}

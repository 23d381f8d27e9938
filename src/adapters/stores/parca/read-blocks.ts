/** One merge per pod and part of the window, within a budget; what could not be read is said. */
import { gunzipSync } from 'node:zlib';
import { Failure } from '../../../core/failure.ts';
import type { Labels } from '../../../core/alert/alert.ts';
import { encodePprof } from '../../../core/profile/encode-pprof.ts';
import { openWire, readTag, skipField } from '../../../core/profile/formats/wire.ts';
import type { ProfileBlock } from '../../../pipeline/ports.ts';
import type { Parca } from './ask-parca.ts';
import { encodeMergeRequest, readPprof } from './messages.ts';
import { CODES } from './parca-failures.ts';
import type { Read } from './plan-reads.ts';
import type { PickedType } from './profile-types.ts';
import { selectorText, type Matcher } from './selector.ts';

/** What one window of one kind may take, as in the embedded store. */
const MOST_BYTES = 64 * 1024 * 1024;
/** After so many failures the rest is not asked for. */
const MOST_FAILURES = 3;
/** An answer without samples is shorter than this: its sample type, gzipped. */
const LONGEST_EMPTY = 512;

export interface BlocksRead {
  readonly blocks: readonly ProfileBlock[];
  /** Without samples, of pods that were there. */
  readonly empty: number;
  readonly notices: readonly string[];
}

export interface BlocksAsked {
  readonly type: PickedType;
  /** As the one who asked wrote it: every block carries it. */
  readonly selector: Labels;
  readonly matchers: readonly Matcher[];
  readonly reads: readonly Read[];
  /** Of all reads, in milliseconds: then the answer is made of what came. */
  readonly budgetMs: number;
}

/** Rejects with the first Failure when nothing could be read at all. */
export async function readBlocks(parca: Parca, asked: BlocksAsked, signal: AbortSignal): Promise<BlocksRead> {
  const { type, selector, matchers, reads, budgetMs } = asked;
  const failures: Failure[] = [];
  const enough = new AbortController();
  const limit = AbortSignal.any([signal, enough.signal, AbortSignal.timeout(budgetMs)]);
  let size = 0;
  const readOne = async (read: Read): Promise<ProfileBlock | undefined> => {
    if (read.without) return blockOf(type, selector, read, emptyProfile(type));
    const query = type.id + selectorText([...matchers, ...read.matchers]);
    try {
      const bytes = await parca.ask('Query', encodeMergeRequest(query, read.stamps), readPprof, limit);
      size += bytes?.length ?? 0;
      if (size > MOST_BYTES) enough.abort();
      return blockOf(type, selector, read, bytes === undefined || bytes.length === 0 ? emptyProfile(type) : bytes);
    } catch (error) {
      if (!(error instanceof Failure) || signal.aborted) throw error;
      if (error.code !== 'CANCELLED' && (failures.push(error) >= MOST_FAILURES || !error.retryable)) enough.abort();
      return undefined;
    }
  };
  const answers = await Promise.all(reads.map(readOne));
  const blocks = answers.filter((block) => block !== undefined);
  const missing = reads.length - blocks.length;
  const late = `more would have taken longer than ${budgetMs / 1000} s`;
  if (reads.some(({ without }) => !without) && answers.every((block, index) => reads[index]!.without || !block))
    throw failures[0] ?? new Failure(CODES.timeout, `${parca.url}: ${late}`, { retryable: true });
  const why = failures[0]?.message ?? (enough.signal.aborted ? `more than ${MOST_BYTES >> 20} MB are not read` : late);
  const notices =
    missing === 0 ? [] : [`${missing} of ${reads.length} reads of ${type.kind} profiles are missing: ${why}.`];
  return { blocks, empty: blocks.filter(({ bytes }) => !hasSamples(bytes)).length, notices };
}

function blockOf({ kind }: PickedType, selector: Labels, read: Read, bytes: Uint8Array): ProfileBlock {
  const { pod, labels, interval } = read;
  const ownLabels = { ...selector, ...labels, ...(pod === '' ? {} : { pod }) };
  return { kind, pod: pod === '' ? 'all pods' : pod, labels: ownLabels, interval, bytes };
}

/** The server answers so too, where it finds nothing. */
function emptyProfile({ sample, period }: PickedType): Uint8Array {
  return encodePprof({
    format: 'pprof',
    sampleTypes: [sample.type === 'samples' ? period : sample],
    values: new Float64Array(),
    stackStart: new Int32Array(1),
    stacks: new Int32Array(),
    frames: [],
    period: 0,
    periodType: { type: '', unit: '' },
    timeMs: 0,
    durationSeconds: 0,
  });
}

const SAMPLE = 2;

/** Bytes that are no pprof count as some, so that the decoder says what is wrong with them. */
function hasSamples(bytes: Uint8Array): boolean {
  if (bytes.length > LONGEST_EMPTY) return true;
  try {
    const plain = bytes[0] === 0x1f ? gunzipSync(bytes, { maxOutputLength: LONGEST_EMPTY }) : bytes;
    const cursor = openWire('pprof', plain);
    while (cursor.at < cursor.end) {
      const tag = readTag(cursor);
      if (tag >>> 3 === SAMPLE) return true;
      skipField(cursor, tag);
    }
    return false;
  } catch {
    return true;
  }
}

/** One SelectMergeProfile per pod and part of the window, within a budget; what could not be read is said. */
import { Failure } from '../../../core/failure.ts';
import type { Labels } from '../../../core/alert/alert.ts';
import type { ProfileBlock } from '../../../pipeline/ports.ts';
import { AT_ONCE, type Pyroscope } from './ask-pyroscope.ts';
import { encodeEmptyProfile, encodeMergeRequest, hasSamples } from './merge-messages.ts';
import type { PickedType } from './profile-types.ts';
import type { Read } from './plan-reads.ts';
import { selectorOf } from './selector.ts';
import { cutShare, readTree } from './read-tree.ts';

/** What one window of one kind may take, as in the embedded store. */
const MOST_BYTES = 64 * 1024 * 1024;
/** After so many failures the rest is not asked for. */
const MOST_FAILURES = 3;

export interface BlocksRead {
  readonly blocks: readonly ProfileBlock[];
  /** Reads that found no sample, of pods that were there. */
  readonly empty: number;
  readonly notices: readonly string[];
}

interface Tally {
  bytes: number;
  readonly failures: Failure[];
  unread: number;
  /** Shares of the cost that the store cut off. */
  readonly cut: number[];
  /** Read as trees: without files and lines. */
  trees: number;
}

/** After `budgetMs` the answer is made of what came. Rejects with the first Failure when nothing could be read at all. */
export async function readBlocks(
  pyroscope: Pyroscope,
  type: PickedType,
  selector: Labels,
  reads: readonly Read[],
  budgetMs: number,
  signal: AbortSignal,
): Promise<BlocksRead> {
  const tally: Tally = { bytes: 0, failures: [], unread: 0, cut: [], trees: 0 };
  const enough = new AbortController();
  const limit = AbortSignal.any([signal, enough.signal, AbortSignal.timeout(budgetMs)]);
  const readOne = async (read: Read): Promise<{ read: Read; bytes: Uint8Array } | undefined> => {
    try {
      const bytes = await readRange(pyroscope, type, { ...selector, ...read.matcher }, read, tally, limit);
      tally.bytes += bytes.length;
      if (tally.bytes > MOST_BYTES) enough.abort();
      return { read, bytes };
    } catch (error) {
      if (!(error instanceof Failure) || signal.aborted) throw error;
      if (error.code === 'CANCELLED') tally.unread++;
      else if (tally.failures.push(error) >= MOST_FAILURES || !error.retryable) enough.abort();
      return undefined;
    }
  };
  // Few at a time, so that a failure is known before everything is asked for.
  const answers: { readonly read: Read; readonly bytes: Uint8Array }[] = [];
  const waiting = reads.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const read of waiting) {
        const answer = await readOne(read);
        if (answer !== undefined) answers.push(answer);
      }
    }),
  );
  answers.sort((a, b) => reads.indexOf(a.read) - reads.indexOf(b.read));
  if (answers.length === 0 && reads.length > 0) throw tally.failures[0] ?? tooSlow(pyroscope, budgetMs);
  const blocks = answers.map(({ read, bytes }): ProfileBlock => ({
    kind: type.kind,
    pod: read.pod,
    labels: { ...selector, ...read.labels, ...(read.pod === '' ? {} : { pod: read.pod }) },
    interval: read.interval,
    bytes: hasSamples(bytes) ? bytes : encodeEmptyProfile(type),
  }));
  const empty = answers.filter(({ bytes }) => !hasSamples(bytes)).length;
  return {
    blocks,
    empty,
    notices: noticesOf(tally, type, reads.length, limit.aborted && !enough.signal.aborted ? budgetMs : 0),
  };
}

async function readRange(
  pyroscope: Pyroscope,
  type: PickedType,
  labels: Labels,
  { stamps }: Read,
  tally: Tally,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const question = { profileTypeID: type.id, labelSelector: selectorOf(labels), start: stamps.from, end: stamps.to };
  try {
    const bytes = await pyroscope.proto('SelectMergeProfile', encodeMergeRequest(question), signal);
    const share = cutShare(bytes, type.kind);
    if (share > 0) tally.cut.push(share);
    return bytes;
  } catch (error) {
    if (!(error instanceof Failure) || !isTooMuch(error)) throw error;
    const tree = await readTree(pyroscope, type, 'SelectMergeStacktraces', question, signal).catch(() => undefined);
    // What was wrong with the profile says more than what was wrong with its substitute.
    if (tree === undefined) throw error;
    tally.trees++;
    tally.cut.push(tree.cutShare);
    return tree.bytes;
  }
}

/** Larger than we read, or than the server passes on, or more than it can do in its time. */
function isTooMuch({ message }: Failure): boolean {
  return /more than we read|larger than max|answered 504/.test(message);
}

function tooSlow({ url }: Pyroscope, budgetMs: number): Failure {
  const message = `${url} did not answer within ${budgetMs / 1000} s`;
  return new Failure('PROFILE_STORE_TIMEOUT', message, { retryable: true });
}

function noticesOf(
  { failures, unread, cut, bytes, trees }: Tally,
  { kind }: PickedType,
  all: number,
  lateMs: number,
): readonly string[] {
  const notices: string[] = [];
  const [first] = failures;
  const missing = failures.length + unread;
  const why = first?.message ?? (lateMs > 0 ? `more would have taken longer than ${lateMs / 1000} s` : undefined);
  if (missing > 0) {
    const said = why ?? `more than ${bytes >> 20} MB are not read`;
    notices.push(`${missing} of ${all} reads of ${kind} profiles are missing: ${said}.`);
  }
  if (trees > 0)
    notices.push(
      `${trees} of ${all} reads of ${kind} profiles were too much to read whole: functions only, no files and lines.`,
    );
  const most = Math.max(0, ...cut);
  if (most > 0)
    notices.push(
      `The store cut ${kind} profiles: up to ${Math.ceil(most * 100)} % of their cost is only known as "other".`,
    );
  return notices;
}

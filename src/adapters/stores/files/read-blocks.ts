import { basename } from 'node:path';
import { parseDuration } from '../../../core/alert/duration.ts';
import { Failure } from '../../../core/failure.ts';
import { MalformedProfile, type ProfileKind } from '../../../core/profile/profile.ts';
import type { ProfileBlock, ProfileQuery } from '../../../pipeline/ports.ts';
import type { ProfileFacts } from '../../../pipeline/pushes.ts';
import type { FilesSection } from './files-section.ts';
import type { FoundFile } from './find-files.ts';
import type { FactsOf } from './kept-facts.ts';
import { spanOf } from './name-time.ts';
import { labelsOf } from './pattern.ts';
import type { Shelf } from './shelf.ts';
import { kindOfName } from './type-names.ts';
import { untilAborted } from './until-aborted.ts';
import { intervalOf } from './wanted.ts';

const AT_ONCE = 4;
/** The pod of files that do not name theirs. */
export const ALL_PODS = 'all pods';
/** Of a pod with more files, whose names tell kind and second, not every file is looked into. */
const MOST_LOOKED_INTO = 8;
/** Lengths of recordings of one pod that count as one. */
const SAME_LENGTH = 1.1;

export interface BlocksAsked extends ProfileQuery {
  readonly files: readonly FoundFile[];
  readonly podOf: (file: FoundFile) => string;
  readonly section: FilesSection;
  readonly shelf: Shelf;
  /** When the budget is over, or the caller gives up. */
  readonly limit: AbortSignal;
  readonly signal: AbortSignal;
}

export interface BlocksRead {
  readonly blocks: ProfileBlock[];
  readonly left: [string, string][];
  unread: number;
}

/** What cannot be read is told in `left`, and what the time did not suffice for in `unread`. */
export async function readBlocks(asked: BlocksAsked, factsOf: FactsOf): Promise<BlocksRead> {
  const { files, podOf, shelf, limit, signal } = asked;
  const read: BlocksRead = { blocks: [], left: [], unread: 0 };
  const lengths = new Map<string, number[]>();
  const { first, later } = inTwoRounds(asked);
  const one = async (file: FoundFile): Promise<void> => {
    const content = await shelf.read(file, limit);
    if (content.kind === 'left') return void read.left.push([file.name, content.why]);
    const length = later.has(file) ? commonLength(lengths.get(podOf(file)) ?? []) : undefined;
    const facts = length === undefined ? await factsOf(file, content.bytes, limit) : assumed(asked.kind, length);
    if (length === undefined) lengths.set(podOf(file), [...(lengths.get(podOf(file)) ?? []), facts.durationSeconds]);
    const answer = blockOf(file, content.bytes, facts, asked);
    if (typeof answer === 'string') read.left.push([file.name, answer]);
    else if (answer !== undefined) read.blocks.push(answer);
  };
  const tried = async (file: FoundFile): Promise<void> => {
    try {
      await untilAborted(one(file), shelf.place, limit, signal);
    } catch (error) {
      if (error instanceof MalformedProfile) read.left.push([file.name, problemOf(error)]);
      else if (error instanceof Failure && error.code === 'COMPUTE_FAILED') read.left.push([file.name, error.message]);
      else if (signal.aborted || !limit.aborted) throw error;
      else read.unread++;
    }
  };
  await sideBySide(first, tried);
  await sideBySide(
    files.filter((file) => later.has(file)),
    tried,
  );
  return read;
}

async function sideBySide(files: readonly FoundFile[], work: (file: FoundFile) => Promise<void>): Promise<void> {
  const left = [...files];
  const worker = async () => {
    for (let file = left.shift(); file !== undefined; file = left.shift()) await work(file);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/**
 * Looking into a file costs as much as the analysis of it. Where names tell the rest, the first, the middle and the last ones of a pod
 * tell how long its recordings are; the last ones also because they may still be written.
 */
function inTwoRounds({ files, kind, podOf, section }: BlocksAsked) {
  const later = new Set<FoundFile>();
  for (const ofPod of Map.groupBy(files, podOf).values()) {
    if (ofPod.length <= MOST_LOOKED_INTO) continue;
    const looked = new Set([0, ofPod.length >> 1, ofPod.length - 2, ofPod.length - 1]);
    for (const [index, file] of ofPod.entries())
      if (!looked.has(index) && tellsAll(file, kind, section)) later.add(file);
  }
  return { first: files.filter((file) => !later.has(file)), later };
}

function tellsAll({ captures }: FoundFile, kind: ProfileKind, { types }: FilesSection): boolean {
  const span = spanOf(captures);
  return span !== undefined && span.to - span.from <= 1000 && kindOfName(captures['type'] ?? '', types) === kind;
}

/** Undefined where the ones that were looked into disagree, or did not say. */
function commonLength(lengths: readonly number[]): number | undefined {
  const [shortest, longest] = [Math.min(...lengths), Math.max(...lengths)];
  return lengths.length > 1 && shortest > 0 && longest <= shortest * SAME_LENGTH
    ? lengths.reduce((sum, one) => sum + one, 0) / lengths.length
    : undefined;
}

function assumed(kind: ProfileKind, durationSeconds: number): ProfileFacts {
  return { format: '', kinds: [kind], unstated: false, timeMs: 0, durationSeconds };
}

/** A sentence on what is wrong with the file; undefined when it is only not meant. */
function blockOf(
  file: FoundFile,
  bytes: Uint8Array,
  facts: ProfileFacts,
  { kind, window, selector, podOf, section }: BlocksAsked,
): ProfileBlock | string | undefined {
  const { captures } = file;
  const said = kindOfName(captures['type'] ?? '', section.types);
  if (said === undefined && !kindsIn(facts.kinds, file).includes(kind)) return undefined;
  if (said !== undefined && !facts.unstated && !facts.kinds.includes(kind)) return `it holds no ${kind} profile`;
  const lengthMs = (parseDuration(section.length ?? '') ?? 0) * 1000;
  const interval = intervalOf(captures, facts, { timestamp: section.timestamp, lengthMs });
  if (interval === undefined) return 'neither its name nor its content says when it was recorded';
  if (interval.from < window.from || interval.from > window.to) return undefined;
  const pod = podOf(file);
  const labels = {
    ...section.labels,
    ...labelsOf(captures),
    ...(captures['service'] === undefined ? {} : { service_name: captures['service'] }),
    ...selector,
    ...(pod === ALL_PODS ? {} : { pod }),
  };
  return { kind, pod, labels, interval, bytes };
}

function problemOf({ problem }: MalformedProfile): string {
  return problem.includes('cut off') ? 'it is cut off, perhaps still being written' : problem;
}

/** Go writes block and mutex profiles alike, so that a name without {type} decides between them. */
function kindsIn(kinds: readonly ProfileKind[], { name }: FoundFile): readonly ProfileKind[] {
  if (!kinds.includes('block') || !kinds.includes('mutex')) return kinds;
  const not = /mutex/i.test(basename(name)) ? 'block' : 'mutex';
  return kinds.filter((kind) => kind !== not);
}

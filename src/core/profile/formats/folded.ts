import { appendInt, createIntColumn, filledInts, reserveInts, type IntColumn } from '../int-column.ts';
import { MalformedProfile, type Frame, type Profile } from '../profile.ts';
import { frameOfText } from './folded-frame.ts';
import { readCount, splitLine, startsWithMark, type FoldedLine } from './folded-line.ts';
import { putRootsFirst } from './folded-order.ts';
import { DEEPEST_STACK } from './profile-draft.ts';
import { addText, createTextTable, decodeTexts, type TextTable } from './text-table.ts';

const NEWLINE = 10;
const SEMICOLON = 59;

/** The stack read last. Collapsed files are sorted, so neighbours share most of their way, which need not be looked up again. */
interface Neighbour {
  begin: number;
  end: number;
  /** First frame in the column of stacks. */
  first: number;
  /** Per frame: where it ended, from the beginning of its line. */
  frameEnds: IntColumn;
}

/**
 * Decodes folded stacks, `root;caller;leaf 12` a line (https://github.com/brendangregg/FlameGraph#2-fold-stacks), as stackcollapse,
 * async-profiler, py-spy, rbspy and fgprof write them. The count stands behind the last blank; empty lines and comments are skipped.
 * The text does not say what it counts: the type is samples/count and the period 0, so the caller decides.
 */
export function decodeFolded(bytes: Uint8Array, frameOf: (text: string) => Frame = frameOfText): Profile {
  const texts = createTextTable(bytes);
  const counts: number[] = [];
  const stackStart = createIntColumn(1024);
  const stacks = createIntColumn(4096);
  const neighbour: Neighbour = { begin: 0, end: 0, first: 0, frameEnds: createIntColumn(256) };
  const line: FoldedLine = { begin: 0, stackEnd: 0, countBegin: 0, countEnd: 0, number: 0, twoCounts: true };
  appendInt(stackStart, 0);
  for (let at = startsWithMark(bytes) ? 3 : 0; at < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, at);
    const next = newline < 0 ? bytes.length : newline;
    line.number++;
    if (splitLine(bytes, at, next, line)) {
      counts.push(readCount(bytes, line));
      readStack(texts, line, neighbour, stacks);
      appendInt(stackStart, stacks.length);
    }
    at = next + 1;
  }
  if (counts.length === 0) throw new MalformedProfile('folded', 'it holds no stacks');
  // difffolded.pl's output, the difference of two profiles. A few names end in a number, but never those of all leaves.
  if (line.twoCounts)
    throw new MalformedProfile(
      'folded',
      'every line ends in two counts: it is a difference of two profiles, send both',
    );
  const frames = decodeTexts(texts).map(frameOf);
  putRootsFirst(stackStart, stacks, frames);
  return {
    format: 'folded',
    unstated: 'kind-and-unit',
    sampleTypes: [{ type: 'samples', unit: 'count' }],
    values: Float64Array.from(counts),
    stackStart: filledInts(stackStart),
    stacks: filledInts(stacks),
    frames,
    period: 0,
    periodType: { type: '', unit: '' },
    timeMs: 0,
    durationSeconds: 0,
  };
}

function readStack(texts: TextTable, line: FoldedLine, neighbour: Neighbour, stacks: IntColumn): void {
  const { begin, stackEnd: end } = line;
  const first = stacks.length;
  const { frameEnds } = neighbour;
  const shared = sharedFrames(texts, line, neighbour);
  reserveInts(stacks, shared);
  stacks.items.copyWithin(first, neighbour.first, neighbour.first + shared);
  stacks.length += shared;
  frameEnds.length = shared;
  let from = shared === 0 ? begin : begin + frameEnds.items[shared - 1]! + 1;
  while (from < end) {
    const to = frameEnd(texts, from, end);
    // `;;` and a `;` at the end come from frames without a name; they say nothing.
    if (to > from) {
      appendInt(stacks, addText(texts, from, to));
      appendInt(frameEnds, to - begin);
    }
    from = to + 1;
  }
  if (stacks.length - first > DEEPEST_STACK)
    throw new MalformedProfile('folded', `the stack on line ${line.number} is deeper than ${DEEPEST_STACK} frames`);
  neighbour.begin = begin;
  neighbour.end = end;
  neighbour.first = first;
}

/** How many frames from the root on are the same as those of the line before. */
function sharedFrames(texts: TextTable, line: FoldedLine, { begin, end, frameEnds }: Neighbour): number {
  const { bytes, words } = texts;
  const limit = Math.min(line.stackEnd - line.begin, end - begin);
  let same = 0;
  // As float64, eight bytes at a time: what is no number is unlike itself, and two zeros may differ, so those are left to the bytes.
  for (; same + 8 <= limit; same += 8) {
    const eight = words.getFloat64(begin + same);
    if (eight === 0 || eight !== words.getFloat64(line.begin + same)) break;
  }
  while (same < limit && bytes[begin + same] === bytes[line.begin + same]) same++;
  let shared = 0;
  // A frame counts when the semicolon behind it is the same too.
  while (shared < frameEnds.length && frameEnds.items[shared]! < same) shared++;
  return shared;
}

const SEMICOLONS = 0x3b3b3b3b;
const LOW_BITS = 0x01010101;
const HIGH_BITS = 0x80808080;

/** Place of the first semicolon of bytes[from..end), or the end. */
function frameEnd({ bytes, words }: TextTable, from: number, end: number): number {
  let at = from;
  while (at + 4 <= end) {
    // A byte that is 0 here sets its high bit (https://graphics.stanford.edu/~seander/bithacks.html#ZeroInWord).
    const difference = words.getInt32(at) ^ SEMICOLONS;
    if (((difference - LOW_BITS) & ~difference & HIGH_BITS) !== 0) break;
    at += 4;
  }
  while (at < end && bytes[at] !== SEMICOLON) at++;
  return at;
}

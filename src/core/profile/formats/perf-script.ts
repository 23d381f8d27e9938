import { appendInt } from '../int-column.ts';
import { MalformedProfile, type Profile } from '../profile.ts';
import { startsWithMark } from './folded-line.ts';
import type { TextFormat } from './format.ts';
import { addPerfFrame, createPerfFrames, placePerfFrame, skipAddress, type PerfFrames } from './perf-script-frames.ts';
import { LONGEST_HEADER, readPerfHeader } from './perf-script-header.ts';
import { addHeader, createPerfSamples, finishPerfScript, type PerfSamples } from './perf-script-samples.ts';
import { DEEPEST_STACK } from './profile-draft.ts';

const TAB = 9;
const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const HASH = 35;

/**
 * The text of Linux `perf script` (https://man7.org/linux/man-pages/man1/perf-script.1.html): a line a sample, its call chain below
 * it leaf first, an empty line behind it. Recognised by the first sample, or by perf's own head of comments.
 */
export const perfScript: TextFormat = {
  name: 'perf script',
  recognises(glance) {
    if (/^# =+\r?\n# captured on/.test(glance)) return true;
    const [first = '', second = ''] = glance.split('\n').filter((line) => !line.startsWith('#') && line.trim() !== '');
    const header = first.includes(';') ? undefined : readPerfHeader(first);
    if (header === undefined) return false;
    return /^\s+[0-9a-f]{1,16} /.test(second) || (header.event !== '' && !Number.isNaN(header.time));
  },
  decode: decodePerfScript,
};

/** What is being read: the samples so far, and the one whose call chain may go on. */
interface Reading {
  readonly bytes: Uint8Array;
  readonly wide: TextDecoder;
  readonly narrow: TextDecoder;
  readonly frames: PerfFrames;
  readonly samples: PerfSamples;
  isOpen: boolean;
}

function decodePerfScript(bytes: Uint8Array): Profile {
  const reading: Reading = {
    bytes,
    wide: new TextDecoder(),
    narrow: new TextDecoder('latin1'),
    frames: createPerfFrames(bytes),
    samples: createPerfSamples(),
    isOpen: false,
  };
  let number = 0;
  for (let at = startsWithMark(bytes) ? 3 : 0; at < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, at);
    const next = newline < 0 ? bytes.length : newline;
    readLine(reading, at, bytes[next - 1] === CARRIAGE_RETURN ? next - 1 : next, ++number);
    at = next + 1;
  }
  return finishPerfScript(reading.samples, reading.frames);
}

function readLine(reading: Reading, begin: number, lineEnd: number, number: number): void {
  const { bytes, frames, samples } = reading;
  let at = begin;
  while (at < lineEnd && isBlank(bytes[at]!)) at++;
  let end = lineEnd;
  while (end > at && isBlank(bytes[end - 1]!)) end--;
  if (at === end) reading.isOpen = false;
  else if (bytes[begin] === HASH) return;
  else if (at === begin || !reading.isOpen) openSample(reading, at, end, number);
  else {
    const symbol = skipAddress(bytes, at, end);
    const { stacks, stackStart } = samples;
    const first = stackStart.items[stackStart.length - 1]!;
    if (symbol >= 0) appendInt(stacks, addPerfFrame(frames, symbol, end));
    else if (stacks.length > first)
      stacks.items[stacks.length - 1] = placePerfFrame(frames, stacks.items[stacks.length - 1]!, at, end);
    if (stacks.length - first > DEEPEST_STACK)
      throw new MalformedProfile('perf script', `the stack on line ${number} is deeper than ${DEEPEST_STACK} frames`);
  }
}

/** Without call chains, the one frame stands on the same line and the next sample on the next. */
function openSample(reading: Reading, begin: number, end: number, number: number): void {
  const { bytes, wide, narrow, frames, samples } = reading;
  const shown = bytes.subarray(begin, Math.min(end, begin + LONGEST_HEADER));
  // A character a byte, so that places in the text are places in the bytes.
  const header = readPerfHeader(narrow.decode(shown));
  if (header === undefined)
    throw new MalformedProfile('perf script', `line ${number} is no sample: it has neither a time nor an event`);
  addHeader(samples, { ...header, comm: wide.decode(shown.subarray(0, header.comm.length)) });
  const symbol = skipAddress(bytes, begin + header.restAt, end);
  reading.isOpen = symbol < 0;
  if (symbol >= 0) appendInt(samples.stacks, addPerfFrame(frames, symbol, end));
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB;
}

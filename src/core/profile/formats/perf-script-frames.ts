import { addPair, createPairIndex, type PairIndex } from '../pair-index.ts';
import type { Frame } from '../profile.ts';
import { frameOfText, plainFrame } from './folded-frame.ts';
import { addText, createTextTable, decodeTexts, type TextTable } from './text-table.ts';

const SPACE = 32;
const OPEN = 40;
const CLOSE = 41;
const PLUS = 43;
const ZERO = 48;
const SMALL_X = 120;

/** Distinct frames of a `perf script` text: symbol and object are numbered by their bytes, frames by those two and the source line. */
export interface PerfFrames {
  readonly symbols: TextTable;
  readonly objects: TextTable;
  readonly places: TextTable;
  /** (symbol, object), then (that pair, place + 1). */
  readonly pairs: PairIndex;
  readonly frames: PairIndex;
}

export function createPerfFrames(bytes: Uint8Array): PerfFrames {
  const table = () => createTextTable(bytes);
  return { symbols: table(), objects: table(), places: table(), pairs: createPairIndex(), frames: createPairIndex() };
}

/** Place behind the address that begins a frame line, `  7f12ab symbol…`, or -1 when the line begins otherwise. */
export function skipAddress(bytes: Uint8Array, begin: number, end: number): number {
  let at = begin;
  while (at < end && isHex(bytes[at]!)) at++;
  if (at === begin || at - begin > 16) return -1;
  if (at === end) return at;
  return bytes[at] === SPACE ? at + 1 : -1;
}

/** Number of the frame `symbol+0x12 (object)`; inlined ones have `(inlined)` in place of the object. */
export function addPerfFrame(frames: PerfFrames, begin: number, end: number): number {
  const { bytes } = frames.symbols;
  const open = objectBegin(bytes, begin, end);
  const symbolEnd = withoutOffset(bytes, begin, open < 0 ? end : open);
  const symbol = addText(frames.symbols, begin, symbolEnd);
  const object = open < 0 ? addText(frames.objects, end, end) : addText(frames.objects, open + 2, end - 1);
  return addPair(frames.frames, addPair(frames.pairs, symbol, object), 0);
}

/** The same frame at a line of its source, as `-F +srcline` prints it below: `  shop.cpp:12`. */
export function placePerfFrame(frames: PerfFrames, frame: number, begin: number, end: number): number {
  return addPair(frames.frames, frames.frames.first[frame]!, addText(frames.places, begin, end) + 1);
}

/** Place of the ` (` before the object, or -1. Symbols hold brackets too, and objects may end in ` (deleted)`. */
function objectBegin(bytes: Uint8Array, begin: number, end: number): number {
  if (end - begin < 3 || bytes[end - 1] !== CLOSE) return -1;
  let depth = 0;
  for (let at = end - 1; at > begin; at--) {
    if (bytes[at] === CLOSE) depth++;
    else if (bytes[at] === OPEN && --depth === 0) return bytes[at - 1] === SPACE ? at - 1 : -1;
  }
  return -1;
}

function withoutOffset(bytes: Uint8Array, begin: number, end: number): number {
  let at = end;
  while (at > begin && isHex(bytes[at - 1]!)) at--;
  const isOffset =
    at < end && at - 3 > begin && bytes[at - 1] === SMALL_X && bytes[at - 2] === ZERO && bytes[at - 3] === PLUS;
  return isOffset ? at - 3 : end;
}

function isHex(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || (byte >= 97 && byte <= 102);
}

/** All frames, by their numbers. */
export function finishPerfFrames({ symbols, objects, places, pairs, frames }: PerfFrames): Frame[] {
  const names = decodeTexts(symbols);
  const files = decodeTexts(objects);
  const lines = decodeTexts(places);
  return Array.from({ length: frames.size }, (_, at) => {
    const pair = frames.first[at]!;
    const place = frames.second[at]!;
    return perfFrame(names[pairs.first[pair]!]!, files[pairs.second[pair]!]!, place === 0 ? '' : lines[place - 1]!);
  });
}

/** Code that a runtime made while it ran: the object's name holds the process or nothing at all. */
const GENERATED =
  /^(?:\/\/anon|\[JIT\]|anon_inode:|\/memfd:|\/dev\/zero|\[?anon)|(?:^|\/)(?:perf-\d+\.map|jitted-\d+-\d+\.so)$/;

function perfFrame(symbol: string, object: string, place: string): Frame {
  const file =
    object === 'inlined' || object === '[unknown]' || GENERATED.test(object) ? '' : object.replace(/ \(deleted\)$/, '');
  if (symbol === '' || symbol === '[unknown]')
    return plainFrame(
      file === '' ? '[unknown]' : `[${file.slice(file.lastIndexOf('/') + 1).replace(/^\[|\]$/g, '')}]`,
      file,
    );
  const [, source = '', line = ''] = /^([^[?].{0,1000}):(\d{1,9})(?: \(inlined\))?$/.exec(place) ?? [];
  if (source !== '') return plainFrame(symbol, source, Number(line));
  if (file !== '') return plainFrame(symbol, file);
  // CPython's own perf support: https://docs.python.org/3/howto/perf_profiling.html
  const python = /^py::(.{1,500}?):([^:]{1,1000})$/.exec(symbol);
  return python === null ? frameOfText(symbol) : plainFrame(python[1]!, python[2]);
}

/** Where a CPU rests that has nothing to run: system-wide recordings by the clock sample that as if it were work. */
const RESTING =
  /^(?:(?:default|intel|acpi|mwait|poll|haltpoll|arch_cpu|cpu)_idle|(?:pv_)?native_safe_halt|acpi_safe_halt|mwait_idle|cpuidle_enter)/;

export function isResting(frame: Frame): boolean {
  return RESTING.test(frame.name);
}

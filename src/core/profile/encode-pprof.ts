import type { Frame, Profile, ValueType } from './profile.ts';

/** Protobuf being written: bytes that grow. */
interface WireDraft {
  bytes: Uint8Array;
  length: number;
}

interface Strings {
  /** The empty text is string 0, as the format asks for. */
  readonly list: string[];
  readonly numbers: Map<string, number>;
}

const TWO_32 = 2 ** 32;
/** A varint of 64 bits, and a tag before it. */
const LONGEST_NUMBER = 20;

/**
 * Writes a profile as pprof (https://github.com/google/pprof/blob/main/proto/profile.proto), not compressed. Read back it has the same stacks, values
 * and labels; the same profile gives the same bytes. Values are whole numbers there: throws RangeError for others, and
 * for those beyond 2^53, where a sum is no longer exact. A function needs a name.
 */
export function encodePprof(profile: Profile): Uint8Array {
  const out: WireDraft = { bytes: new Uint8Array(64 * 1024), length: 0 };
  const message: WireDraft = { bytes: new Uint8Array(1024), length: 0 };
  const strings: Strings = { list: [''], numbers: new Map([['', 0]]) };
  for (const type of profile.sampleTypes) putValueType(out, message, 1, type, strings);
  putSamples(out, message, profile, strings);
  putFrames(out, message, profile.frames, strings);
  if (profile.timeMs > 0) putField(out, 9, Math.round(profile.timeMs) * 1e6);
  if (profile.durationSeconds > 0) putField(out, 10, Math.round(profile.durationSeconds * 1e9));
  putValueType(out, message, 11, profile.periodType, strings);
  putField(out, 12, Math.round(profile.period));
  const encoder = new TextEncoder();
  for (const text of strings.list) putBytes(out, 6, encoder.encode(text));
  return out.bytes.slice(0, out.length);
}

function putSamples(out: WireDraft, message: WireDraft, profile: Profile, strings: Strings): void {
  const { stackStart, stacks, values, sampleTypes, labels } = profile;
  const width = sampleTypes.length;
  const inner: WireDraft = { bytes: new Uint8Array(1024), length: 0 };
  const ofLabel = new Int32Array(labels?.texts.length ?? 0);
  for (let sample = 0; sample + 1 < stackStart.length; sample++) {
    message.length = 0;
    inner.length = 0;
    // Locations are frames + 1, and the leaf comes first.
    for (let at = stackStart[sample + 1]! - 1; at >= stackStart[sample]!; at--) putVarint(inner, stacks[at]! + 1);
    putBytes(message, 1, inner.bytes.subarray(0, inner.length));
    inner.length = 0;
    for (let at = sample * width; at < (sample + 1) * width; at++) putVarint(inner, exact(values[at]!));
    putBytes(message, 2, inner.bytes.subarray(0, inner.length));
    for (let pair = labels?.start[sample] ?? 0; pair < (labels?.start[sample + 1] ?? 0); pair++) {
      inner.length = 0;
      putField(inner, 1, labelString(labels!.texts, labels!.pairs[pair * 2]!, ofLabel, strings));
      putField(inner, 2, labelString(labels!.texts, labels!.pairs[pair * 2 + 1]!, ofLabel, strings));
      putBytes(message, 3, inner.bytes.subarray(0, inner.length));
    }
    putBytes(out, 2, message.bytes.subarray(0, message.length));
  }
}

/** One location per frame: what was inlined where is part of the stacks already. */
function putFrames(out: WireDraft, message: WireDraft, frames: readonly Frame[], strings: Strings): void {
  const functions = new Map<string, number>();
  const line: WireDraft = { bytes: new Uint8Array(64), length: 0 };
  for (const [number, frame] of frames.entries()) {
    const { name, file, startLine } = frame;
    if (name === '') throw new RangeError('a function without a name cannot be written as pprof');
    const key = `${startLine} ${stringNumber(strings, name)} ${stringNumber(strings, file)}`;
    const known = functions.get(key);
    const id = known ?? functions.size + 1;
    line.length = 0;
    putField(line, 1, id);
    putField(line, 2, frame.line);
    message.length = 0;
    putField(message, 1, number + 1);
    putBytes(message, 4, line.bytes.subarray(0, line.length));
    putBytes(out, 4, message.bytes.subarray(0, message.length));
    if (known !== undefined) continue;
    functions.set(key, id);
    message.length = 0;
    putField(message, 1, id);
    putField(message, 2, stringNumber(strings, name));
    putField(message, 4, stringNumber(strings, file));
    putField(message, 5, startLine);
    putBytes(out, 5, message.bytes.subarray(0, message.length));
  }
}

function putValueType(
  out: WireDraft,
  message: WireDraft,
  field: number,
  { type, unit }: ValueType,
  strings: Strings,
): void {
  message.length = 0;
  putField(message, 1, stringNumber(strings, type));
  putField(message, 2, stringNumber(strings, unit));
  putBytes(out, field, message.bytes.subarray(0, message.length));
}

function stringNumber({ list, numbers }: Strings, text: string): number {
  const known = numbers.get(text);
  if (known !== undefined) return known;
  numbers.set(text, list.length);
  return list.push(text) - 1;
}

/** A label whose text is string 0 would be read as a number: an empty one gets a string of its own. */
function labelString(texts: readonly string[], index: number, ofLabel: Int32Array, strings: Strings): number {
  const known = ofLabel[index]!;
  if (known > 0) return known;
  const text = texts[index]!;
  const number = text === '' ? strings.list.push('') - 1 : stringNumber(strings, text);
  ofLabel[index] = number;
  return number;
}

function exact(measured: number): number {
  if (Number.isSafeInteger(measured) && measured >= 0) return measured;
  throw new RangeError(`${measured} cannot be written as pprof exactly`);
}

function putField(draft: WireDraft, field: number, number: number): void {
  if (number === 0) return;
  putVarint(draft, field << 3);
  putVarint(draft, number);
}

function putBytes(draft: WireDraft, field: number, bytes: Uint8Array): void {
  putVarint(draft, (field << 3) | 2);
  putVarint(draft, bytes.length);
  reserve(draft, bytes.length);
  draft.bytes.set(bytes, draft.length);
  draft.length += bytes.length;
}

/** A whole number from 0; beyond 2^53 it is already rounded. */
function putVarint(draft: WireDraft, number: number): void {
  reserve(draft, LONGEST_NUMBER);
  let rest = number;
  // Bit operations know 32 bits only.
  for (; rest >= TWO_32; rest = Math.floor(rest / 128)) draft.bytes[draft.length++] = (rest % 128) | 0x80;
  for (; rest > 127; rest >>>= 7) draft.bytes[draft.length++] = (rest & 0x7f) | 0x80;
  draft.bytes[draft.length++] = rest;
}

function reserve(draft: WireDraft, more: number): void {
  if (draft.length + more <= draft.bytes.length) return;
  const larger = new Uint8Array(Math.max(draft.bytes.length * 2, draft.length + more));
  larger.set(draft.bytes.subarray(0, draft.length));
  draft.bytes = larger;
}

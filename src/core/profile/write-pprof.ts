/** Writing pprof (https://github.com/google/pprof/blob/main/proto/profile.proto), not gzipped. */
import type { Frame, Profile, ValueType } from './profile.ts';

/** Bytes that grow. */
interface Wire {
  bytes: Uint8Array;
  length: number;
}

interface Draft {
  readonly out: Wire;
  readonly texts: Map<string, number>;
  readonly encoder: TextEncoder;
}

const LENGTH = 2;

/**
 * The profile as pprof: its sample types, values as whole numbers, labels as text, and one location for each frame. What a
 * pprof cannot say, that kind or unit are unstated, is lost.
 */
export function writePprof(profile: Profile): Uint8Array {
  const draft: Draft = { out: openWire(1 << 16), texts: new Map([['', 0]]), encoder: new TextEncoder() };
  const part = openWire(1 << 12);
  const inner = openWire(1 << 12);
  for (const type of profile.sampleTypes) putMessage(draft.out, 1, valueType(draft, part, type));
  putSamples(draft, profile, part, inner);
  putFrames(draft, profile.frames, part, inner);
  putNumber(draft.out, 9, Math.round(profile.timeMs * 1e6));
  putNumber(draft.out, 10, Math.round(profile.durationSeconds * 1e9));
  if (profile.period > 0) {
    putMessage(draft.out, 11, valueType(draft, part, profile.periodType));
    putNumber(draft.out, 12, Math.round(profile.period));
  }
  for (const text of draft.texts.keys()) putBytes(draft.out, 6, draft.encoder.encode(text));
  return draft.out.bytes.slice(0, draft.out.length);
}

function putSamples({ out, texts }: Draft, profile: Profile, part: Wire, list: Wire): void {
  const { stackStart, stacks, values, sampleTypes, labels } = profile;
  const width = sampleTypes.length;
  const labelTexts = labels?.texts.map((text) => textNumber(texts, text)) ?? [];
  for (let sample = 0; sample + 1 < stackStart.length; sample++) {
    part.length = 0;
    list.length = 0;
    // Ours begin at the root, those of pprof at the leaf.
    for (let at = stackStart[sample + 1]! - 1; at >= stackStart[sample]!; at--) putVarint(list, stacks[at]! + 1);
    putMessage(part, 1, list);
    list.length = 0;
    for (let type = 0; type < width; type++) putVarint(list, Math.round(values[sample * width + type]!));
    putMessage(part, 2, list);
    for (let pair = labels?.start[sample] ?? 0; pair < (labels?.start[sample + 1] ?? 0); pair++) {
      list.length = 0;
      putNumber(list, 1, labelTexts[labels!.pairs[pair * 2]!]!);
      putNumber(list, 2, labelTexts[labels!.pairs[pair * 2 + 1]!]!);
      putMessage(part, 3, list);
    }
    putMessage(out, 2, part);
  }
}

/** Frame n is location n + 1; lines of one function share it. */
function putFrames({ out, texts }: Draft, frames: readonly Frame[], part: Wire, line: Wire): void {
  const functions = new Map<string, number>();
  frames.forEach((frame, at) => {
    const name = textNumber(texts, frame.name);
    const file = textNumber(texts, frame.file);
    const key = `${name} ${file} ${frame.startLine}`;
    const known = functions.get(key);
    const id = known ?? functions.size + 1;
    if (known === undefined) {
      functions.set(key, id);
      part.length = 0;
      putNumber(part, 1, id);
      putNumber(part, 2, name);
      putNumber(part, 3, name);
      putNumber(part, 4, file);
      putNumber(part, 5, frame.startLine);
      putMessage(out, 5, part);
    }
    part.length = 0;
    line.length = 0;
    putNumber(line, 1, id);
    putNumber(line, 2, frame.line);
    putNumber(part, 1, at + 1);
    putMessage(part, 4, line);
    putMessage(out, 4, part);
  });
}

function valueType({ texts }: Draft, part: Wire, { type, unit }: ValueType): Wire {
  part.length = 0;
  putNumber(part, 1, textNumber(texts, type));
  putNumber(part, 2, textNumber(texts, unit));
  return part;
}

function textNumber(texts: Map<string, number>, text: string): number {
  const known = texts.get(text);
  if (known !== undefined) return known;
  texts.set(text, texts.size);
  return texts.size - 1;
}

function openWire(capacity: number): Wire {
  return { bytes: new Uint8Array(capacity), length: 0 };
}

function reserve(wire: Wire, extra: number): void {
  if (wire.length + extra <= wire.bytes.length) return;
  const longer = new Uint8Array(Math.max(wire.length + extra, wire.bytes.length * 2));
  longer.set(wire.bytes.subarray(0, wire.length));
  wire.bytes = longer;
}

/** Whole numbers from 0 to 2^53. */
function putVarint(wire: Wire, number: number): void {
  reserve(wire, 10);
  let rest = number;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) wire.bytes[wire.length++] = (rest % 128) | 0x80;
  wire.bytes[wire.length++] = rest;
}

/** Zero is what a field that is left out means. */
function putNumber(wire: Wire, field: number, number: number): void {
  if (number <= 0) return;
  putVarint(wire, field * 8);
  putVarint(wire, number);
}

function putMessage(wire: Wire, field: number, message: Wire): void {
  putBytes(wire, field, message.bytes.subarray(0, message.length));
}

function putBytes(wire: Wire, field: number, bytes: Uint8Array): void {
  putVarint(wire, field * 8 + LENGTH);
  putVarint(wire, bytes.length);
  reserve(wire, bytes.length);
  wire.bytes.set(bytes, wire.length);
  wire.length += bytes.length;
}

/** LZ4 frames, one or several in a row. https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md */
import { MalformedProfile } from '../../core/profile/profile.ts';
import { xxhash32 } from './xxhash32.ts';

const MAGIC = 0x184d2204;
/** Sixteen kinds of frames that carry no content. */
const SKIPPABLE = 0x184d2a50;
const VERSION_1 = 0b01;
const UNCOMPRESSED = 0x80000000;
/** The shortest frame: magic, flags, block size, checksum, end. */
const SHORTEST_FRAME = 11;
const SHORTEST_MATCH = 4;

interface Lz4Cursor {
  readonly view: DataView;
  readonly bytes: Uint8Array;
  at: number;
}

/** What was unpacked so far; grows up to `most`. */
interface Unpacked {
  bytes: Uint8Array;
  length: number;
  readonly most: number;
}

/** Thrown inside; the caller knows how large too large is in words. */
export class Lz4TooLarge extends Error {}

export function isLz4(bytes: Uint8Array): boolean {
  return bytes[0] === 0x04 && bytes[1] === 0x22 && bytes[2] === 0x4d && bytes[3] === 0x18;
}

/** Throws MalformedProfile for what is cut off or damaged, and Lz4TooLarge as soon as it would be more than `maxBytes`. */
export function inflateLz4(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const cursor = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), bytes, at: 0 };
  const out = { bytes: new Uint8Array(Math.min(maxBytes, bytes.length * 4)), length: 0, most: maxBytes };
  while (cursor.at < bytes.length) {
    const magic = readWord(cursor);
    if (magic >>> 4 === SKIPPABLE >>> 4) skip(cursor, readWord(cursor));
    else if (magic === MAGIC) readFrame(cursor, out);
    else throw damaged('something else follows the frame');
  }
  return out.bytes.subarray(0, out.length);
}

function readFrame(cursor: Lz4Cursor, out: Unpacked): void {
  const begin = cursor.at;
  need(cursor, SHORTEST_FRAME - 4 - 4);
  const flags = cursor.bytes[cursor.at++]!;
  const sizes = cursor.bytes[cursor.at++]!;
  if (flags >>> 6 !== VERSION_1) throw damaged('its version is unknown');
  const has = (bit: number) => (flags & (1 << bit)) !== 0;
  const mostOfBlock = 1 << (8 + 2 * ((sizes >>> 4) & 7));
  if (mostOfBlock < 1 << 16) throw damaged('its size of blocks is unknown');
  if (has(0)) throw damaged('it needs a dictionary');
  if (has(3)) skip(cursor, 8);
  need(cursor, 1);
  const checksum = cursor.bytes[cursor.at++]!;
  if (((xxhash32(cursor.bytes.subarray(begin, cursor.at - 1)) >>> 8) & 0xff) !== checksum)
    throw damaged('the checksum of its head');
  const frameStart = out.length;
  for (let size = readWord(cursor); size !== 0; size = readWord(cursor)) {
    const length = size & ~UNCOMPRESSED;
    if (length > mostOfBlock) throw damaged('a block is too long');
    const block = take(cursor, length);
    if (has(4) && readWord(cursor) !== xxhash32(block)) throw damaged('the checksum of a block');
    if ((size & UNCOMPRESSED) !== 0) append(out, block);
    else unpackBlock(block, out, has(5) ? out.length : frameStart);
  }
  if (has(2) && readWord(cursor) !== xxhash32(out.bytes.subarray(frameStart, out.length)))
    throw damaged('the checksum of its content');
}

/** https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md; matches reach back to `earliest`. */
function unpackBlock(block: Uint8Array, out: Unpacked, earliest: number): void {
  let at = 0;
  const lengthFrom = (nibble: number): number => {
    if (nibble < 15) return nibble;
    let length = 15;
    for (;;) {
      const more = block[at++];
      if (more === undefined) throw damaged('a length breaks off');
      length += more;
      if (more < 255) return length;
    }
  };
  while (at < block.length) {
    const token = block[at++]!;
    const literals = lengthFrom(token >>> 4);
    if (at + literals > block.length) throw damaged('a block breaks off');
    append(out, block.subarray(at, at + literals));
    at += literals;
    // The last sequence has no match.
    if (at === block.length) return;
    const offset = block[at]! | ((block[at + 1] ?? 0) << 8);
    at += 2;
    if (at > block.length) throw damaged('a block breaks off');
    const from = out.length - offset;
    if (offset === 0 || from < earliest) throw damaged('a match begins before the content');
    repeat(out, from, lengthFrom(token & 15) + SHORTEST_MATCH);
  }
}

function append(out: Unpacked, bytes: Uint8Array): void {
  reserve(out, bytes.length);
  out.bytes.set(bytes, out.length);
  out.length += bytes.length;
}

/** A match may overlap what it writes: then it repeats. */
function repeat(out: Unpacked, from: number, length: number): void {
  reserve(out, length);
  const { bytes } = out;
  if (from + length <= out.length) bytes.copyWithin(out.length, from, from + length);
  else for (let at = 0; at < length; at++) bytes[out.length + at] = bytes[from + at]!;
  out.length += length;
}

function reserve(out: Unpacked, more: number): void {
  const needed = out.length + more;
  if (needed > out.most) throw new Lz4TooLarge();
  if (needed <= out.bytes.length) return;
  const larger = new Uint8Array(Math.min(out.most, Math.max(needed, out.bytes.length * 2)));
  larger.set(out.bytes.subarray(0, out.length));
  out.bytes = larger;
}

function readWord(cursor: Lz4Cursor): number {
  need(cursor, 4);
  cursor.at += 4;
  return cursor.view.getUint32(cursor.at - 4, true);
}

function take(cursor: Lz4Cursor, length: number): Uint8Array {
  skip(cursor, length);
  return cursor.bytes.subarray(cursor.at - length, cursor.at);
}

function skip(cursor: Lz4Cursor, length: number): void {
  need(cursor, length);
  cursor.at += length;
}

function need({ bytes, at }: Lz4Cursor, length: number): void {
  if (at + length > bytes.length) throw new MalformedProfile('lz4', 'it is cut off');
}

function damaged(what: string): MalformedProfile {
  return new MalformedProfile('lz4', `it is damaged (${what})`);
}

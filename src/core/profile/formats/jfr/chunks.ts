import { malformedJfr, type JfrCursor } from './cursor.ts';

/** One chunk of a recording; every chunk stands alone. Places are bytes of the file. */
export interface JfrChunk {
  /** First event. */
  readonly begin: number;
  readonly end: number;
  /** Newest checkpoint, from which the older ones are found. */
  readonly checkpoint: number;
  readonly metadata: number;
  /** Since the epoch. */
  readonly startNanos: number;
  readonly durationNanos: number;
  readonly nanosPerTick: number;
}

/** `FLR\0` */
const MAGIC = 0x464c5200;
const HEADER_BYTES = 68;
const COMPRESSED_INTEGERS = 1;

export function beginsChunk(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) === MAGIC;
}

/**
 * The whole chunks of a file (jdk.jfr.internal.consumer.ChunkHeader of OpenJDK). A last chunk that is cut off, or whose recording still
 * runs, cannot be read, as its constants come last: it is left out when others stand before it.
 */
export function splitChunks(cursor: JfrCursor): JfrChunk[] {
  const { bytes } = cursor;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: JfrChunk[] = [];
  for (let at = 0; at < bytes.length;) {
    const chunk = readHeader(cursor, view, at);
    if (chunk === undefined) break;
    chunks.push(chunk);
    at = chunk.end;
  }
  if (chunks.length === 0)
    throw malformedJfr(cursor, 'its first chunk is cut off, or was copied before the recording ended', bytes.length);
  return chunks;
}

/** Undefined when the chunk is not whole. */
function readHeader(cursor: JfrCursor, view: DataView, at: number): JfrChunk | undefined {
  const left = view.byteLength - at;
  if (left >= 4 && view.getUint32(at) !== MAGIC) throw malformedJfr(cursor, 'no chunk begins where one should', at);
  if (left < HEADER_BYTES) return undefined;
  const major = view.getUint16(at + 4);
  if (major !== 2)
    throw malformedJfr(cursor, `it is written in version ${major}.${view.getUint16(at + 6)}; 2.x is read`, at + 4);
  const size = readPlace(view, at + 8);
  const checkpoint = readPlace(view, at + 16);
  const metadata = readPlace(view, at + 24);
  if (size === 0 || checkpoint === 0 || metadata === 0 || size > left) return undefined;
  const isInside = (place: number) => place >= HEADER_BYTES && place < size;
  if (size < HEADER_BYTES || !isInside(checkpoint) || !isInside(metadata))
    throw malformedJfr(cursor, 'a chunk is said to have its types and constants outside itself', at);
  if ((view.getUint32(at + 64) & COMPRESSED_INTEGERS) === 0)
    throw malformedJfr(cursor, 'its integers are not compressed, as no known recorder writes them', at + 64);
  const ticksPerSecond = readPlace(view, at + 56);
  if (ticksPerSecond === 0) throw malformedJfr(cursor, 'its clock has no ticks', at + 56);
  return {
    begin: at + HEADER_BYTES,
    end: at + size,
    checkpoint: at + checkpoint,
    metadata: at + metadata,
    startNanos: readPlace(view, at + 32),
    durationNanos: readPlace(view, at + 40),
    nanosPerTick: 1e9 / ticksPerSecond,
  };
}

/** An unsigned 64-bit number; times beyond 2^53 lose their last nanoseconds. */
function readPlace(view: DataView, at: number): number {
  return view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4);
}

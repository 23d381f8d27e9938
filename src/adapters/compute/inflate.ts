/**
 * Unpacks a profile as it came over the wire: gzip (RFC 1952, several members in a row too), zstd (RFC 8878), LZ4 frames, or plain.
 */
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { MalformedProfile } from '../../core/profile/profile.ts';
import { inflateLz4, isLz4, Lz4TooLarge } from './inflate-lz4.ts';

const MEGABYTE = 1024 * 1024;
/** A profile inflates to at most this; real ones stay under 100 MB. */
export const MOST_INFLATED_BYTES = 256 * MEGABYTE;
/** A profile is one frame, or a few; each costs a call, so a file of a million empty ones is refused. */
const MOST_FRAMES = 1000;
/** Bytes that are asked for at once: profiles are seldom packed better than that. */
const USUAL_RATIO = 8;
const SMALLEST_CHUNK = 16 * 1024;

/**
 * Answers with the plain bytes; plain input comes back as it is. Stops at `maxBytes`, so that a small file cannot fill the memory.
 * Throws MalformedProfile for what is cut off, broken or larger.
 */
export function inflateProfile(bytes: Uint8Array, maxBytes: number): Uint8Array {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return inflate('gzip', bytes, maxBytes);
  if (bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd)
    return inflate('zstd', bytes, maxBytes);
  if (isLz4(bytes)) return inflate('lz4', bytes, maxBytes);
  if (bytes.length > maxBytes) throw new MalformedProfile('plain', `it is larger than ${size(maxBytes)}`);
  return bytes;
}

function inflate(format: 'gzip' | 'zstd' | 'lz4', bytes: Uint8Array, maxBytes: number): Uint8Array {
  try {
    if (format === 'lz4') return inflateLz4(bytes, maxBytes);
    return format === 'gzip'
      ? gunzipSync(bytes, { maxOutputLength: maxBytes, chunkSize: chunkOf(bytes) })
      : inflateFrames(bytes, maxBytes);
  } catch (error) {
    throw explain(format, error, maxBytes);
  }
}

/**
 * Room for all of it, so that it is inflated in one go and not put together of many pieces: a gzip says its size at its end, which may
 * be a lie or that of its last member, and then it takes more pieces.
 */
function chunkOf(bytes: Uint8Array): number {
  const said = bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true);
  // One more, or it would look for more of it with a second piece.
  return Math.min(Math.max(said + 1, SMALLEST_CHUNK), bytes.length * USUAL_RATIO + SMALLEST_CHUNK);
}

/**
 * Node stops behind the first zstd frame; writers that flush in between leave several in a row. Its `info` option answers with the
 * engine, which knows how much was read, though @types/node does not say so for zstd.
 */
function inflateFrames(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const frames: Uint8Array[] = [];
  let left = maxBytes;
  for (let at = 0; at < bytes.length;) {
    if (left === 0) throw tooLarge('zstd', maxBytes);
    if (frames.length === MOST_FRAMES) throw new MalformedProfile('zstd', `it has more than ${MOST_FRAMES} frames`);
    const frame: unknown = zstdDecompressSync(bytes.subarray(at), { maxOutputLength: left, info: true });
    if (!isInflatedFrame(frame)) throw new TypeError('zstdDecompressSync ignored its info option');
    frames.push(frame.buffer);
    left -= frame.buffer.length;
    at += frame.engine.bytesWritten;
  }
  return frames.length === 1 ? frames[0]! : Buffer.concat(frames);
}

interface InflatedFrame {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

function isInflatedFrame(answer: unknown): answer is InflatedFrame {
  return typeof answer === 'object' && answer !== null && 'engine' in answer && 'buffer' in answer;
}

function explain(format: string, error: unknown, maxBytes: number): MalformedProfile {
  if (error instanceof MalformedProfile) return error;
  if (error instanceof Lz4TooLarge) return tooLarge(format, maxBytes);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ERR_BUFFER_TOO_LARGE') return tooLarge(format, maxBytes);
  if (code === 'Z_BUF_ERROR' || code === 'ERR_ZSTD_src_size_wrong')
    return new MalformedProfile(format, 'it is cut off');
  return new MalformedProfile(format, `it is damaged (${error instanceof Error ? error.message : 'unknown reason'})`);
}

function tooLarge(format: string, maxBytes: number): MalformedProfile {
  return new MalformedProfile(format, `it inflates to more than ${size(maxBytes)}`);
}

function size(bytes: number): string {
  return bytes < MEGABYTE ? `${bytes} bytes` : `${Number((bytes / MEGABYTE).toFixed(1))} MB`;
}

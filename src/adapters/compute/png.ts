/** Indexed PNG, colour type 3: https://www.w3.org/TR/png-3/ (chunks 5.3, IHDR 11.2.1, PLTE 11.2.2). */
import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';
import type { IndexedPicture } from '../../core/flamegraph/picture.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const COMPRESSION = 6;
const GREYSCALE = 0;
const INDEXED = 3;
const DEPTH_AT = 8;
const COLOUR_TYPE_AT = 9;
const INTERLACE_AT = 12;
/** Chunks that mean the same in both colour types; tRNS, bKGD, gAMA and others would not. */
const CARRIED = new Set(['pHYs', 'IDAT', 'IEND']);

const deflateAsync = promisify(deflate);

/**
 * Encodes an indexed picture without quantising anything: sharp compresses the indices as greyscale, off the main
 * thread, and the header is turned into an indexed one. A sharp that writes another header than expected is noticed,
 * and the slower encoder of our own is used.
 */
export async function encodePng(picture: IndexedPicture): Promise<Uint8Array> {
  const { width, height, pixels, palette } = picture;
  if (pixels.length !== width * height || palette.length === 0 || palette.length > 768 || palette.length % 3 !== 0) {
    throw new RangeError(`picture of ${width}×${height} with ${pixels.length} pixels, ${palette.length} palette bytes`);
  }
  // Loaded for the first picture: many a comparison draws none.
  const { default: sharp } = await import('sharp');
  const grey = await sharp(pixels, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png({ compressionLevel: COMPRESSION })
    .toBuffer();
  return greyToIndexed(grey, picture) ?? deflateIndexed(picture);
}

/** Turns an 8-bit greyscale PNG of the indices into an indexed one; undefined when it is not exactly such a PNG. */
export function greyToIndexed(png: Buffer, picture: IndexedPicture): Uint8Array | undefined {
  const chunks = readChunks(png);
  const header = chunks?.shift();
  if (!chunks || header?.type !== 'IHDR' || header.content.length !== 13) return undefined;
  const { content } = header;
  const sameSize = content.readUInt32BE(0) === picture.width && content.readUInt32BE(4) === picture.height;
  const plainGrey = content[DEPTH_AT] === 8 && content[COLOUR_TYPE_AT] === GREYSCALE && content[INTERLACE_AT] === 0;
  if (!sameSize || !plainGrey || !chunks.every((chunk) => CARRIED.has(chunk.type))) return undefined;
  const first = chunks.findIndex((chunk) => chunk.type === 'IDAT');
  if (first < 0) return undefined;
  const parts = chunks.map((chunk) => chunk.whole);
  parts.splice(first, 0, makeChunk('PLTE', picture.palette));
  return Buffer.concat([SIGNATURE, makeHeader(picture), ...parts]);
}

/**
 * The same picture through node:zlib alone, every row unfiltered: 4 ms slower, but sharp takes 80 to load, which is for who draws
 * many.
 */
export async function deflateIndexed(picture: IndexedPicture): Promise<Uint8Array> {
  const { width, height, pixels, palette } = picture;
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const packed = await deflateAsync(rows, { level: COMPRESSION });
  const chunks = [makeChunk('PLTE', palette), makeChunk('IDAT', packed), makeChunk('IEND', new Uint8Array())];
  return Buffer.concat([SIGNATURE, makeHeader(picture), ...chunks]);
}

interface Chunk {
  readonly type: string;
  readonly content: Buffer;
  readonly whole: Buffer;
}

function readChunks(png: Buffer): Chunk[] | undefined {
  if (!png.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return undefined;
  const chunks: Chunk[] = [];
  let at = SIGNATURE.length;
  while (at + 12 <= png.length) {
    const end = at + 12 + png.readUInt32BE(at);
    if (end > png.length) return undefined;
    const type = png.toString('latin1', at + 4, at + 8);
    chunks.push({ type, content: png.subarray(at + 8, end - 4), whole: png.subarray(at, end) });
    at = end;
  }
  return at === png.length && chunks.at(-1)?.type === 'IEND' ? chunks : undefined;
}

function makeHeader(picture: IndexedPicture): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(picture.width, 0);
  header.writeUInt32BE(picture.height, 4);
  header[DEPTH_AT] = 8;
  header[COLOUR_TYPE_AT] = INDEXED;
  return makeChunk('IHDR', header);
}

function makeChunk(type: string, content: Uint8Array): Buffer {
  const chunk = Buffer.alloc(content.length + 12);
  chunk.writeUInt32BE(content.length, 0);
  chunk.write(type, 4, 'latin1');
  chunk.set(content, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, content.length + 8)), content.length + 8);
  return chunk;
}

import { crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { deflateIndexed, encodePng, greyToIndexed } from '../../../src/adapters/compute/png.ts';
import { makePalette } from '../../../src/core/flamegraph/palette.ts';
import type { IndexedPicture } from '../../../src/core/flamegraph/picture.ts';

/** Every index occurs, in an order that no filter likes. */
const PICTURE: IndexedPicture = {
  width: 61,
  height: 37,
  pixels: Uint8Array.from({ length: 61 * 37 }, (_, i) => (i * 97 + (i >> 3)) % 256),
  palette: makePalette(true),
};

function chunksOf(png: Uint8Array): { type: string; sound: boolean; content: Buffer }[] {
  const bytes = Buffer.from(png);
  const chunks: { type: string; sound: boolean; content: Buffer }[] = [];
  for (let at = 8; at < bytes.length;) {
    const end = at + 12 + bytes.readUInt32BE(at);
    const sound = crc32(bytes.subarray(at + 4, end - 4)) === bytes.readUInt32BE(end - 4);
    chunks.push({ type: bytes.toString('latin1', at + 4, at + 8), sound, content: bytes.subarray(at + 8, end - 4) });
    at = end;
  }
  return chunks;
}

async function colours(png: Uint8Array): Promise<number[]> {
  return [...(await sharp(png).removeAlpha().toColourspace('srgb').raw().toBuffer())];
}

function expected(picture: IndexedPicture): number[] {
  return Array.from(picture.pixels).flatMap((index) => [...picture.palette.subarray(index * 3, index * 3 + 3)]);
}

describe.each([
  ['through sharp', encodePng],
  ['through zlib alone', deflateIndexed],
])('an indexed PNG %s', (_, encode) => {
  test('decodes to the palette colours of the indices', async () => {
    expect(await colours(await encode(PICTURE))).toEqual(expected(PICTURE));
  });

  test('is of colour type 3, with PLTE before IDAT and sound checksums', async () => {
    const chunks = chunksOf(await encode(PICTURE));
    const types = chunks.map((chunk) => chunk.type);

    expect(chunks.every((chunk) => chunk.sound)).toBe(true);
    expect([...(chunks[0]?.content ?? [])]).toEqual([0, 0, 0, 61, 0, 0, 0, 37, 8, 3, 0, 0, 0]);
    expect(types[0]).toBe('IHDR');
    expect(types.at(-1)).toBe('IEND');
    expect(types.indexOf('PLTE')).toBeLessThan(types.indexOf('IDAT'));
    expect(types.indexOf('PLTE')).toBeGreaterThan(0);
  });
});

describe('what sharp wrote', () => {
  test.each<[string, () => Promise<Buffer>]>([
    ['in colour', () => rgb().png().toBuffer()],
    ['interlaced', () => grey().png({ progressive: true }).toBuffer()],
    ['in another size', () => grey().resize(20, 20).png().toBuffer()],
    ['as something else', () => grey().webp().toBuffer()],
    ['cut short', async () => (await grey().png().toBuffer()).subarray(0, 200)],
    ['with a chunk that means something else in grey', async () => withGamma(await grey().png().toBuffer())],
  ])('%s is not patched, so that the fallback draws it', async (_, make) => {
    expect(greyToIndexed(await make(), PICTURE)).toBeUndefined();
  });

  test('as plain greyscale is patched', async () => {
    expect(await colours(greyToIndexed(await grey().png().toBuffer(), PICTURE) ?? new Uint8Array())).toEqual(
      expected(PICTURE),
    );
  });
});

test('a picture with missing pixels is refused', async () => {
  await expect(encodePng({ ...PICTURE, height: 38 })).rejects.toThrow(/picture of 61×38 with 2257 pixels/u);
});

function grey(): Sharp {
  return sharp(PICTURE.pixels, { raw: { width: 61, height: 37, channels: 1 } }).toColourspace('b-w');
}

function rgb(): Sharp {
  return sharp({ create: { width: 61, height: 37, channels: 3, background: '#fff' } });
}

/** The same PNG with a gAMA chunk after its header. */
function withGamma(png: Buffer): Buffer {
  const chunk = Buffer.from('\0\0\0\x04gAMA\0\0\xb1\x8f\0\0\0\0', 'latin1');
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 12)), 12);
  return Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]);
}

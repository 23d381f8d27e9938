/** How a blob's bytes lie in a folder or bucket. */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';

export type Encoding = 'plain' | 'zstd';

export const HASH = /^[0-9a-f]{64}$/;
/** Far over the largest accepted push; what unpacks to more is not ours. */
export const LARGEST_BYTES = 512 * 1024 * 1024;

/** gzip, zstd, PNG: compressing again costs time and gains nothing. */
const COMPRESSED = [
  [0x1f, 0x8b],
  [0x28, 0xb5, 0x2f, 0xfd],
  [0x89, 0x50, 0x4e, 0x47],
];
const CHECKED = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function encodingOf(bytes: Uint8Array): Encoding {
  return COMPRESSED.some((magic) => magic.every((byte, at) => bytes[at] === byte)) ? 'plain' : 'zstd';
}

export async function encodeBlob(bytes: Uint8Array, encoding: Encoding): Promise<Uint8Array> {
  return encoding === 'plain' ? bytes : compress(bytes, CHECKED);
}

/** Rejects for what is damaged, or larger than anything of ours. */
export async function decodeBlob(stored: Uint8Array, encoding: Encoding): Promise<Uint8Array> {
  return encoding === 'plain' ? stored : decompress(stored, { maxOutputLength: LARGEST_BYTES });
}

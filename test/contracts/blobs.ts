import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Blobs } from '../../src/pipeline/ports.ts';

export function describeBlobs(name: string, blobs: () => Blobs): void {
  describe(`blobs: ${name}`, () => {
    it.each([
      ['plain bytes', Buffer.from('a profile '.repeat(10_000))],
      ['gzip', gzipSync(randomBytes(10_000))],
      ['what only looks like gzip', Buffer.from([0x1f, 0x8b, 0, 1, 2])],
      ['nothing at all', Buffer.alloc(0)],
      ['random bytes', randomBytes(1_000_000)],
    ])('gives back %s under their SHA-256', async (_, bytes) => {
      const hash = await blobs().put(bytes);

      expect(hash).toBe(createHash('sha256').update(bytes).digest('hex'));
      expect(Buffer.compare((await blobs().get(hash))!, bytes)).toBe(0);
    });

    it('takes the same bytes many times at once', async () => {
      const bytes = randomBytes(50_000);

      const hashes = await Promise.all(Array.from({ length: 10 }, () => blobs().put(bytes)));

      expect(new Set(hashes).size).toBe(1);
      expect(Buffer.compare((await blobs().get(hashes[0]!))!, bytes)).toBe(0);
    });

    it.each(['0'.repeat(64), '', '../../../etc/passwd', `../${'a'.repeat(61)}`, 'A'.repeat(64), '\u0000'])(
      'has nothing under %j',
      async (hash) => {
        expect(await blobs().get(hash)).toBeUndefined();
      },
    );
  });
}

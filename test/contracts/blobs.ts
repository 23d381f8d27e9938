import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { KeptBlobs } from '../../src/pipeline/housekeeping-ports.ts';

export function describeBlobs(name: string, blobs: () => KeptBlobs): void {
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

    it('lists what it holds by the first digits of the hash, with its size and when it was put', async () => {
      const begun = Date.now();
      const bytes = gzipSync(randomBytes(10_000));
      const hash = await blobs().put(bytes);

      const shard = await blobs().list(hash.slice(0, 2));

      const listed = shard.filter((blob) => blob.hash === hash);
      expect(listed).toEqual([{ hash, diskBytes: bytes.length, putAt: expect.any(Number) }]);
      // Object storage counts in seconds, by its own clock.
      expect(listed[0]!.putAt).toBeGreaterThan(begun - 5_000);
      expect(listed[0]!.putAt).toBeLessThan(Date.now() + 5_000);
      expect(shard.every((blob) => blob.hash.startsWith(hash.slice(0, 2)))).toBe(true);
    });

    it('removes what was not put since then, and can take it again', async () => {
      const bytes = randomBytes(1_000);
      const hash = await blobs().put(bytes);

      expect(await blobs().remove(hash, Date.now() - 60_000)).toBe(false);
      expect(await blobs().get(hash)).toBeDefined();

      expect(await blobs().remove(hash, Date.now() + 60_000)).toBe(true);
      expect(await blobs().get(hash)).toBeUndefined();
      expect(await blobs().list(hash.slice(0, 2))).not.toContainEqual(expect.objectContaining({ hash }));
      expect(await blobs().remove(hash, Date.now() + 60_000)).toBe(true);

      await blobs().put(bytes);
      expect(Buffer.compare((await blobs().get(hash))!, bytes)).toBe(0);
    });
  });
}

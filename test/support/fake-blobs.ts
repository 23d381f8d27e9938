import { createHash } from 'node:crypto';
import { Failure } from '../../src/core/failure.ts';
import type { KeptBlobs } from '../../src/pipeline/housekeeping-ports.ts';

export interface FakeBlobs extends KeptBlobs {
  /** From now on nothing more fits. */
  fill(): void;
  /** As if somebody had deleted the file. */
  lose(hash: string): void;
}

export function fakeBlobs(): FakeBlobs {
  const files = new Map<string, { readonly bytes: Uint8Array; readonly putAt: number }>();
  let full = false;
  return {
    async put(bytes) {
      const hash = createHash('sha256').update(bytes).digest('hex');
      if (full && !files.has(hash)) throw new Failure('DISK_FULL', 'the fake disk is full', { retryable: true });
      files.set(hash, { bytes: Uint8Array.from(bytes), putAt: Date.now() });
      return hash;
    },
    async get(hash) {
      return files.get(hash)?.bytes.slice();
    },
    async list(shard) {
      return [...files].flatMap(([hash, { bytes, putAt }]) =>
        hash.startsWith(shard) ? [{ hash, putAt, diskBytes: bytes.byteLength }] : [],
      );
    },
    async remove(hash, putBefore) {
      const file = files.get(hash);
      if (file !== undefined && file.putAt >= putBefore) return false;
      files.delete(hash);
      return true;
    },
    fill() {
      full = true;
    },
    lose(hash) {
      files.delete(hash);
    },
  };
}

import { createHash } from 'node:crypto';
import { Failure } from '../../src/core/failure.ts';
import type { Blobs } from '../../src/pipeline/ports.ts';

export interface FakeBlobs extends Blobs {
  /** From now on nothing more fits. */
  fill(): void;
  /** As if somebody had deleted the file. */
  lose(hash: string): void;
}

export function fakeBlobs(): FakeBlobs {
  const files = new Map<string, Uint8Array>();
  let full = false;
  return {
    async put(bytes) {
      const hash = createHash('sha256').update(bytes).digest('hex');
      if (full && !files.has(hash)) throw new Failure('DISK_FULL', 'the fake disk is full', { retryable: true });
      files.set(hash, Uint8Array.from(bytes));
      return hash;
    },
    async get(hash) {
      return files.get(hash)?.slice();
    },
    fill() {
      full = true;
    },
    lose(hash) {
      files.delete(hash);
    },
  };
}

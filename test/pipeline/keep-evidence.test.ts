import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/core/failure.ts';
import type { SidedBlock } from '../../src/pipeline/fetch-profiles.ts';
import { keepEvidence } from '../../src/pipeline/keep-evidence.ts';
import { fakeBlobs } from '../support/fake-blobs.ts';
import { fakeEvidenceStore } from '../support/fake-evidence-store.ts';
import { sampleEvidence } from '../adapters/web/sample-evidence.ts';

const blocks = Array.from({ length: 100 }, (_, index): SidedBlock => ({
  kind: 'cpu',
  side: index < 50 ? 'baseline' : 'comparison',
  store: 'own',
  pod: `pod/${index}`,
  labels: {},
  interval: { from: 0, to: 1 },
  bytes: Uint8Array.of(index),
}));

/** Every write waits until it is let go. */
function slowBlobs() {
  const blobs = fakeBlobs();
  const begun: (() => void)[] = [];
  const slow = {
    ...blobs,
    put: async (bytes: Uint8Array) => {
      await new Promise<void>((resolve) => begun.push(resolve));
      return blobs.put(bytes);
    },
  };
  return { blobs: slow, begun, letGo: () => begun.splice(0).forEach((resolve) => resolve()) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('keepEvidence', () => {
  it('writes several files at once, but only so many', async () => {
    const { blobs, begun, letGo } = slowBlobs();
    const widths: number[] = [];

    const keeping = keepEvidence(sampleEvidence(), undefined, blocks, { blobs, evidence: fakeEvidenceStore() });
    for (let left = blocks.length; left > 0;) {
      await turn();
      widths.push(begun.length);
      left -= begun.length;
      letGo();
    }
    const { files } = await keeping;

    expect(Math.max(...widths)).toBe(16);
    expect(files.map(({ name }) => name).slice(0, 2)).toEqual([
      'profiles/baseline/001-pod_0-cpu.pprof',
      'profiles/baseline/002-pod_1-cpu.pprof',
    ]);
    expect(files).toHaveLength(100);
    expect(await blobs.get(files[70]!.hash)).toEqual(Uint8Array.of(70));
  });

  it('keeps nothing of an answer whose files could not all be written', async () => {
    const evidence = fakeEvidenceStore();
    const blobs = fakeBlobs();
    const full = new Failure('DISK_FULL', 'no room', { retryable: true });
    const filling = {
      ...blobs,
      put: async (bytes: Uint8Array) => (bytes[0] === 20 ? Promise.reject(full) : blobs.put(bytes)),
    };

    const keeping = keepEvidence(sampleEvidence(), undefined, blocks, { blobs: filling, evidence });

    await expect(keeping).rejects.toBe(full);
    expect(await evidence.find(sampleEvidence().incidentId)).toBeUndefined();
  });
});

import type { Evidence } from '../../src/pipeline/evidence.ts';
import type { EvidenceStore } from '../../src/pipeline/ports.ts';

export interface FakeEvidenceStore extends EvidenceStore {
  /** As when it has grown old. */
  remove(incidentId: string): void;
}

export function fakeEvidenceStore(): FakeEvidenceStore {
  const kept = new Map<string, Evidence>();
  return {
    async keep(evidence) {
      kept.set(evidence.incidentId, structuredClone(evidence));
    },
    async find(incidentId) {
      return structuredClone(kept.get(incidentId));
    },
    remove: (incidentId) => void kept.delete(incidentId),
  };
}

import type { Evidence } from '../../src/pipeline/evidence.ts';
import type { EvidenceStore } from '../../src/pipeline/ports.ts';

export function fakeEvidenceStore(): EvidenceStore {
  const kept = new Map<string, Evidence>();
  return {
    async keep(evidence) {
      kept.set(evidence.incidentId, structuredClone(evidence));
    },
    async find(incidentId) {
      return structuredClone(kept.get(incidentId));
    },
  };
}

import type { Incident } from '../../src/core/incident/incident.ts';
import type { Round } from '../../src/core/incident/refinement.ts';
import type { Delivery } from '../../src/pipeline/delivery.ts';

/** What the fakes of one database share, so that a commit to the ledger is seen by the queue and the incidents. */
export interface MemoryState {
  incidents: Map<string, Incident>;
  deliveries: Delivery[];
  /** Incident ids that were ever enqueued. */
  enqueued: Set<string>;
  jobs: MemoryJob[];
  /** Called after a commit that enqueued something. */
  wake: () => void;
}

export interface MemoryJob {
  readonly incidentId: string;
  readonly service: string;
  readonly round: Round;
  /** 0 = at once. */
  notBefore: number;
  attempts: number;
  state: 'waiting' | 'running' | 'done' | 'given-up';
}

export function memoryState(): MemoryState {
  return { incidents: new Map(), deliveries: [], enqueued: new Set(), jobs: [], wake: () => undefined };
}

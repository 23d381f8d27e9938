import type { DeployRecords } from './deploy-ports.ts';
import type { Aging, BlobNames, Compaction, KeptBlobs, Leases, Merger, StorageMeter } from './housekeeping-ports.ts';
import type { Log, WaitingClock } from './ports.ts';

/** How long things are kept, in milliseconds. */
export interface HouseRules {
  readonly profilesMs: number;
  /** Of all profiles together on disk; the oldest go first. */
  readonly profilesBytes: number;
  readonly evidenceMs: number;
  readonly deliveriesMs: number;
  readonly deploysMs: number;
  /** Older profiles are merged into stretches of five minutes … */
  readonly compactAfterMs: number;
  /** … and those that no baseline looks at any more into hours. */
  readonly hourlyAfterMs: number;
}

export interface House {
  readonly aging: Aging;
  readonly deployRecords: Pick<DeployRecords, 'removeOld'>;
  readonly blobNames: BlobNames;
  readonly compaction: Compaction;
  readonly leases: Leases;
  readonly blobs: KeptBlobs;
  readonly merger: Merger;
  readonly clock: WaitingClock;
  readonly log: Log;
  readonly meter: StorageMeter;
  /** Which process this is among those on one database. */
  readonly holder: string;
}

/**
 * Waits a little between two batches, so that pushes and pages have their turn; false when it is time to stop: the
 * service stops, or another process keeps house.
 */
export type Breath = () => Promise<boolean>;

/**
 * A blob that was put less than this long ago is never deleted, whoever names it: a push is put before it is indexed, and
 * an incident's files before its evidence.
 */
export const GRACE_MS = 15 * 60_000;

/** What the housekeeping of profiles and evidence needs from the world; the rest is in ports.ts. */
import type { Instant } from '../core/instant.ts';
import type { Blobs, StoredProfile } from './ports.ts';

/** Blobs as the housekeeping sees them. */
export interface KeptBlobs extends Blobs {
  /** Those whose hash begins with these two digits. */
  list(shard: string): Promise<readonly KeptBlob[]>;
  /** Deletes the blob, unless it was put again at that time or later. True when there is none any more. */
  remove(hash: string, putBefore: Instant): Promise<boolean>;
}

export interface KeptBlob {
  readonly hash: string;
  /** What it takes of the disk or bucket, compressed. */
  readonly diskBytes: number;
  /** When it was put the last time. */
  readonly putAt: Instant;
}

/** Whose turn it is among processes on one database. */
export interface Leases {
  /** True when `holder` has it from now on for so long; asked again in time, it is prolonged. */
  hold(name: string, holder: string, milliseconds: number): Promise<boolean>;
  release(name: string, holder: string): Promise<void>;
}

/** Removes a batch that takes milliseconds, oldest first; answers with how many, 0 = there are no more. */
export interface Aging {
  removeProfiles(before: Instant): Promise<number>;
  /** Profiles of any age. */
  removeOldest(): Promise<number>;
  /** With their evidence, posts and messages; none whose evidence was kept since then, and none that is at work. */
  removeIncidents(before: Instant): Promise<number>;
  removeDeliveries(before: Instant): Promise<number>;
  /** What the index says there is. */
  usage(): Promise<{ readonly profiles: number; readonly bytes: number }>;
}

/** Who names a blob: the index of profiles and the evidence. What both stopped naming is remembered here. */
export interface BlobNames {
  /** Hashes that begin with these two digits, with what the index believes they take of the disk. */
  named(shard: string): Promise<readonly NamedBlob[]>;
  /** Remembers blobs that perhaps nothing names. */
  letGo(hashes: readonly string[]): Promise<void>;
  /**
   * So many of those let go, in order, beginning behind `after`: those that nothing names. What is named after all is
   * forgotten. `last` is the last one looked at, absent when there is none.
   */
  unnamed(limit: number, after: string): Promise<{ readonly hashes: readonly string[]; readonly last?: string }>;
  forget(hashes: readonly string[]): Promise<void>;
  /** Corrects what the index believes. */
  measured(blobs: readonly { readonly hash: string; readonly diskBytes: number }[]): Promise<void>;
  /** Removes profiles whose bytes are lost; answers with how many. */
  dropProfiles(hashes: readonly string[]): Promise<number>;
}

export interface NamedBlob {
  readonly hash: string;
  readonly by: 'profiles' | 'evidence' | 'both';
  readonly diskBytes: number;
}

/** Profiles of one series and one stretch of time that may become one. */
export interface CompactionBatch {
  readonly ids: readonly string[];
  readonly profiles: readonly StoredProfile[];
}

export interface Compaction {
  /** The oldest that begin before and lie in one stretch of that length, aligned to it; undefined when all is done. */
  next(stretch: Stretch, before: Instant): Promise<CompactionBatch | undefined>;
  /**
   * In one transaction the merged ones instead of the batch, or the batch as it is, not to be looked at again. False
   * when somebody removed one of the batch meanwhile: nothing is changed then.
   */
  replace(batch: CompactionBatch, merged: readonly StoredProfile[], stretch: Stretch): Promise<boolean>;
}

export type Stretch = 'minutes' | 'hour';

/** Adds profiles up, in a thread of its own. */
export interface Merger {
  /** Gzipped pprof of them all; `unlike` for profiles that cannot be added up, and why. Rejects with a Failure. */
  merge(sources: readonly MergeSource[], signal: AbortSignal): Promise<MergedProfile>;
}

export interface MergeSource {
  readonly bytes: Uint8Array;
  /** Length of the recording; absent = ask the profile. */
  readonly seconds?: number;
}

export type MergedProfile =
  | { readonly kind: 'merged'; readonly bytes: Uint8Array; readonly seconds: number }
  | { readonly kind: 'unlike'; readonly why: string };

/** What the housekeeping did; names are in adapters/telemetry. */
export interface StorageMeter {
  removed(what: 'profiles' | 'incidents' | 'deliveries' | 'deploys' | 'blobs' | 'lost profiles', count: number): void;
  compacted(from: number, to: number, bytesSaved: number): void;
  stored(usage: { readonly profiles: number; readonly bytes: number }): void;
}

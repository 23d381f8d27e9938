import { GRACE_MS, type Breath, type House } from './house.ts';
import type { KeptBlob, NamedBlob } from './housekeeping-ports.ts';

const SHARDS = Array.from({ length: 256 }, (_, at) => at.toString(16).padStart(2, '0'));
/** Rows whose blobs are lost are removed so many at a time … */
const BATCH = 50;
/** … and no more of them than this in one round. */
const MOST_LOST = 10_000;
/** Where so large a share seems lost, it is the folder or bucket that is not the right one. */
const BELIEVABLE = 0.5;
/** Fewer prove nothing about the folder. */
const FEW = 10;
/** What the index believes of a size may be wrong by so much. */
const ABOUT = 0.05;

/**
 * Holds what lies in the blob store against what the rows name, shard by shard, as a killed process, a full disk or
 * somebody's hand may have left them: blobs that nothing names are let go, profiles without bytes are removed.
 */
export async function reconcileBlobs(house: House, breathe: Breath): Promise<void> {
  const { blobNames, blobs, clock, log } = house;
  const lost: NamedBlob[] = [];
  let named = 0;
  let orphans = 0;
  let orphanBytes = 0;
  for (const shard of SHARDS) {
    if (!(await breathe())) return;
    // Names first: whatever is named was put before, so it must be in the list that is made after.
    const names = await blobNames.named(shard);
    const kept = await blobs.list(shard);
    const nameless = orphansOf(names, kept, clock.now() - GRACE_MS);
    if (nameless.length > 0) await blobNames.letGo(nameless.map(({ hash }) => hash));
    const misjudged = misjudgedOf(names, kept);
    if (misjudged.length > 0) await blobNames.measured(misjudged);
    named += names.length;
    orphans += nameless.length;
    orphanBytes += nameless.reduce((sum, { diskBytes }) => sum + diskBytes, 0);
    lost.push(...lostOf(names, kept).slice(0, MOST_LOST - lost.length));
  }
  if (orphans > 0)
    log.warn('blobs that nothing names were found and are deleted', { count: orphans, bytes: orphanBytes });
  if (lost.length > 0) await dropLost(lost, named, house, breathe);
}

function orphansOf(names: readonly NamedBlob[], kept: readonly KeptBlob[], before: number): readonly KeptBlob[] {
  const known = new Set(names.map(({ hash }) => hash));
  return kept.filter(({ hash, putAt }) => putAt < before && !known.has(hash));
}

function lostOf(names: readonly NamedBlob[], kept: readonly KeptBlob[]): readonly NamedBlob[] {
  const there = new Set(kept.map(({ hash }) => hash));
  return names.filter(({ hash }) => !there.has(hash));
}

function misjudgedOf(names: readonly NamedBlob[], kept: readonly KeptBlob[]): readonly KeptBlob[] {
  const believed = new Map(names.filter(({ by }) => by !== 'evidence').map(({ hash, diskBytes }) => [hash, diskBytes]));
  return kept.filter(({ hash, diskBytes }) => {
    const bytes = believed.get(hash);
    return bytes !== undefined && Math.abs(bytes - diskBytes) > ABOUT * diskBytes;
  });
}

async function dropLost(lost: readonly NamedBlob[], named: number, house: House, breathe: Breath): Promise<void> {
  const { log, meter, blobNames } = house;
  if (lost.length >= FEW && lost.length > named * BELIEVABLE) {
    log.error('most blobs that profiles and evidence name are missing: is this the right folder or bucket?', {
      missing: lost.length,
      named,
      such: examples(lost),
    });
    return;
  }
  const profiles = lost.filter(({ by }) => by !== 'evidence');
  const evidence = lost.filter(({ by }) => by !== 'profiles');
  if (evidence.length > 0) {
    log.error('files of incidents are lost; their pages show what is left', {
      count: evidence.length,
      such: examples(evidence),
    });
  }
  let removed = 0;
  for (let at = 0; at < profiles.length && (await breathe()); at += BATCH) {
    removed += await blobNames.dropProfiles(profiles.slice(at, at + BATCH).map(({ hash }) => hash));
  }
  meter.removed('lost profiles', removed);
  if (removed > 0) {
    log.error('profiles whose bytes are lost were removed from the index', {
      count: removed,
      such: examples(profiles),
    });
  }
}

function examples(lost: readonly NamedBlob[]): string {
  return lost
    .slice(0, 3)
    .map(({ hash }) => hash)
    .join(' ');
}

import { GRACE_MS, type Breath, type House } from './house.ts';

const BATCH = 50;

/**
 * Deletes the blobs that were let go and that neither a profile nor any evidence names. One that is put again at the same
 * time stays, as does one put moments ago: it comes up again in the next round.
 */
export async function sweepBlobs({ blobNames, blobs, clock, log, meter }: House, breathe: Breath): Promise<void> {
  let after = '';
  let total = 0;
  while (await breathe()) {
    const { hashes, last } = await blobNames.unnamed(BATCH, after);
    if (last === undefined) break;
    after = last;
    const gone: string[] = [];
    for (const hash of hashes) if (await blobs.remove(hash, clock.now() - GRACE_MS)) gone.push(hash);
    if (gone.length === 0) continue;
    await blobNames.forget(gone);
    total += gone.length;
    meter.removed('blobs', gone.length);
  }
  if (total > 0) log.info('housekeeping: blobs deleted that nothing names any more', { count: total });
}

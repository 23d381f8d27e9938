import type { SidedBlock } from './fetch-profiles.ts';
import { FLAMES_FILE } from './evidence.ts';
import type { Evidence, EvidenceFile } from './evidence.ts';
import type { Blobs, ComputedAnalysis, EvidenceStore } from './ports.ts';

/**
 * Step 10: report, pictures and source profiles, so that the link outlives the store's retention.
 * Blobs are content-addressed: profiles that the embedded store already holds cost nothing again.
 */
export async function keepEvidence(
  evidence: Omit<Evidence, 'files'>,
  drawn: Pick<ComputedAnalysis, 'pictures' | 'flames'> | undefined,
  blocks: readonly SidedBlock[],
  world: { readonly blobs: Blobs; readonly evidence: EvidenceStore },
  earlierFiles: readonly EvidenceFile[] = [],
): Promise<Evidence> {
  const files: EvidenceFile[] = [];
  if (drawn !== undefined) {
    const hash = await world.blobs.put(drawn.flames);
    files.push({ name: FLAMES_FILE, hash, mediaType: 'application/gzip', bytes: drawn.flames.byteLength });
  }
  for (const { size, png } of drawn?.pictures ?? []) {
    const hash = await world.blobs.put(png);
    files.push({ name: `${size}.png`, hash, mediaType: 'image/png', bytes: png.byteLength });
  }
  for (const [index, block] of blocks.entries()) {
    const hash = await world.blobs.put(block.bytes);
    const pod = block.pod.replaceAll(/[^\w.-]+/g, '_').slice(0, 80);
    const name = `profiles/${block.side}/${String(index + 1).padStart(3, '0')}-${pod}-${block.kind}.pprof`;
    const { side, kind, counts, bytes } = block;
    files.push({
      name,
      hash,
      mediaType: 'application/octet-stream',
      bytes: bytes.byteLength,
      profile: { side, kind, pod: block.pod, ...(counts === undefined ? {} : { counts }) },
    });
  }
  const kept = { ...evidence, files: [...files, ...earlierFiles] };
  await world.evidence.keep(kept);
  return kept;
}

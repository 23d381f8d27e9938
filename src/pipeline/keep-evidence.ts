import type { SidedBlock } from './fetch-profiles.ts';
import { FLAMES_FILE } from './evidence.ts';
import type { Evidence, EvidenceFile } from './evidence.ts';
import type { Blobs, ComputedAnalysis, DrawnPicture, EvidenceStore } from './ports.ts';

/** Blobs written side by side: to object storage each takes some milliseconds, and there may be hundreds. */
const AT_ONCE = 16;

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
  const { flames, pictures = [] } = drawn ?? {};
  const shown = [...(flames === undefined ? [] : [flamesFile(flames)]), ...pictures.map(pictureFile)];
  const files = await keepAll([...shown, ...blocks.map(profileFile)], world.blobs);
  const kept = { ...evidence, files: [...files, ...earlierFiles] };
  await world.evidence.keep(kept);
  return kept;
}

interface Draft extends Pick<EvidenceFile, 'name' | 'mediaType' | 'profile'> {
  readonly content: Uint8Array;
}

function flamesFile(content: Uint8Array): Draft {
  return { name: FLAMES_FILE, mediaType: 'application/gzip', content };
}

function pictureFile({ size, png }: DrawnPicture): Draft {
  return { name: `${size}.png`, mediaType: 'image/png', content: png };
}

function profileFile({ pod, side, kind, counts, bytes }: SidedBlock, index: number): Draft {
  const readable = pod.replaceAll(/[^\w.-]+/g, '_').slice(0, 80);
  const name = `profiles/${side}/${String(index + 1).padStart(3, '0')}-${readable}-${kind}.pprof`;
  const profile = { side, kind, pod, ...(counts === undefined ? {} : { counts }) };
  return { name, mediaType: 'application/octet-stream', content: bytes, profile };
}

/** In their order. What fails is told when the ones beside it are done; nothing more is begun then. */
async function keepAll(drafts: readonly Draft[], blobs: Blobs): Promise<readonly EvidenceFile[]> {
  const files: EvidenceFile[] = [];
  for (let at = 0; at < drafts.length; at += AT_ONCE) {
    const kept = await Promise.allSettled(
      drafts.slice(at, at + AT_ONCE).map(async ({ content, ...named }): Promise<EvidenceFile> => {
        return { ...named, hash: await blobs.put(content), bytes: content.byteLength };
      }),
    );
    for (const one of kept) {
      if (one.status === 'rejected') throw one.reason;
      files.push(one.value);
    }
  }
  return files;
}

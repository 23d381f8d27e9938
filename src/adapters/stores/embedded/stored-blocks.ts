/** Stored profiles with their bytes, as blocks. */
import { createHash } from 'node:crypto';
import type { Labels } from '../../../core/alert/alert.ts';
import { Failure } from '../../../core/failure.ts';
import type { Blobs, ProfileBlock, StoredProfile } from '../../../pipeline/ports.ts';

export type BlobReader = Pick<Blobs, 'get'>;

/** Blobs read side by side: from object storage each takes some milliseconds. */
const AT_ONCE = 16;
/** Labels that say which process a profile is of, best first. */
const POD_LABELS = ['pod', 'instance', 'hostname', 'k8s.pod.name'];

/** In order, with the bytes where they are still there. Rejects with CANCELLED between two batches. */
export async function* readBlobs(
  profiles: readonly StoredProfile[],
  blobs: BlobReader,
  signal: AbortSignal,
): AsyncGenerator<readonly [StoredProfile, Uint8Array | undefined]> {
  for (let at = 0; at < profiles.length; at += AT_ONCE) {
    throwIfAborted(signal);
    const batch = profiles.slice(at, at + AT_ONCE);
    const read = await Promise.all(batch.map(({ hash }) => blobs.get(hash)));
    for (const [index, profile] of batch.entries()) yield [profile, read[index]];
  }
}

export function blockOf(profile: StoredProfile, bytes: Uint8Array): ProfileBlock {
  const { kind, labels, interval, counts, seconds } = profile;
  return {
    kind,
    pod: podOf(labels),
    labels,
    interval,
    bytes,
    ...(counts === undefined ? {} : { counts }),
    ...(seconds === undefined ? {} : { seconds }),
  };
}

export function podOf(labels: Labels): string {
  const name = POD_LABELS.map((label) => labels[label]).find((text) => text !== undefined && text !== '');
  return name ?? createHash('sha256').update(selectorText(labels)).digest('hex').slice(0, 12);
}

export function selectorText(selector: Labels): string {
  const matchers = Object.entries(selector)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, text]) => `${label}=${JSON.stringify(text)}`);
  return `{${matchers.join(', ')}}`;
}

export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) {
    throw new Failure('CANCELLED', 'the fetch of profiles was cancelled', { retryable: true, cause: signal.reason });
  }
}

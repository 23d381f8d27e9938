/** From an image to the code that it was built from. https://github.com/opencontainers/image-spec/blob/main/config.md */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { readImageLabels } from '../../core/deploy/image-labels.ts';
import { readImage, type ImageReference } from '../../core/deploy/image-reference.ts';
import { revisionOfImage, type ImageRevision } from '../../core/deploy/image-revision.ts';
import { Failure } from '../../core/failure.ts';
import type { ImageRevisions } from '../../pipeline/deploy-ports.ts';
import type { Clock } from '../../pipeline/ports.ts';
import type { BytesAnswer } from '../http-client.ts';
import { CODES } from './deploy-codes.ts';
import type { RegistrySection } from './registry-section.ts';
import { openSession, type RegistrySession } from './registry-session.ts';

const MANIFESTS = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');
/** A digest stays what it is, a tag may be moved. */
const TAG_FRESH_MS = 5 * 60_000;
const MOST_KEPT = 500;

const Labels = z.record(z.string(), z.string()).nullish();
const Manifest = z.object({
  annotations: Labels,
  config: z.object({ digest: z.string() }).optional(),
  manifests: z
    .array(
      z.object({
        digest: z.string(),
        annotations: Labels,
        platform: z.object({ os: z.string(), architecture: z.string() }).nullish(),
      }),
    )
    .optional(),
});
const Configuration = z.object({ config: z.object({ Labels }).nullish() });

export interface RevisionTools {
  readonly readFile: (path: string) => string;
  readonly clock: Clock;
}

/**
 * Asks registries that are configured, and no others, for labels of images; what a tag tells by itself is not asked for.
 * An image of another registry, or one that is gone, is known by its name alone.
 */
export function connectImageRevisions(
  registries: readonly RegistrySection[],
  { readFile, clock }: RevisionTools,
): ImageRevisions {
  const kept = new Map<string, { readonly until: number; readonly revision: ImageRevision }>();
  return {
    async revisionOf(image, signal) {
      const byName = revisionOfImage(image);
      const reference = readImage(image);
      const section = registries.find(({ host }) => host === reference?.host);
      if (byName.commit !== undefined || reference === undefined || section === undefined) return byName;
      const key = `${reference.host}/${reference.path}@${reference.digest ?? reference.tag ?? 'latest'}`;
      const known = kept.get(key);
      // A version among the labels may be that of the image which this one was built upon.
      if (known !== undefined && known.until > clock.now()) return { ...known.revision, ...byName };
      const revision = await lookInto(openSession(section, reference.path, readFile), reference, signal);
      const until = reference.digest === undefined ? clock.now() + TAG_FRESH_MS : Number.POSITIVE_INFINITY;
      kept.delete(key);
      kept.set(key, { until, revision });
      if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value ?? key);
      return { ...revision, ...byName };
    },
  };
}

async function lookInto(
  session: RegistrySession,
  { tag, digest }: ImageReference,
  signal: AbortSignal,
): Promise<ImageRevision> {
  const top = await manifestOf(session, digest ?? tag ?? 'latest', signal);
  if (top === undefined) return {};
  const chosen = top.manifests === undefined ? undefined : choosePlatform(top.manifests);
  const manifest = chosen === undefined ? top : await manifestOf(session, chosen.digest, signal);
  const config = manifest?.config?.digest;
  const blob = config === undefined ? undefined : await blobOf(session, config, signal);
  const labels = blob === undefined ? undefined : read(Configuration, blob)?.config?.Labels;
  return readImageLabels([labels, manifest?.annotations, chosen?.annotations, top.annotations].map((set) => set ?? {}));
}

/** Attestations stand among the platforms as one that is not known. All real ones are built from the same code. */
function choosePlatform<
  T extends { readonly platform?: { readonly os: string; readonly architecture: string } | null | undefined },
>(manifests: readonly T[]): T | undefined {
  const real = manifests.filter(({ platform }) => platform?.os !== 'unknown');
  return real.find(({ platform }) => platform?.os === 'linux' && platform.architecture === 'amd64') ?? real[0];
}

async function manifestOf(session: RegistrySession, reference: string, signal: AbortSignal) {
  if (/[^\w.:-]/.test(reference)) return undefined;
  const answer = await session.get(`manifests/${reference}`, MANIFESTS, signal);
  return answer === undefined ? undefined : read(Manifest, verified(answer, reference));
}

async function blobOf(session: RegistrySession, digest: string, signal: AbortSignal) {
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) return undefined;
  const answer = await session.get(`blobs/${digest}`, '*/*', signal);
  return answer && verified(answer, digest);
}

/** What a digest names is what it is of, wherever it came from. */
function verified({ body }: BytesAnswer, reference: string): Uint8Array {
  if (!reference.startsWith('sha256:')) return body;
  const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
  if (digest === reference) return body;
  throw new Failure(CODES.rejected, `a registry answered something else than ${reference}`, { retryable: false });
}

/** Undefined for what is none, such as a manifest of the first schema. */
function read<T>(schema: z.ZodType<T>, bytes: Uint8Array): T | undefined {
  try {
    const parsed = schema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

import type { DeployKind } from '../deploy.ts';
import { readImage } from '../image-reference.ts';
import { revisionOfImage } from '../image-revision.ts';

/** An image that a container ran with. */
export interface ContainerImage {
  readonly container: string;
  /** As the workload asks for it: `registry.example/shop/checkout:v1.5.0`. */
  readonly image: string;
  /** As the node names what it ran; with `@sha256:` where it came from a registry. Empty where that is not known. */
  readonly imageId: string;
}

/** What one set of images changed against another. */
export interface ImageChange {
  readonly kind: Extract<DeployKind, 'version' | 'config'>;
  readonly fromVersion?: string;
  readonly toVersion: string;
  readonly fromCommit?: string;
  readonly commit?: string;
  readonly fromImage?: string;
  readonly image?: string;
}

/** Put into pods by others: a new one of these is no new version of the service. */
const SIDECARS =
  /^(?:istio-proxy|linkerd-proxy|envoy|.*-envoy|.*sidecar.*|.*-agent|vault.*|cloud-?sql-?proxy|oauth2?-?proxy|fluent-?bit|fluentd|.*-exporter|otel.*|.*collector)$/;
const DIGEST = /sha256:[0-9a-f]{64}/;
const SHORT = 'sha256:'.length + 12;

/**
 * What changed between two sets of containers. Of the service's own one, which is said, or called like the service, or
 * the only one, or the first that changed and is no usual sidecar; what changes nothing of it is a change of settings.
 */
export function imageChange(
  before: readonly ContainerImage[],
  after: readonly ContainerImage[],
  names: { readonly container?: string | undefined; readonly likely: readonly string[] },
): ImageChange {
  const changed = after.filter((one) => isOther(one, before));
  const own = ownContainer(after, changed, names);
  const now = [...changed, ...after].find(({ container }) => container === own);
  const then = before.find(({ container }) => container === own);
  if (now !== undefined && changed.includes(now)) return versionOf(now, then);
  const same = now === undefined ? {} : { ...fromOf(now), ...toOf(now) };
  const aside = changed[0];
  if (aside === undefined) {
    const version = now === undefined ? '' : `, same image ${versionText(now)}`;
    return { ...same, kind: 'config', toVersion: `settings or restart${version}` };
  }
  const known = before.find(({ container }) => container === aside.container);
  const { fromVersion, toVersion } = versionOf(aside, known);
  return {
    ...same,
    kind: 'config',
    ...(fromVersion === undefined ? {} : { fromVersion: `${aside.container} ${fromVersion}` }),
    toVersion: `${aside.container} ${toVersion}`,
  };
}

function ownContainer(
  after: readonly ContainerImage[],
  changed: readonly ContainerImage[],
  { container, likely }: { readonly container?: string | undefined; readonly likely: readonly string[] },
): string | undefined {
  if (container !== undefined) return container;
  const names = [...new Set(after.map((one) => one.container))];
  const named = likely.find((name) => names.includes(name));
  if (named !== undefined) return named;
  const own = names.filter((name) => !SIDECARS.test(name));
  return changed.find((one) => own.includes(one.container))?.container ?? own[0];
}

/** Another name, or the same name for something else: a tag that was moved. What is not known of a node proves nothing. */
function isOther(one: ContainerImage, before: readonly ContainerImage[]): boolean {
  const known = before.filter(({ container }) => container === one.container);
  if (known.length === 0) return before.length > 0;
  if (known.every(({ image }) => image !== one.image)) return true;
  const digest = DIGEST.exec(one.imageId)?.[0];
  const digests = known.flatMap(({ imageId }) => DIGEST.exec(imageId)?.[0] ?? []);
  return digest !== undefined && digests.length > 0 && !digests.includes(digest);
}

function versionOf(now: ContainerImage, then: ContainerImage | undefined): ImageChange {
  const [to, from] = [versionText(now), then && versionText(then)];
  // The same tag for another image: only digests tell them apart.
  const moved = from === to && then !== undefined;
  return {
    kind: 'version',
    ...(from === undefined ? {} : { fromVersion: moved ? digestText(then) : from }),
    toVersion: moved ? digestText(now) : to,
    ...(then === undefined ? {} : fromOf(then)),
    ...toOf(now),
  };
}

function fromOf(one: ContainerImage): Pick<ImageChange, 'fromCommit' | 'fromImage'> {
  const { commit } = revisionOfImage(one.image);
  return { ...(commit === undefined ? {} : { fromCommit: commit }), fromImage: pullable(one) };
}

function toOf(one: ContainerImage): Pick<ImageChange, 'commit' | 'image'> {
  const { commit } = revisionOfImage(one.image);
  return { ...(commit === undefined ? {} : { commit }), image: pullable(one) };
}

/** With the digest of what ran, where it came from the registry that the name says. */
function pullable({ image, imageId }: ContainerImage): string {
  const [asked, ran] = [readImage(image), readImage(imageId)];
  if (asked === undefined || asked.digest !== undefined || ran?.digest === undefined) return image;
  return asked.host === ran.host && asked.path === ran.path ? `${image}@${ran.digest}` : image;
}

/** The tag; the digest where there is none. */
function versionText(one: ContainerImage): string {
  return readImage(one.image)?.tag ?? digestText(one);
}

function digestText({ image, imageId }: ContainerImage): string {
  const tag = readImage(image)?.tag;
  const digest = (DIGEST.exec(image) ?? DIGEST.exec(imageId))?.[0].slice(0, SHORT);
  return digest === undefined ? image.slice(0, 200) : tag === undefined ? digest : `${tag}@${digest}`;
}

/** A container image as Kubernetes writes it. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pull */
export interface ImageFacts {
  /** With the registry, without tag and digest. */
  readonly name: string;
  /** The tag, or the beginning of the digest; absent where neither tells anything. */
  readonly version?: string;
  /** What the tag says of the application's revision: 7 to 40 hex digits. */
  readonly commit?: string;
}

/** Tags that are moved: they name no version. */
const MOVING = /^(?:latest|stable|edge|nightly|main|master|develop|dev|prod|production|staging)$/i;
const DIGEST = /@(?:sha256|sha512):([0-9a-f]{32,})$/i;
/** Alone, behind `sha-` or `git-`, or behind what else the tag says; `-g` as `git describe` writes it. */
const HASH = /(?:^|[-_.+])(?:g(?=[0-9a-f]{7,40}$))?([0-9a-f]{7,40})$/i;

/** Reads an image reference: `registry:5000/acme/shop:v1.2.3-4-gabc1234@sha256:…`. */
export function imageFacts(image: string): ImageFacts {
  const digest = DIGEST.exec(image)?.[1];
  const tagged = image.replace(/@.*$/, '');
  const [, name = tagged, tag] = /^(.*?)(?::([^:/]+))?$/.exec(tagged) ?? [];
  const told = tag === undefined || MOVING.test(tag) ? undefined : tag;
  const version = told ?? (digest === undefined ? undefined : `sha256:${digest.slice(0, 12)}`);
  const commit = told === undefined ? undefined : commitInTag(told);
  return { name, ...(version === undefined ? {} : { version }), ...(commit === undefined ? {} : { commit }) };
}

/** The commit that a tag carries. Digits alone are a date or a build number, unless there are 40 of them. */
export function commitInTag(tag: string): string | undefined {
  const hash = HASH.exec(tag)?.[1]?.toLowerCase();
  return hash === undefined || (hash.length < 40 && /^\d+$/.test(hash)) ? undefined : hash;
}

/**
 * The image that is the service's own among those of an application: named like one of these words, the first word
 * first, or the only one. Undefined where that cannot be told: nothing is guessed among several.
 */
export function ownImage(images: readonly string[], words: readonly (string | undefined)[]): string | undefined {
  const distinct = [...new Set(images)];
  if (distinct.length < 2) return distinct[0];
  for (const word of words) {
    const same = distinct.filter((image) => lastPart(image) === word?.toLowerCase());
    if (same.length > 0) return same.length === 1 ? same[0] : undefined;
  }
  return undefined;
}

function lastPart(image: string): string {
  const { name } = imageFacts(image);
  return name.slice(name.lastIndexOf('/') + 1).toLowerCase();
}

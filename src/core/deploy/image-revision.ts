import { readImage } from './image-reference.ts';

/** Of the code that an image was built from, as far as it is known. */
export interface ImageRevision {
  /** Full or shortened hash. */
  readonly commit?: string;
  /** Address of the repository. */
  readonly repository?: string;
  readonly version?: string;
}

/** Tags that move from image to image. */
const MOVING =
  /^(?:latest|stable|edge|nightly|head|trunk|main|master|dev(?:elop(?:ment)?)?|test(?:ing)?|qa|staging|stage|prod(?:uction)?|live|release|canary|current|snapshot)$/i;
/** https://git-scm.com/docs/git-describe: tag, commits since then, `g` and the hash. */
const DESCRIBED = /^.+-\d+-g([0-9a-f]{7,40})$/;
const HASH_AT_END = /(?:^|[-._])(?:sha-?|git-?|commit-?|g|r)?([0-9a-f]{7,40})$/;

/** What the name of an image tells by itself: its tag, when that is or ends with a commit, or is a version. */
export function revisionOfImage(image: string): ImageRevision {
  const tag = readImage(image)?.tag;
  return tag === undefined ? {} : revisionOfTag(tag);
}

/** A tag alone; those that move from image to image say nothing. */
export function revisionOfTag(tag: string): ImageRevision {
  if (MOVING.test(tag)) return {};
  const described = DESCRIBED.exec(tag)?.[1];
  if (described !== undefined) return { commit: described, version: tag };
  const hash = HASH_AT_END.exec(tag)?.[1];
  if (hash === undefined || !isShortHash(hash)) return { version: tag };
  return hash.length === tag.length ? { commit: hash } : { commit: hash, version: tag };
}

/** Seven to forty hex digits that are no date, build number or word: of short hashes one in thirty looks like those. */
export function isShortHash(text: string): boolean {
  return /^[0-9a-f]{7,40}$/.test(text) && (text.length === 40 || (/\d/.test(text) && /[a-f]/.test(text)));
}

/** What an image's name says. https://github.com/distribution/reference/blob/main/reference.go */
export interface ImageReference {
  /** With a port where one is said; `docker.io` where no host is. */
  readonly host: string;
  /** Of the repository at that host: `library/nginx`. */
  readonly path: string;
  readonly tag?: string;
  /** `sha256:…` */
  readonly digest?: string;
}

const PATH = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*)*$/;
const HOST =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(?::\d{1,5})?$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const LONGEST = 4096;

/** Undefined for what is no name of an image, such as a bare digest. */
export function readImage(text: string): ImageReference | undefined {
  if (text.length > LONGEST || DIGEST.test(text)) return undefined;
  // Container runtimes put in front where they have it from.
  const [named = '', digest, ...rest] = text.replace(/^[a-z-]+:\/\//, '').split('@');
  if (rest.length > 0 || (digest !== undefined && !DIGEST.test(digest))) return undefined;
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const tag = colon < 0 ? undefined : named.slice(colon + 1);
  if (tag !== undefined && !TAG.test(tag)) return undefined;
  const name = colon < 0 ? named : named.slice(0, colon);
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const isHost = first === 'localhost' || /[.:A-Z]/.test(first);
  const host = isHost ? first : 'docker.io';
  const path = isHost ? name.slice(slash + 1) : slash < 0 ? `library/${name}` : name;
  if (!HOST.test(host) || !PATH.test(path)) return undefined;
  return { host, path, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

import type { Labels } from '../alert/alert.ts';
import type { ImageRevision } from './image-revision.ts';

/** https://github.com/opencontainers/image-spec/blob/main/annotations.md, and what came before it (http://label-schema.org). */
const REVISIONS = ['org.opencontainers.image.revision', 'org.label-schema.vcs-ref'];
const SOURCES = ['org.opencontainers.image.source', 'org.label-schema.vcs-url'];
const VERSIONS = ['org.opencontainers.image.version', 'org.label-schema.version'];
const LONGEST_URL = 500;
const LONGEST_VERSION = 200;

/**
 * What labels of an image, or annotations of its manifest, tell of the code it was built from; the first set that says
 * something counts. Anybody who can push an image writes them: what is no hash or no address is left out.
 */
export function readImageLabels(sets: readonly Labels[]): ImageRevision {
  const first = (names: readonly string[], fits: (text: string) => boolean) =>
    sets
      .flatMap((labels) => names.map((name) => (Object.hasOwn(labels, name) ? (labels[name] ?? '').trim() : '')))
      .find((text) => text !== '' && fits(text));
  const commit = first(REVISIONS, (text) => /^(?:[0-9a-f]{7,40}|[0-9a-f]{64})$/i.test(text))?.toLowerCase();
  const repository = first(SOURCES, isRepository);
  const version = first(VERSIONS, (text) => text.length <= LONGEST_VERSION && /^[\w][\w.+/-]*$/.test(text));
  return {
    ...(commit === undefined ? {} : { commit }),
    ...(repository === undefined ? {} : { repository }),
    ...(version === undefined ? {} : { version }),
  };
}

/** An address of the web or of git over ssh, without credentials. */
function isRepository(text: string): boolean {
  if (text.length > LONGEST_URL) return false;
  if (/^git@[\w.-]+:[\w./~-]+$/.test(text)) return true;
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return (
    ['https:', 'http:', 'ssh:', 'git:'].includes(protocol) && password === '' && (username === '' || username === 'git')
  );
}

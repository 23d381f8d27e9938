import type { Deploy } from './deploy.ts';

/** Commit hashes, whole or cut. */
const HASH = /^[0-9a-f]{7,40}$/;
/** What `git describe` says of a commit behind a tag. */
const DESCRIBED = /-\d+-g([0-9a-f]{7,40})$/;

/** Whether two words name one version: `v1.5.0` and `1.5.0`, a commit and its beginning, an image and its tag. */
export function sameVersion(one: string, other: string): boolean {
  const [a, b] = [plain(one), plain(other)];
  if (a === '' || b === '') return false;
  if (a === b) return true;
  const [x, y] = [hashOf(a), hashOf(b)];
  if (x === undefined || y === undefined) return false;
  const [short, long] = x.length <= y.length ? [x, y] : [y, x];
  // Numbers are dates and builds, unless they begin a whole hash.
  return long.startsWith(short) && (long.length === 40 || /[a-f]/.test(short));
}

/** Whether this is what the deploy brought, by any of the names that it has. */
export function isBrought(version: string, { toVersion, commit, image }: Deploy): boolean {
  return [toVersion, commit, image].some((name) => name !== undefined && sameVersion(version, name));
}

/** Whether this is what ran before the deploy. */
export function isReplaced(version: string, { fromVersion, fromCommit }: Deploy): boolean {
  return [fromVersion, fromCommit].some((name) => name !== undefined && sameVersion(version, name));
}

function plain(version: string): string {
  const named = version.trim().replace(/^refs\/(?:tags|heads)\//, '');
  // Of an image its tag or digest.
  const tag = named
    .replace(/^.*@/, '')
    .replace(/^sha256:/, '')
    .replace(/^(?:.*\/)?[^/:]+:/, '');
  return tag.toLowerCase().replace(/^v(?=\d)/, '');
}

function hashOf(version: string): string | undefined {
  return HASH.test(version) ? version : DESCRIBED.exec(version)?.[1];
}

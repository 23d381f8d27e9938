/** From what a label, a tag of an image or a person calls a version to the commit. */
import { gitText, plainLine, splitNul } from './git-text.ts';
import type { MirrorReader } from './mirror.ts';

export type Resolved =
  | { readonly kind: 'commit'; readonly commit: string; readonly isBranch: boolean }
  | { readonly kind: 'unknown'; readonly reason: string };

/** One name that git is asked for. */
interface Candidate {
  readonly name: string;
  readonly isBranch?: boolean;
}

const MOST_REFS_BYTES = 32 * 1024 * 1024;
const MOST_LENGTH = 250;
const MOST_SHOWN = 100;
/** Names that git would not take for options, ranges or reflogs; `~1` and `^2` may end them. */
const SAFE = /^@?[A-Za-z0-9_][\w.+/@-]*(?:[~^]\d*)*$/;

/** The commits of two versions, asked of the mirror together; `service` chooses among the tags of a monorepo. */
export async function resolveRevisions(
  mirror: MirrorReader,
  versions: readonly string[],
  service: string,
  signal: AbortSignal,
): Promise<readonly Resolved[]> {
  const asked = versions.map((version) => candidatesOf(version, service));
  const names = asked.flat().map(({ name }) => `${name}^{commit}\n`);
  const call = { input: names.join('') };
  const checked =
    names.length === 0 ? '' : gitText((await mirror.read(['cat-file', '--batch-check'], call, signal)).stdout);
  const answers = checked.split('\n');
  let at = 0;
  const found = asked.map((candidates) => {
    const own = answers.slice(at, at + candidates.length);
    at += candidates.length;
    const index = own.findIndex((answer) => /^[0-9a-f]{40,64} commit /.test(answer));
    const commit = own[index]?.split(' ')[0];
    return commit === undefined ? undefined : { commit, isBranch: candidates[index]?.isBranch === true };
  });
  if (found.every((one) => one !== undefined)) return found.map((one) => ({ kind: 'commit', ...one }));
  const tags = await listTags(mirror, signal);
  return versions.map((version, index) => {
    const one = found[index];
    return one === undefined ? amongTags(version, service, tags) : { kind: 'commit', ...one };
  });
}

/** In the order in which they are believed. */
function candidatesOf(version: string, service: string): readonly Candidate[] {
  return spellings(version).flatMap((spelling): readonly Candidate[] => {
    const full = /^refs\/(?:tags|heads|remotes)\/.+/.test(spelling);
    if (full) return [{ name: spelling, isBranch: !spelling.startsWith('refs/tags/') }];
    const branch = spelling.replace(/^origin\//, '');
    const own = service === '' || !SAFE.test(service) ? [] : ['/', '-', '@'].map((join) => service + join);
    return [
      ...own.flatMap((prefix) => withAndWithoutV(spelling).map((tag) => ({ name: `refs/tags/${prefix}${tag}` }))),
      ...withAndWithoutV(spelling).map((tag) => ({ name: `refs/tags/${tag}` })),
      { name: `refs/heads/${branch}`, isBranch: true },
      { name: `refs/remotes/origin/${branch}`, isBranch: true },
      ...(/^HEAD\b/.test(spelling) ? [{ name: spelling, isBranch: true }] : []),
      ...(/^[0-9a-f]{7,64}(?:[~^]\d*)*$/i.test(spelling) ? [{ name: spelling }] : []),
      ...hashAtEnd(spelling),
    ];
  });
}

/** The version itself, and what is left without the wrapping of images, builds and work copies with changes. */
function spellings(version: string): readonly string[] {
  const trimmed = version.trim();
  const untagged = trimmed.replace(/@sha256:[0-9a-f]+$/i, '');
  // registry:5000/team/shop:v1.2.3
  const image = /^\S*:([\w][\w.-]*)$/.exec(untagged)?.[1];
  const plain = [trimmed, untagged, ...(image === undefined ? [] : [image])];
  const clean = plain.map((one) => one.replace(/[.-](?:dirty|modified)$/, ''));
  // Build metadata: https://semver.org/#spec-item-10
  const built = clean.map((one) => one.replace(/\+[0-9A-Za-z.-]+$/, ''));
  return [...new Set([...plain, ...clean, ...built])].filter(
    (one) => one.length <= MOST_LENGTH && SAFE.test(one) && !/\.\.|@\{|\/\/|\.lock$/.test(one),
  );
}

function withAndWithoutV(version: string): readonly string[] {
  if (/^v\d/.test(version)) return [version, version.slice(1)];
  return /^\d/.test(version) ? [version, `v${version}`] : [version];
}

/** `git describe` (v1.2.3-4-gabc1234), tags of images (main-abc1234, 1.2.3+abc1234), Flux (main@sha1:…). */
function hashAtEnd(version: string): readonly Candidate[] {
  const found = /[-_.+/@:]g?([0-9a-f]{7,40})$/i.exec(version)?.[1];
  return found === undefined ? [] : [{ name: found }];
}

async function listTags(mirror: MirrorReader, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const format = '--format=%(refname:lstrip=2)%00%(objecttype)%00%(objectname)%00%(*objecttype)%00%(*objectname)%00';
  const { stdout } = await mirror.read(['for-each-ref', format, 'refs/tags'], { maxBytes: MOST_REFS_BYTES }, signal);
  const parts = splitNul(stdout).map(gitText);
  const tags = new Map<string, string>();
  for (let at = 0; at + 5 <= parts.length; at += 5) {
    const [name = '', type, hash = '', innerType, inner = ''] = parts.slice(at, at + 5);
    const commit = type === 'commit' ? hash : innerType === 'commit' ? inner : undefined;
    if (commit !== undefined) tags.set(name.trim(), commit);
  }
  return tags;
}

/** Tags of monorepos carry a name before the version: checkout/v1.2.0, checkout-1.2.0, @shop/checkout@1.2.0. */
function amongTags(version: string, service: string, tags: ReadonlyMap<string, string>): Resolved {
  const wanted = spellings(version).flatMap(withAndWithoutV);
  const ends = wanted.filter((one) => /^v?\d/.test(one)).flatMap((one) => ['/', '-', '@', '_'].map((by) => by + one));
  const ending = [...tags].filter(([name]) => ends.some((end) => name.endsWith(end)));
  const own = ending.filter(([name]) => ends.some((end) => name.endsWith(`/${service}${end}`)));
  const found = own.length > 0 ? own : ending;
  const commits = new Set(found.map(([, commit]) => commit));
  const [commit] = commits;
  const shown = plainLine(version.length > MOST_SHOWN ? `${version.slice(0, MOST_SHOWN)}…` : version);
  if (commit === undefined) {
    const lost = /^[0-9a-f]{7,64}$/.test(version) ? '; it may have been force-pushed away' : '';
    return { kind: 'unknown', reason: `the repository knows no revision ${shown}${lost}` };
  }
  if (commits.size === 1) return { kind: 'commit', commit, isBranch: false };
  const names = found.map(([name]) => name);
  const listed = `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;
  return { kind: 'unknown', reason: `${shown} could be several tags of the repository: ${listed}` };
}

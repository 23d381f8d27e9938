import { Failure } from '../../core/failure.ts';
import type { RangeCommit } from '../../core/deploy/range-commit.ts';
import type { RangeAnswer } from '../../pipeline/git-ports.ts';
import { gitText } from './git-text.ts';
import type { MirrorReader } from './mirror.ts';
import { withPullRequests } from './merged-by.ts';
import { LOG_FORMAT, readLog, type LoggedCommit } from './read-log.ts';

/** How many commits of a range carry their changes, merges not counted. */
const MOST_COMMITS = 2_000;
/** Of what was lost by a rollback. */
const MOST_LOST = 200;
const MOST_LOG_BYTES = 48 * 1024 * 1024;
const RENAMES_TIMEOUT_MS = 10_000;
const LAZY_TIMEOUT_MS = 120_000;
/** Only renames of files that stayed as they were. */
const UNCHANGED = '-M100%';
const IGNORED = '.git-blame-ignore-revs';

/** `from` and `to` are full hashes of commits that are there. */
export async function readRange(
  mirror: MirrorReader,
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<RangeAnswer> {
  if (from === to) return { kind: 'range', from, to, direction: 'same', commits: [], lost: [], total: 0 };
  const [ignored, came, went] = await Promise.all([
    ignoredRevisions(mirror, to, signal),
    readCommits(mirror, `${from}..${to}`, MOST_COMMITS, signal),
    readCommits(mirror, `${to}..${from}`, MOST_LOST, signal),
  ]);
  const direction = isEmpty(went) ? 'forward' : isEmpty(came) ? 'rollback' : 'diverged';
  if (direction === 'diverged') {
    const base = await mirror.read(['merge-base', from, to], { codes: [1] }, signal);
    if (base.code === 1) return { kind: 'unknown', reason: `${short(from)} and ${short(to)} have no common history` };
  }
  const marked = ({ commits }: Commits): readonly RangeCommit[] =>
    commits.map(({ parents, ...commit }) => ({
      ...commit,
      parents: parents.length,
      ignored: ignored.has(commit.commit),
    }));
  const plain = came.commits.filter(({ parents }) => parents.length < 2).length;
  const total = came.wasCut ? await countCommits(mirror, `${from}..${to}`, signal) : plain;
  return { kind: 'range', from, to, direction, commits: marked(came), lost: marked(went), total };
}

interface Commits {
  readonly commits: readonly LoggedCommit[];
  readonly wasCut: boolean;
}

function isEmpty({ commits, wasCut }: Commits): boolean {
  return commits.length === 0 && !wasCut;
}

/** Newest first. Changes of a merge are those against its first parent, as if it had been squashed. */
async function readCommits(mirror: MirrorReader, range: string, most: number, signal: AbortSignal): Promise<Commits> {
  const listed = 2 * most;
  const args = ['log', '-z', '--raw', '--no-abbrev', '--diff-merges=first-parent', LOG_FORMAT, `-n${listed}`];
  const call = { maxBytes: MOST_LOG_BYTES, cut: true };
  const ask = (renames: string, timeoutMs: number) =>
    mirror.read([...args, renames, '--end-of-options', range], { ...call, timeoutMs }, signal);
  // Renames that changed the file are found by reading it: too dear where large ones moved, or where it is fetched first.
  const { stdout, wasCut } = mirror.isPartial
    ? await ask(UNCHANGED, LAZY_TIMEOUT_MS)
    : await ask('-M', RENAMES_TIMEOUT_MS).catch((error: unknown) => {
        if (!(error instanceof Failure) || error.code !== 'GIT_TIMEOUT') throw error;
        return ask(UNCHANGED, RENAMES_TIMEOUT_MS);
      });
  const logged = readLog(stdout, wasCut);
  const commits = newest(logged, most);
  return {
    commits: withPullRequests(commits),
    wasCut: wasCut || commits.length < logged.length || logged.length === listed,
  };
}

function newest(logged: readonly LoggedCommit[], most: number): readonly LoggedCommit[] {
  let plain = 0;
  const end = logged.findIndex(({ parents }) => parents.length < 2 && ++plain > most);
  return end < 0 ? logged : logged.slice(0, end);
}

async function countCommits(mirror: MirrorReader, range: string, signal: AbortSignal): Promise<number> {
  const counted = await mirror.read(['rev-list', '--count', '--no-merges', '--end-of-options', range], {}, signal);
  return Number(gitText(counted.stdout).trim());
}

/** https://git-scm.com/docs/git-blame#Documentation/git-blame.txt-blameignoreRevsFile: full hashes, `#` begins a comment. */
async function ignoredRevisions(mirror: MirrorReader, to: string, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const file = await mirror.read(['cat-file', 'blob', `${to}:${IGNORED}`], { codes: [128], maxBytes: 1e6 }, signal);
  const lines = gitText(file.stdout)
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim());
  return new Set(lines.filter((line) => /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(line)));
}

function short(commit: string): string {
  return commit.slice(0, 12);
}

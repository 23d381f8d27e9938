/**
 * What `git log -z --raw` wrote. https://git-scm.com/docs/diff-format#_raw_output_format
 * Fields end with NUL, which no message, name or path can hold; how many come next is always known, so nothing that
 * somebody committed can be taken for something else.
 */
import type { FileChange } from '../../core/deploy/range-commit.ts';
import { gitText, plainLine, splitNul } from './git-text.ts';
import { pullRequestOf } from './pull-request.ts';

export const LOG_FORMAT = '--format=tformat:%H%x00%P%x00%ct%x00%aN%x00%s%x00%b';
const FIELDS = 6;
/** Git links and symbolic links hold no text of a program. */
const OTHER_MODES = new Set(['120000', '160000']);
const HASH = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

export interface LoggedCommit {
  readonly commit: string;
  readonly parents: readonly string[];
  readonly subject: string;
  readonly author: string;
  readonly at: number;
  readonly changes: readonly FileChange[];
  readonly pullRequest?: number;
}

/** In the order of the log. With `wasCut` the last commit, of which something may lack, is left out. */
export function readLog(output: Buffer, wasCut = false): readonly LoggedCommit[] {
  const parts = splitNul(output);
  const commits: LoggedCommit[] = [];
  let at = 0;
  while (at + FIELDS <= parts.length) {
    const [hash = '', parents = '', seconds = '', author = '', subject = '', body = ''] = parts
      .slice(at, at + FIELDS)
      .map(gitText);
    if (!HASH.test(hash)) throw new Error(`git log: "${hash.slice(0, 60)}" is no commit`);
    at += FIELDS;
    const changes: FileChange[] = [];
    for (;;) {
      const facts = parts[at]?.toString('latin1').trimStart() ?? '';
      if (!facts.startsWith(':')) break;
      const renamed = /[RC]\d*$/.test(facts);
      const paths = parts.slice(at + 1, at + (renamed ? 3 : 2)).map(gitText);
      at += renamed ? 3 : 2;
      const change = readChange(facts, paths);
      if (change !== undefined) changes.push(change);
    }
    const pullRequest = pullRequestOf(subject, body);
    commits.push({
      commit: hash,
      parents: parents.split(' ').filter((parent) => parent !== ''),
      subject: plainLine(subject),
      author: plainLine(author),
      at: Number(seconds) * 1000,
      changes,
      ...(pullRequest === undefined ? {} : { pullRequest }),
    });
  }
  return wasCut ? commits.slice(0, -1) : commits;
}

/** `:100644 100644 BLOB BLOB R100` and one path, or two where it was renamed. */
function readChange(facts: string, paths: readonly string[]): FileChange | undefined {
  const [oldMode = '', newMode = '', before = '', after = ''] = facts.slice(1).split(' ');
  const [first, second] = paths;
  const path = second ?? first;
  if (path === undefined) return undefined;
  const had = isFile(oldMode) && !isNone(before);
  const has = isFile(newMode) && !isNone(after);
  if (!had && !has) return undefined;
  return {
    path,
    ...(second === undefined || first === undefined ? {} : { oldPath: first }),
    ...(had ? { before } : {}),
    ...(has ? { after } : {}),
  };
}

function isFile(mode: string): boolean {
  return mode !== '000000' && !OTHER_MODES.has(mode);
}

function isNone(blob: string): boolean {
  return /^0+$/.test(blob);
}

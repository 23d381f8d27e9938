import type { CodeHost, HostKind } from './code-host.ts';

/** Lines from `first` to `last`, which is not before it; absent = the whole file. */
interface Lines {
  readonly first: number;
  readonly last: number;
}

interface PageShapes {
  readonly commit: (page: string, commit: string) => string;
  readonly lines: (page: string, commit: string, path: string, lines?: Lines) => string;
  readonly compare: (page: string, from: string, to: string) => string;
}

/** `path` comes encoded. The shapes are those of the hosts' own address bars. */
const SHAPES: Readonly<Record<HostKind, PageShapes>> = {
  github: {
    commit: (page, commit) => `${page}/commit/${commit}`,
    lines: (page, commit, path, lines) => `${page}/blob/${commit}/${path}${hash('#L', '-L', lines)}`,
    compare: (page, from, to) => `${page}/compare/${from}...${to}`,
  },
  gitlab: {
    commit: (page, commit) => `${page}/-/commit/${commit}`,
    lines: (page, commit, path, lines) => `${page}/-/blob/${commit}/${path}${hash('#L', '-', lines)}`,
    compare: (page, from, to) => `${page}/-/compare/${from}...${to}`,
  },
  bitbucket: {
    commit: (page, commit) => `${page}/commits/${commit}`,
    lines: (page, commit, path, lines) => `${page}/src/${commit}/${path}${hash('#lines-', ':', lines)}`,
    // The newer one first.
    compare: (page, from, to) => `${page}/branches/compare/${to}%0D${from}#diff`,
  },
  'bitbucket-server': {
    commit: (page, commit) => `${page}/commits/${commit}`,
    lines: (page, commit, path, lines) => `${page}/browse/${path}?at=${commit}${hash('#', '-', lines)}`,
    compare: (page, from, to) => `${page}/compare/commits?sourceBranch=${to}&targetBranch=${from}`,
  },
  gitea: {
    commit: (page, commit) => `${page}/commit/${commit}`,
    lines: (page, commit, path, lines) => `${page}/src/commit/${commit}/${path}${hash('#L', '-L', lines)}`,
    compare: (page, from, to) => `${page}/compare/${from}...${to}`,
  },
  'azure-devops': {
    commit: (page, commit) => `${page}/commit/${commit}`,
    lines: (page, commit, path, lines) => {
      const range =
        lines === undefined
          ? ''
          : `&line=${lines.first}&lineEnd=${lines.last + 1}&lineStartColumn=1&lineEndColumn=1&_a=contents`;
      return `${page}?path=/${path}&version=GC${commit}${range}`;
    },
    compare: (page, from, to) => `${page}/branchCompare?baseVersion=GC${from}&targetVersion=GC${to}`,
  },
};

export function commitPermalink({ kind, page }: CodeHost, commit: string): string {
  return SHAPES[kind].commit(page, commit);
}

/** Page of lines as they are at that commit; of the file where no line is known (0). */
export function linePermalink(
  { kind, page }: CodeHost,
  commit: string,
  path: string,
  line: number,
  lastLine = line,
): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const lines = line > 0 ? { first: line, last: Math.max(line, lastLine) } : undefined;
  return SHAPES[kind].lines(page, commit, encoded, lines);
}

/** Page of what changed from one commit to another. */
export function comparePermalink({ kind, page }: CodeHost, from: string, to: string): string {
  return SHAPES[kind].compare(page, from, to);
}

function hash(beforeFirst: string, beforeLast: string, lines: Lines | undefined): string {
  if (lines === undefined) return '';
  return `${beforeFirst}${lines.first}${lines.last > lines.first ? beforeLast + lines.last : ''}`;
}

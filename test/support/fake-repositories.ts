import { createHash } from 'node:crypto';
import type { FileChange, RangeCommit } from '../../src/core/deploy/range-commit.ts';
import { pullRequestOf } from '../../src/adapters/git/pull-request.ts';
import type { Repositories, Repository } from '../../src/pipeline/git-ports.ts';
import type { History } from '../contracts/repositories.ts';

const hashOf = (text: string) => createHash('sha1').update(text).digest('hex');
const blobOf = (text: string) => hashOf(`blob ${Buffer.byteLength(text)}\0${text}`);

/** A history without git: snapshots of files, and what differs between one and the next. */
export function fakeRepositories(history: History): Repositories {
  return {
    async open(service) {
      return service === history.service
        ? { kind: 'repository', repository: fakeRepository(history) }
        : { kind: 'unknown', reason: `no repository is configured for ${service}` };
    },
    refresh: async () => undefined,
  };
}

function fakeRepository({ commits, tags }: History): Repository {
  const hashes = commits.map(({ subject }, index) => hashOf(`${index} ${subject}`));
  const texts = new Map(
    commits.flatMap(({ files }) =>
      Object.values(files).flatMap((text) => (text === null ? [] : [[blobOf(text), text] as const])),
    ),
  );
  const snapshots: ReadonlyMap<string, string>[] = [];
  for (const { files } of commits) {
    const snapshot = new Map(snapshots.at(-1));
    for (const [path, text] of Object.entries(files)) {
      if (text === null) snapshot.delete(path);
      else snapshot.set(path, blobOf(text));
    }
    snapshots.push(snapshot);
  }
  const placeOf = (version: string) => tags[version] ?? tags[`v${version}`] ?? hashes.indexOf(version);
  const snapshotOf = (commit: string) => snapshots[hashes.indexOf(commit)] ?? new Map<string, string>();
  const newestFirst = (from: number, to: number): readonly RangeCommit[] =>
    commits
      .map(({ subject, body = '', author, at }, index) => {
        const pullRequest = pullRequestOf(subject, body);
        return {
          commit: hashes[index]!,
          subject,
          author,
          at,
          parents: Math.min(index, 1),
          ignored: false,
          changes: changesOf(snapshots[index - 1] ?? new Map(), snapshots[index]!),
          ...(pullRequest === undefined ? {} : { pullRequest }),
        };
      })
      .slice(from + 1, to + 1)
      .toReversed();

  return {
    paths: { root: '', prefixes: [] },
    async range(from, to) {
      const places = [placeOf(from), placeOf(to)] as const;
      const unknown = [from, to][places.findIndex((place) => place < 0)];
      if (unknown !== undefined) return { kind: 'unknown', reason: `the repository knows no revision ${unknown}` };
      const found = newestFirst(...places);
      return {
        kind: 'range',
        from: hashes[places[0]]!,
        to: hashes[places[1]]!,
        direction: places[0] === places[1] ? 'same' : places[0] < places[1] ? 'forward' : 'rollback',
        commits: found,
        lost: newestFirst(places[1], places[0]),
        total: found.length,
      };
    },
    tree: async (commit) => snapshotOf(commit),
    texts: async (blobs) =>
      new Map(blobs.flatMap((blob) => (texts.has(blob) ? [[blob, texts.get(blob)!] as const] : []))),
    async mentions(words, commit) {
      const hold = (word: string) =>
        [...snapshotOf(commit)]
          .filter(([, blob]) => texts.get(blob)?.split(/\W+/).includes(word))
          .map(([path]) => path);
      return new Map(words.map((word) => [word, word === '' ? [] : hold(word)]));
    },
    commitPage: (commit) => `https://git.example/shop/commit/${commit}`,
    comparePage: (from, to) => `https://git.example/shop/compare/${from}...${to}`,
    linePage: (commit, path, line) => `https://git.example/shop/blob/${commit}/${path}#L${line}`,
  };
}

/** A file that went where one with the same text came was renamed. */
function changesOf(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly FileChange[] {
  const gone = [...before].filter(([path]) => !after.has(path));
  const changes: FileChange[] = [];
  for (const [path, blob] of after) {
    const was = before.get(path);
    const moved = was === undefined ? gone.findIndex(([, text]) => text === blob) : -1;
    if (was === blob) continue;
    if (was !== undefined) changes.push({ path, before: was, after: blob });
    else if (moved < 0) changes.push({ path, after: blob });
    else changes.push({ path, oldPath: gone.splice(moved, 1)[0]![0], before: blob, after: blob });
  }
  return [...changes, ...gone.map(([path, blob]) => ({ path, before: blob }))].toSorted((a, b) =>
    a.path < b.path ? -1 : 1,
  );
}

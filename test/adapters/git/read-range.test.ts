import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectMirror, type MirrorReader } from '../../../src/adapters/git/mirror.ts';
import { readRange } from '../../../src/adapters/git/read-range.ts';
import { Failure } from '../../../src/core/failure.ts';
import { quietLog } from '../../support/quiet-log.ts';
import { makeRepository, soon } from './make-repository.ts';

const folder = mkdtempSync(join(tmpdir(), 'burnscope-range-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = Array.from({ length: 40 }, (_, line) => `line ${line}\n`).join('');
const made = makeRepository(join(folder, 'source'));
let mirror: MirrorReader;
let versions: readonly [string, string];

beforeAll(async () => {
  const first = made.commit('first', { 'a.go': text, 'b.go': `b ${text}` });
  const moved = { 'a.go': null, 'b.go': null, 'moved/a.go': `${text}more\n`, 'moved/b.go': `b ${text}` };
  versions = [first, made.commit('moved', moved)];
  const connected = connectMirror(
    { service: 'shop', url: made.folder, allow_file_urls: true },
    { folder: join(folder, 'mirrors'), log: quietLog() },
  );
  await connected.open(soon());
  mirror = connected;
});

/** The mirror, where questions with this word do not get an answer. */
function without(word: string, failure: Failure): MirrorReader {
  return {
    isPartial: false,
    read: async (args, call, signal) => {
      if (args.includes(word)) throw failure;
      return mirror.read(args, call, signal);
    },
  };
}

const renamesOf = async (reader: MirrorReader) => {
  const range = await readRange(reader, ...versions, soon());
  return range.kind === 'unknown' ? [] : range.commits[0]?.changes.map(({ path, oldPath }) => [path, oldPath]);
};

describe('readRange', () => {
  it('finds renames of files that changed, and where that takes too long, of those that did not', async () => {
    const slow = new Failure('GIT_TIMEOUT', 'git log took longer than 10 s', { retryable: true });

    expect(await renamesOf(mirror)).toEqual([
      ['moved/a.go', 'a.go'],
      ['moved/b.go', 'b.go'],
    ]);
    expect(await renamesOf(without('-M', slow))).toEqual([
      ['a.go', undefined],
      ['moved/a.go', undefined],
      ['moved/b.go', 'b.go'],
    ]);
  });

  it('has no other way round any other failure', async () => {
    const broken = new Failure('GIT_UNAVAILABLE', 'git log: no space left on device', { retryable: true });

    await expect(readRange(without('-M', broken), ...versions, soon())).rejects.toBe(broken);
  });
});

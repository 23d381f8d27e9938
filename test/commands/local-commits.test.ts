import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localCommits } from '../../src/commands/local-commits.ts';

const folder = mkdtempSync(join(tmpdir(), 'burnscope-local-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function git(where: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@b.example'];
  return execFileSync('git', ['-C', where, ...identity, ...args], { encoding: 'utf8' }).trim();
}

const ask = (where: string, ...names: readonly string[]) => localCommits(where, names, AbortSignal.timeout(20_000));

let copy = '';
let first = '';
let detached = '';
beforeAll(() => {
  const origin = join(folder, 'origin');
  execFileSync('git', ['init', '--quiet', '--initial-branch', 'main', origin]);
  writeFileSync(join(origin, 'a.go'), 'package a\n');
  git(origin, 'add', '.');
  git(origin, 'commit', '--quiet', '--message', 'one');
  first = git(origin, 'rev-parse', 'HEAD');
  git(origin, 'tag', '--annotate', '--message', 'v1', 'v1');
  copy = join(folder, 'copy');
  execFileSync('git', ['clone', '--quiet', origin, copy]);
  // As a pipeline checks out: no branch, and a commit that no branch holds.
  git(copy, 'checkout', '--quiet', '--detach');
  git(copy, 'branch', '--delete', '--force', 'main');
  git(copy, 'commit', '--quiet', '--allow-empty', '--message', 'two');
  detached = git(copy, 'rev-parse', 'HEAD');
});

describe('names of commits in a work copy', () => {
  it('are what git says there: HEAD without a branch, branches of the origin, tags, short hashes', async () => {
    const found = await ask(copy, 'HEAD', 'HEAD~1', 'origin/main', 'v1', first.slice(0, 8));

    expect(found).toEqual([detached, first, first, first, first]);
  });

  it('are unknown where they are, and options are none', async () => {
    expect(await ask(copy, 'main', 'v9', '--all', '-h', '')).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(await ask(folder, 'HEAD')).toEqual([undefined]);
    expect(await ask(join(folder, 'nowhere'), 'HEAD')).toEqual([undefined]);
  });
});

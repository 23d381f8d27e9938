import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RangeAnswer, Repository } from '../../../src/pipeline/git-ports.ts';
import { connectTo, makeRepository, opened, soon, type MadeRepository } from './make-repository.ts';

const folder = mkdtempSync(join(tmpdir(), 'burnscope-odd-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
const make = () => makeRepository(join(folder, `made${count++}`));
const read = (made: MadeRepository) => opened(connectTo(made.folder, join(folder, 'mirrors')));

async function rangeOf(repository: Repository, from: string, to: string) {
  const range: RangeAnswer = await repository.range(from, to, soon());
  if (range.kind === 'unknown') throw new Error(range.reason);
  return range;
}

describe('files of a range', () => {
  const text = Array.from({ length: 30 }, (_, line) => `line ${line}\n`).join('');
  const made = make();
  let repository: Repository;
  beforeAll(async () => {
    made.commit('first', { 'a.go': text, 'gone.go': 'x\n' });
    made.git('tag', 'v1');
    made.commit('moves and changes', { 'a.go': null, 'ünïcode dir/b "quoted"\t.go': text.replace('line 7', 'other') });
    made.commit('windows', { 'crlf.go': 'one\r\ntwo\r\n', 'bom.cs': '\ufeffclass A {}\r\n' });
    made.commit('wide and old', {
      'wide.ps1': Buffer.from('\ufefffunction Get-Täx {}\r\n', 'utf16le'),
      'old.php': Buffer.from('<?php // Stra\xdfe\n', 'latin1'),
    });
    made.commit('large and binary', { 'large.json': `"${'x'.repeat(3e6)}"`, 'logo.png': randomBytes(5_000) });
    symlinkSync('/etc/passwd', join(made.folder, 'passwd.go'));
    made.commit('a link out of here', {});
    made.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},vendored`);
    made.git('commit', '--quiet', '-m', 'a repository in here');
    made.git('tag', 'v2');
    repository = await read(made);
  });
  const changesOf = async (subject: string) =>
    (await rangeOf(repository, 'v1', 'v2')).commits.find((commit) => commit.subject === subject)?.changes;
  const textOf = async (path: string) => {
    const blob = (await repository.tree(made.git('rev-parse', 'v2'), soon())).get(path) ?? '';
    return (await repository.texts([blob], soon())).get(blob);
  };

  it('follow a rename that changed lines, whatever the name holds', async () => {
    expect(await changesOf('moves and changes')).toEqual([
      {
        path: 'ünïcode dir/b "quoted"\t.go',
        oldPath: 'a.go',
        before: made.git('rev-parse', 'v1:a.go'),
        after: expect.any(String),
      },
    ]);
    expect(await textOf('ünïcode dir/b "quoted"\t.go')).toContain('other');
  });

  it('have line ends as LF, in any encoding, without a byte-order mark', async () => {
    expect(await textOf('crlf.go')).toBe('one\ntwo\n');
    expect(await textOf('bom.cs')).toBe('class A {}\n');
    expect(await textOf('wide.ps1')).toBe('function Get-Täx {}\n');
    expect(await textOf('old.php')).toBe('<?php // Straße\n');
  });

  it('are not read when they are large or binary', async () => {
    expect(await changesOf('large and binary')).toHaveLength(2);
    expect(await textOf('large.json')).toBeUndefined();
    expect(await textOf('logo.png')).toBeUndefined();
  });

  it('are no links out of the tree and no submodules', async () => {
    const tree = await repository.tree(made.git('rev-parse', 'v2'), soon());

    expect(await changesOf('a link out of here')).toEqual([]);
    expect(await changesOf('a repository in here')).toEqual([]);
    expect([...tree.keys()]).not.toContain('passwd.go');
    expect([...tree.keys()]).not.toContain('vendored');
    expect(tree.has('gone.go')).toBe(true);
  });

  it('are asked for by hashes alone', async () => {
    await expect((async () => repository.tree('--output=/tmp/x', soon()))()).rejects.toThrow('no full hash');
    expect(await repository.texts(['HEAD:gone.go', '--batch', `${'0'.repeat(39)}\n`], soon())).toEqual(new Map());
  });

  it('are found by words that look like options or patterns', async () => {
    const to = made.git('rev-parse', 'v2');

    const mentions = await repository.mentions(['-f/etc/passwd', 'l.ne', '(x', 'one\ntwo', 'class'], to, soon());

    expect([...mentions.values()]).toEqual([[], [], [], [], ['bom.cs']]);
  });
});

describe('messages', () => {
  it('cannot pass for anything else, nor command a terminal', async () => {
    const made = make();
    made.commit('first', {});
    made.git('tag', 'v1');
    const hash = 'a'.repeat(40);
    made.commit(`<b>*bold*</b> @channel [x](http://evil) \u001b[31mred \u202egnol`, { a: '1' });
    made.commit(
      'body',
      { b: '1' },
      { body: `\n:100644 100644 ${hash} ${hash} M\n${hash}\n\nSee merge request x!1 no` },
    );
    made.commit('long '.repeat(400), { c: '1' }, { author: 'Robert"); \u001b]0;x\u0007' });
    made.git('tag', 'v2');

    const { commits } = await rangeOf(await read(made), 'v1', 'v2');

    expect(commits.map(({ changes }) => changes.map(({ path }) => path))).toEqual([['c'], ['b'], ['a']]);
    expect(commits[0]!.subject).toHaveLength(499);
    expect(commits[0]!.author).toBe('Robert");  ]0;x');
    expect(commits[1]).toMatchObject({ subject: 'body' });
    expect(commits[1]).not.toHaveProperty('pullRequest');
    expect(commits[2]!.subject).toBe('<b>*bold*</b> @channel [x](http://evil)  [31mred  gnol');
  });
});

describe('merges', () => {
  it('count apart, with what they did beyond their parents, and lend their number to what they brought', async () => {
    const made = make();
    made.commit('first', { 'a.go': '1\n' });
    made.git('tag', 'v1');
    made.git('switch', '--quiet', '-c', 'feature');
    made.commit('feature: one', { 'f.go': '1\n' });
    made.commit('feature: two (#9)', { 'f.go': '2\n' });
    made.git('switch', '--quiet', 'main');
    made.commit('main: alone', { 'm.go': '1\n' });
    made.git('merge', '--quiet', '--no-ff', '--no-commit', 'feature');
    made.commit('Merge pull request #12 from acme/feature', { 'evil.go': 'only here\n' });
    made.git('tag', 'v2');

    const { commits, total } = await rangeOf(await read(made), 'v1', 'v2');

    expect(total).toBe(3);
    expect(commits.map(({ subject, parents, pullRequest }) => [subject, parents, pullRequest])).toEqual([
      ['Merge pull request #12 from acme/feature', 2, 12],
      ['main: alone', 1, undefined],
      ['feature: two (#9)', 1, 9],
      ['feature: one', 1, 12],
    ]);
    expect(commits[0]!.changes.map(({ path }) => path)).toEqual(['evil.go', 'f.go']);
  });

  it('brought in nothing that came before them, also where their branch had taken it over', async () => {
    const made = make();
    made.commit('first', {});
    made.git('tag', 'v1');
    made.git('switch', '--quiet', '-c', 'feature');
    made.commit('feature: one', { f: '1' });
    made.git('switch', '--quiet', 'main');
    made.commit('main: alone', { m: '1' });
    made.git('switch', '--quiet', 'feature');
    made.git('merge', '--quiet', '--no-ff', 'main', '-m', "Merge branch 'main' into feature");
    made.git('switch', '--quiet', 'main');
    made.git('merge', '--quiet', '--no-ff', 'feature', '-m', 'Merge pull request #12 from acme/feature');
    made.git('tag', 'v2');

    const { commits } = await rangeOf(await read(made), 'v1', 'v2');

    expect(Object.fromEntries(commits.map(({ subject, pullRequest }) => [subject, pullRequest]))).toEqual({
      'Merge pull request #12 from acme/feature': 12,
      "Merge branch 'main' into feature": 12,
      'main: alone': undefined,
      'feature: one': 12,
    });
  });

  it('may have many parents', async () => {
    const made = make();
    made.commit('first', {});
    made.git('tag', 'v1');
    for (const name of ['one', 'two', 'three']) {
      made.git('switch', '--quiet', '-c', name, 'v1');
      made.commit(name, { [name]: name });
    }
    made.git('switch', '--quiet', 'main');
    made.git('merge', '--quiet', '--no-ff', 'one', 'two', 'three', '-m', 'Merged PR 56: octopus');
    made.git('tag', 'v2');

    const { commits, total } = await rangeOf(await read(made), 'v1', 'v2');

    expect(total).toBe(3);
    expect(commits.find(({ parents }) => parents > 1)).toMatchObject({ parents: 4, pullRequest: 56 });
    expect(commits.filter(({ parents }) => parents === 1).map(({ pullRequest }) => pullRequest)).toEqual([56, 56, 56]);
  });
});

describe('ranges', () => {
  it('that diverge have both sides', async () => {
    const made = make();
    made.commit('first', {});
    made.git('switch', '--quiet', '-c', 'hotfix');
    made.commit('only in the hotfix', { h: '1' });
    made.git('switch', '--quiet', 'main');
    made.commit('only in main', { m: '1' });

    const range = await rangeOf(await read(made), 'hotfix', 'main');

    expect(range).toMatchObject({ direction: 'diverged', total: 1 });
    expect(range.commits).toMatchObject([{ subject: 'only in main' }]);
    expect(range.lost).toMatchObject([{ subject: 'only in the hotfix' }]);
  });

  it('of histories that never met are none', async () => {
    const made = make();
    made.commit('first', {});
    made.git('switch', '--quiet', '--orphan', 'other');
    made.commit('another first', {});

    expect(await (await read(made)).range('main', 'other', soon())).toEqual({
      kind: 'unknown',
      reason: expect.stringMatching(/^[0-9a-f]{12} and [0-9a-f]{12} have no common history$/),
    });
  });

  it('leave out what the repository itself says to ignore: full hashes of the newer version', async () => {
    const made = make();
    made.commit('first', { a: '1' });
    made.git('tag', 'v1');
    const reformatted = made.commit('reformat', { a: '2' });
    const shortened = made.commit('reformat again', { a: '3' });
    made.commit('tell', {
      '.git-blame-ignore-revs': `# all of it\n\n${reformatted} # with a formatter\n${shortened.slice(0, 12)}\nnonsense\n`,
    });
    made.git('tag', 'v2');

    const { commits } = await rangeOf(await read(made), 'v1', 'v2');

    expect(commits.map(({ ignored }) => ignored)).toEqual([false, false, true]);
  });

  it('of very many commits carry the newest, and are counted whole', async () => {
    const made = make();
    const stream = Array.from({ length: 2_500 }, (_, index) => {
      const message = `commit ${index}`;
      return `commit refs/heads/main\ncommitter A <a@b> ${1_700_000_000 + index} +0000\ndata ${message.length}\n${message}\nM 100644 inline f\ndata 5\n${String(index).padEnd(5)}\n\n`;
    });
    const { spawnSync } = await import('node:child_process');
    spawnSync('git', ['-C', made.folder, 'fast-import', '--quiet', '--force'], { input: stream.join('') });
    const first = made.git('rev-list', '--max-parents=0', 'main');

    const { commits, total } = await rangeOf(await read(made), first, 'main');

    expect(total).toBe(2_499);
    expect(commits).toHaveLength(2_000);
    expect(commits[0]).toMatchObject({ subject: 'commit 2499', changes: [{ path: 'f' }] });
  });
});

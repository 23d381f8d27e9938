import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runGit } from '../../../src/adapters/git/run-git.ts';
import { makeRepository, soon } from './make-repository.ts';

const folder = mkdtempSync(join(tmpdir(), 'burnscope-run-git-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const made = makeRepository(join(folder, 'source'));
const call = { folder: join(made.folder, '.git'), timeoutMs: 20_000 };

describe('runGit', () => {
  it.each([
    ['ext::touch %P', `ext::touch% ${folder}/pwned`],
    ['git://', 'git://127.0.0.1:1/shop.git'],
    ['file://', `file://${made.folder}`],
    ['a path', made.folder],
  ])('talks to nobody by a transport that the call does not allow: %s', async (_name, url) => {
    await expect(runGit(['ls-remote', url], call, soon())).rejects.toMatchObject({
      code: 'GIT_UNAVAILABLE',
      retryable: false,
      message: 'git ls-remote: this kind of address is not allowed',
    });
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
  });

  it('runs nothing that a repository names: hooks, monitors, drivers of programs', async () => {
    const pwned = join(folder, 'pwned');
    for (const setting of ['core.fsmonitor', 'core.pager', 'diff.external', 'core.sshCommand', 'core.askPass'])
      made.git('config', setting, `touch ${pwned}; true`);
    writeFileSync(join(made.folder, '.git/hooks/post-checkout'), `#!/bin/sh\ntouch ${pwned}\n`, { mode: 0o755 });
    made.commit('first', { '.gitattributes': '* diff=evil\n', 'a.go': 'a\n' });
    made.git('config', 'diff.evil.textconv', `touch ${pwned}; cat`);
    rmSync(pwned, { force: true });

    for (const args of [
      ['log', '--raw', '-M', 'HEAD'],
      ['grep', '-w', 'a', 'HEAD'],
      ['cat-file', 'blob', 'HEAD:a.go'],
    ])
      expect((await runGit(args, call, soon())).stdout.length).toBeGreaterThan(0);

    expect(existsSync(pwned)).toBe(false);
  });

  it('reads no settings of the machine or of a home, and those of the call by environment', async () => {
    const settings = { 'http.extraHeader': 'Authorization: Basic abc' };

    const { stdout } = await runGit(['config', '--list', '--show-origin'], { ...call, settings }, soon());

    const origins = new Set(
      stdout
        .toString()
        .split('\n')
        .map((line) => line.split('\t')[0]),
    );
    expect([...origins].filter((origin) => /gitconfig|\/etc\//.test(origin ?? ''))).toEqual([]);
    expect(stdout.toString()).toContain('command line:\thttp.extraheader=Authorization: Basic abc');
  });

  it('ends git when it takes too long or nobody waits any more', async () => {
    // Waits for input that never comes: cat-file reads until its end.
    const slow = ['hash-object', '--stdin-paths'];
    const fifo = join(folder, 'fifo');
    const { execFileSync } = await import('node:child_process');
    execFileSync('mkfifo', [fifo]);
    const waiting = { ...call, input: `${fifo}\n` };

    await expect(runGit(slow, { ...waiting, timeoutMs: 200 }, soon())).rejects.toMatchObject({
      code: 'GIT_TIMEOUT',
      message: 'git hash-object took longer than 0.2 s',
    });
    await expect(runGit(slow, waiting, AbortSignal.timeout(200))).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(runGit(slow, waiting, AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('takes no more than was asked for', async () => {
    const long = ['log', '--format=%B', '-1'];
    made.commit('x'.repeat(9_000), {});

    expect(await runGit(long, { ...call, maxBytes: 1_000, cut: true }, soon())).toMatchObject({
      stdout: Buffer.from('x'.repeat(1_000)),
      wasCut: true,
    });
    await expect(runGit(long, { ...call, maxBytes: 1_000 }, soon())).rejects.toMatchObject({
      message: 'git log: answered with more than 1000 bytes',
    });
  });

  it('says when git is not there, and what git says else, without passwords', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = folder;
    try {
      await expect(runGit(['version'], call, soon())).rejects.toMatchObject({
        message: 'git is not installed',
        retryable: false,
      });
    } finally {
      process.env['PATH'] = path;
    }
    const url = 'http://mira:geheim@127.0.0.1:1/shop.git';
    const settings = { 'protocol.http.allow': 'always' };
    const problem: unknown = await runGit(['ls-remote', url], { ...call, settings }, soon()).catch((error) => error);
    expect(problem).toMatchObject({ code: 'GIT_UNAVAILABLE', retryable: true });
    expect(JSON.stringify(problem) + String(problem) + String((problem as Error).cause)).not.toContain('geheim');
  });
});

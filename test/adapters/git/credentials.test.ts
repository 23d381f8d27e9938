import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RepositorySection } from '../../../src/adapters/git/repository-section.ts';
import { startGitServer, type GitServer, type GitServerRules } from '../../support/git-server.ts';
import { connectTo, makeRepository, opened, soon } from './make-repository.ts';

const folder = mkdtempSync(join(tmpdir(), 'burnscope-credentials-'));
const servers: GitServer[] = [];
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  rmSync(folder, { recursive: true, force: true });
});

const made = makeRepository(join(folder, 'work'));
beforeAll(() => {
  made.commit('first', { 'a.go': 'one\n' });
  made.git('tag', 'v1');
  made.commit('second', { 'a.go': 'two\n' });
  made.git('tag', 'v2');
  made.git('clone', '--quiet', '--bare', '.', join(folder, 'served', 'shop.git'));
  made.git('--git-dir', join(folder, 'served', 'shop.git'), 'config', 'uploadpack.allowFilter', 'true');
});

async function start(rules: GitServerRules = {}): Promise<GitServer> {
  const server = await startGitServer(join(folder, 'served'), rules);
  servers.push(server);
  return server;
}

let count = 0;
function secretFile(content: string): string {
  const file = join(folder, `secret${count++}`);
  writeFileSync(file, content);
  return file;
}

const basic = (username: string, password: string) =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
const connect = (server: GitServer, section: Partial<RepositorySection> = {}) => {
  const mirrors = join(folder, `mirrors${count++}`);
  return {
    mirrors,
    repositories: connectTo(`${server.url}/shop.git`, mirrors, { allow_file_urls: false, ...section }),
  };
};
const refusal = (server: GitServer, section: Partial<RepositorySection> = {}): Promise<unknown> =>
  connect(server, section)
    .repositories.open('shop', soon())
    .catch((error: unknown) => error);

describe('a repository over http', () => {
  it('that wants no password is mirrored, with no setting of this machine', async () => {
    const { repositories, mirrors } = connect(await start());

    const repository = await opened(repositories);

    expect(await repository.range('v1', 'v2', soon())).toMatchObject({ total: 1 });
    expect(readdirSync(join(mirrors, readdirSync(mirrors)[0]!))).not.toContain('hooks');
  });

  it('that wants a password and has none says so at once', async () => {
    const server = await start({ authorization: () => basic('mira', 'geheim') });

    expect(await refusal(server)).toMatchObject({
      code: 'GIT_UNAVAILABLE',
      retryable: false,
      message: `${server.url}/shop.git: git clone: it wants a user name and password: set token_file, or username and password_file`,
    });
  });

  it('gets user name and password, of which nothing stays in the mirror', async () => {
    const server = await start({ authorization: () => basic('mira', 'geh:eim') });
    const { repositories, mirrors } = connect(server, { username: 'mira', password_file: secretFile('geh:eim\n') });

    const repository = await opened(repositories);

    expect(await repository.range('v1', 'v2', soon())).toMatchObject({ total: 1 });
    const kept = readdirSync(mirrors, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    expect(kept.length).toBeGreaterThan(3);
    for (const secret of ['geh:eim', basic('mira', 'geh:eim').slice(6), 'extraHeader'])
      expect(kept.filter((content) => content.includes(secret))).toEqual([]);
  });

  it.each([
    ['of GitHub and others', {}, basic('x-access-token', 'abc')],
    ['of GitLab', { host: 'gitlab' }, basic('oauth2', 'abc')],
    ['of Bitbucket', { host: 'bitbucket' }, basic('x-token-auth', 'abc')],
    ['of Bitbucket Server', { host: 'bitbucket-server' }, 'Bearer abc'],
    ['with a name of its own', { host: 'gitlab', username: 'deploy' }, basic('deploy', 'abc')],
  ] as const)('gets a token as hosts want it: %s', async (_name, section, authorization) => {
    const server = await start({ authorization: () => authorization });

    await opened(connect(server, { ...section, token_file: secretFile('abc\n') }).repositories);

    expect(new Set(server.requests.map((request) => request.authorization))).toEqual(new Set([authorization]));
  });

  it('is told which file holds what the host did not accept', async () => {
    const server = await start({ authorization: () => basic('x-access-token', 'right') });

    expect(await refusal(server, { token_file: secretFile('wrong') })).toMatchObject({
      retryable: false,
      message: expect.stringContaining('the host did not accept what is in token_file'),
    });
  });

  it('reads its files at each call, so that a rotated token is picked up', async () => {
    let wanted = 'first';
    const server = await start({ authorization: () => basic('x-access-token', wanted) });
    const file = secretFile('first');
    const { repositories } = connect(server, { token_file: file });
    await opened(repositories);

    wanted = 'second';
    await expect(repositories.refresh('shop', soon())).rejects.toThrow('did not accept');
    writeFileSync(file, 'second');

    expect(await repositories.refresh('shop', soon())).toBeUndefined();
  });

  it('asks nobody when a file is not there or empty', async () => {
    const server = await start();

    expect(await refusal(server, { token_file: '/nowhere/token' })).toMatchObject({
      message: expect.stringMatching(/shop\.git was not asked: token_file cannot be read: ENOENT/),
    });
    expect(await refusal(server, { username: 'a', password_file: secretFile(' \n') })).toMatchObject({
      message: expect.stringMatching(/was not asked: password_file: .* is empty/),
    });
    expect(server.requests).toEqual([]);
  });

  it('sends nobody else its password when it is sent elsewhere', async () => {
    const other = await start();
    const server = await start({ redirect: () => other.url });

    expect(await refusal(server, { token_file: secretFile('abc') })).toMatchObject({
      retryable: false,
      message: expect.stringContaining('it has moved to another address'),
    });
    expect(other.requests).toEqual([]);

    await opened(connect(server).repositories);
    expect(other.requests.length).toBeGreaterThan(0);
  });

  it.each([
    [403, false, 'access was refused (403)'],
    [404, true, 'not found'],
    [500, true, '500'],
  ])('says what an answer of %i means', async (status, retryable, said) => {
    const answer = await refusal(await start({ status }));

    expect(answer).toMatchObject({ code: 'GIT_UNAVAILABLE', retryable, message: expect.stringContaining(said) });
  });

  it('that never answers is left, with all of git, when nobody waits any more', async () => {
    const server = await start({ status: 0 });

    const waiting = connect(server).repositories.open('shop', AbortSignal.timeout(500));

    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED', retryable: true });
  });

  it('is trusted when the authority of the settings signed for its name, and by nothing else', async () => {
    const pem = (name: string) => readFileSync(`test/fixtures/tls/${name}`);
    const server = await start({ tls: { cert: pem('server.pem'), key: pem('server.key') } });

    // The certificate is of another host: with its authority that alone is wrong.
    expect(await refusal(server, { ca_file: 'test/fixtures/tls/ca.pem' })).toMatchObject({
      message: expect.stringMatching(/prometheus\.test.* does not match/),
    });
    expect(await refusal(server, { ca_file: 'test/fixtures/tls/other-ca.pem' })).toMatchObject({
      message: expect.stringMatching(/certificate.*issuer|issuer.*certificate|verif/i),
    });
  });

  it('can be mirrored without its files, which then come when they are read, with the same password', async () => {
    const server = await start({ authorization: () => basic('x-access-token', 'abc') });
    const { repositories } = connect(server, { token_file: secretFile('abc'), partial: true });
    const repository = await opened(repositories);
    const range = await repository.range('v1', 'v2', soon());
    if (range.kind === 'unknown') throw new Error(range.reason);
    const before = server.requests.length;
    const { before: old = '', after = '' } = range.commits[0]!.changes[0]!;

    const texts = await repository.texts([old, after], soon());

    expect([...texts.values()]).toEqual(['one\n', 'two\n']);
    expect(server.requests.length).toBeGreaterThan(before);
    expect(await repository.mentions(['one'], range.to, soon())).toEqual(new Map([['one', []]]));
    await repositories.refresh('shop', soon());
  });
});

describe('a repository over ssh', () => {
  it('is asked with the key and the hosts of the settings, and without any question', async () => {
    const bin = join(folder, "it's a bin");
    mkdirSync(bin);
    const seen = join(bin, 'seen');
    const served = join(folder, 'served');
    writeFileSync(
      join(bin, 'ssh'),
      `#!/bin/sh\nfor word; do last="$word"; printf '%s\\n' "$word" >> "${seen}"; done\ncd '${served}' && eval "$(printf '%s' "$last" | sed "s#'/#'./#")"\n`,
    );
    chmodSync(join(bin, 'ssh'), 0o755);
    const path = process.env['PATH'] ?? '';
    process.env['PATH'] = `${bin}${delimiter}${path}`;
    try {
      const section = {
        allow_file_urls: false,
        ssh_key_file: "/keys/it's mine",
        known_hosts_file: '/keys/known hosts',
      };
      await opened(connectTo('git@git.example:/shop.git', join(folder, `mirrors${count++}`), section));
    } finally {
      process.env['PATH'] = path;
    }

    const words = readFileSync(seen, 'utf8').split('\n');
    expect(words.slice(words.indexOf('-i'), words.indexOf('-i') + 2)).toEqual(['-i', "/keys/it's mine"]);
    for (const option of [
      'BatchMode=yes',
      'StrictHostKeyChecking=yes',
      'IdentitiesOnly=yes',
      'UserKnownHostsFile="/keys/known hosts"',
    ])
      expect(words).toContain(option);
    expect(words).toContain('git@git.example');
  });
});

describe('addresses that are never asked', () => {
  it.each([
    ['ext::sh -c touch% /tmp/pwned', true],
    ['fd::7', true],
    ['--upload-pack=touch /tmp/pwned', true],
    ['git://git.example/shop.git', true],
    ['https://user:secret@git.example/shop.git', true],
    ['ssh://-oProxyCommand=touch/shop', true],
    ['-oProxyCommand=touch:shop', true],
    ['file:///srv/shop.git', false],
    ['/srv/shop.git', false],
  ])('%s', async (url, allowed) => {
    const opening = connectTo(url, join(folder, `mirrors${count++}`), { allow_file_urls: allowed }).open(
      'shop',
      soon(),
    );

    await expect(opening).rejects.toMatchObject({
      code: 'GIT_UNAVAILABLE',
      retryable: false,
      message: expect.stringMatching(/ was not asked: url /),
    });
  });
});

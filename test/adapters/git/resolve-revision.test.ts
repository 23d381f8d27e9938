import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectMirror, type Mirror } from '../../../src/adapters/git/mirror.ts';
import { resolveRevisions } from '../../../src/adapters/git/resolve-revision.ts';
import { quietLog } from '../../support/quiet-log.ts';
import { makeRepository, soon } from './make-repository.ts';

const folder = mkdtempSync(join(tmpdir(), 'burnscope-revisions-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const made = makeRepository(join(folder, 'source'));
const commits: Record<string, string> = {};
let mirror: Mirror;

beforeAll(async () => {
  const tag = (name: string, ...options: string[]) => {
    commits[name] = made.commit(name, {});
    made.git('tag', ...options, name);
  };
  tag('v1.2.0');
  tag('2.0.0', '-a', '-m', 'annotated');
  tag('checkout/v3.0.0');
  tag('cart/v3.0.0');
  tag('payments-v4.1.0');
  tag('@shop/checkout@5.0.0');
  tag('@shop/cart@5.0.0');
  tag('20260901.1');
  tag('deploy-2026-09-01');
  tag('v6.0.0');
  tag('checkout-6.0.0');
  made.git('tag', 'tree-tag', 'HEAD^{tree}');
  commits['main'] = made.commit('tip', {});
  made.git('switch', '--quiet', '-c', 'release/7', 'v1.2.0');
  commits['release/7'] = made.commit('release', {});
  made.git('update-ref', 'refs/remotes/origin/only-there', 'v1.2.0');
  mirror = connectMirror(
    { service: 'checkout', url: made.folder, allow_file_urls: true },
    { folder: join(folder, 'mirrors'), log: quietLog() },
  );
  await mirror.open(soon());
});

const resolve = async (version: string, service = 'checkout') =>
  (await resolveRevisions(mirror, [version], service, soon()))[0]!;
/** `tip` in a version stands for the hash of the newest commit. */
const withHash = (version: string) =>
  version.replace(/tip(\d*)/, (_, length: string) => commits['main']!.slice(0, Number(length || 40)));

describe('resolveRevisions', () => {
  it.each([
    ['v1.2.0', 'v1.2.0'],
    ['1.2.0', 'v1.2.0'],
    ['2.0.0', '2.0.0'],
    ['v2.0.0', '2.0.0'],
    ['refs/tags/v1.2.0', 'v1.2.0'],
    ['20260901.1', '20260901.1'],
    ['deploy-2026-09-01', 'deploy-2026-09-01'],
    ['main', 'main'],
    ['origin/main', 'main'],
    ['refs/heads/main', 'main'],
    ['release/7', 'release/7'],
    ['only-there', 'v1.2.0'],
    ['tip', 'main'],
    ['tip7', 'main'],
    [' tip12 ', 'main'],
    ['v1.2.0-4-gtip7', 'main'],
    ['v1.2.0-4-gtip7-dirty', 'main'],
    ['main-tip7', 'main'],
    ['sha-tip7', 'main'],
    ['1.2.0+tip8', 'main'],
    ['1.2.0+build.5', 'v1.2.0'],
    ['v0.0.0-20260901080500-tip12', 'main'],
    ['registry.example:5000/acme/shop:v1.2.0', 'v1.2.0'],
    [`acme/shop:1.2.0@sha256:${'0'.repeat(64)}`, 'v1.2.0'],
    ['acme/shop:build-77-tip7', 'main'],
    ['main@sha1:tip', 'main'],
    ['refs/heads/main@sha1:tip', 'main'],
    ['main/tip', 'main'],
    ['v6.0.0~1', 'deploy-2026-09-01'],
    ['HEAD', 'release/7'],
    ['HEAD~1', 'v1.2.0'],
  ])('takes %s for %s', async (version, name) => {
    expect(await resolve(withHash(version), '')).toMatchObject({ kind: 'commit', commit: commits[name] });
  });

  it.each([
    ['v3.0.0', 'checkout', 'checkout/v3.0.0'],
    ['3.0.0', 'cart', 'cart/v3.0.0'],
    ['4.1.0', 'anything', 'payments-v4.1.0'],
    ['5.0.0', 'checkout', '@shop/checkout@5.0.0'],
    ['@shop/cart@5.0.0', 'checkout', '@shop/cart@5.0.0'],
    ['6.0.0', 'checkout', 'checkout-6.0.0'],
    ['6.0.0', 'cart', 'v6.0.0'],
  ])('in a repository of several services takes %s of %s for %s', async (version, service, name) => {
    expect(await resolve(version, service)).toMatchObject({ kind: 'commit', commit: commits[name] });
  });

  it('does not choose among tags of others', async () => {
    expect(await resolve('5.0.0', 'search')).toEqual({
      kind: 'unknown',
      reason: '5.0.0 could be several tags of the repository: @shop/cart@5.0.0, @shop/checkout@5.0.0',
    });
  });

  it('knows what moves', async () => {
    expect(await resolve('main')).toMatchObject({ isBranch: true });
    expect(await resolve('v1.2.0')).toMatchObject({ isBranch: false });
  });

  it('does not take the tag before a commit for the commit', async () => {
    expect(await resolve('v1.2.0-4-gdeadbee')).toMatchObject({ kind: 'unknown' });
  });

  it.each([
    '--upload-pack=touch /tmp/x',
    'v1.2.0..main',
    '$(id)',
    'HEAD@{1}',
    '@{u}',
    ':/first',
    'v1.2.0^{/first}',
    'main:a.go',
    'tree-tag',
    '',
    'latest',
    'x'.repeat(5_000),
    'v1.2.0\nmain',
    `${String.fromCodePoint(27)}[31m`,
  ])('takes %j for no revision', async (version) => {
    const answer = await resolve(version);

    expect(answer).toMatchObject({
      kind: 'unknown',
      reason: expect.stringMatching(/^the repository knows no revision/),
    });
    expect(JSON.stringify(answer).length).toBeLessThan(300);
  });
});

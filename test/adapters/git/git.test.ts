import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { connectGit } from '../../../src/adapters/git/git.ts';
import { describeGit } from '../../contracts/git.ts';
import { fakeGit } from '../../support/fake-git.ts';
import { quietLog } from '../../support/quiet-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'burnscope-git-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The history of the demo's service; its README tells the truth of each deploy. */
const BUNDLE = resolve('demo/recordings/shop.bundle');
const CULPRIT = '8584fa203ff686909b7d64e2cdffbcdc417227c1';
const DEPLOY = { service: 'shop', fromVersion: 'v1.2.0', toVersion: 'v1.2.1', at: 0, source: 'generic' } as const;
const LINE_TAX = {
  function: 'example.com/shop/pricing.lineTax',
  file: 'example.com/shop/pricing/quote.go',
  fromLine: 60,
  toLine: 66,
};
const TAX = {
  function: 'example.com/shop/pricing.(*Engine).tax',
  file: 'example.com/shop/pricing/quote.go',
  fromLine: 36,
  toLine: 46,
};

function connect(url = BUNDLE, allow = true) {
  return connectGit([{ service: 'shop', url, allow_file_urls: allow }], { folder, log: quietLog() });
}

describeGit('plain git on a real history', () => ({
  git: connect(),
  service: 'shop',
  deploy: DEPLOY,
  changed: LINE_TAX,
  untouched: TAX,
  culprit: CULPRIT,
}));

describeGit('the fake', () => {
  const commit = { commit: CULPRIT, subject: 'pricing: tax bands by amount', author: 'Mira Lindqvist', at: 0 };
  return {
    git: fakeGit('shop', ['v1.2.0', 'v1.2.1'], [{ file: LINE_TAX.file, line: 62, commit }]),
    service: 'shop',
    deploy: DEPLOY,
    changed: LINE_TAX,
    untouched: TAX,
    culprit: CULPRIT,
  };
});

describe('connectGit', () => {
  const signal = () => AbortSignal.timeout(20_000);

  it('tells subject, author and how many commits the deploy had', async () => {
    expect(await connect().blame('shop', DEPLOY, [LINE_TAX], signal())).toMatchObject({
      commitsInRange: expect.any(Number),
      commits: [{ subject: 'pricing: tax bands by amount', author: 'Mira Lindqvist' }],
    });
  });

  it('mirrors before anybody asks, so that blame needs no network', async () => {
    const source = join(folder, 'early.git');
    execFileSync('git', ['clone', '--mirror', '--quiet', BUNDLE, source]);
    const git = connect(source);

    await git.mirrorAll(signal());
    rmSync(source, { recursive: true });

    expect(await git.blame('shop', DEPLOY, [LINE_TAX], signal())).toMatchObject({ commits: [{ commit: CULPRIT }] });
  });

  it('lets a repository that is away not hold up the start, and logs it', async () => {
    const log = quietLog();
    const sections = [{ service: 'shop', url: join(folder, 'nowhere.git'), allow_file_urls: true }];

    await connectGit(sections, { folder, log }).mirrorAll(signal());

    expect(log.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'a repository could not be mirrored' }),
    );
  });

  it('fetches what was deployed after the mirror was made', async () => {
    const source = join(folder, 'source.git');
    execFileSync('git', ['clone', '--mirror', '--quiet', BUNDLE, source]);
    const tag = (name: string, commit: string) => execFileSync('git', ['--git-dir', source, 'tag', name, commit]);
    tag('before', 'v1.2.0^{commit}');
    const git = connect(source);
    const deploy = { ...DEPLOY, fromVersion: 'before', toVersion: 'v1.2.1' };
    expect(await git.blame('shop', deploy, [LINE_TAX], signal())).toMatchObject({ commits: [{ commit: CULPRIT }] });

    tag('just-now', 'v1.2.1^{commit}');

    const later = await git.blame('shop', { ...deploy, toVersion: 'just-now' }, [LINE_TAX], signal());
    expect(later).toMatchObject({ kind: 'commits', commits: [{ commit: CULPRIT }] });
  });

  it('takes a version without its leading v', async () => {
    const deploy = { ...DEPLOY, fromVersion: '1.2.0', toVersion: '1.2.1' };

    expect(await connect().blame('shop', deploy, [LINE_TAX], signal())).toMatchObject({ kind: 'commits' });
  });

  it.each(['--upload-pack=touch /tmp/x', 'a..b', '$(id)', 'HEAD@{1}', ''])(
    'takes %j for no revision',
    async (version) => {
      const deploy = { ...DEPLOY, toVersion: version };

      expect(await connect().blame('shop', deploy, [LINE_TAX], signal())).toMatchObject({ kind: 'unknown' });
    },
  );

  it('skips files outside the repository and lines past the end', async () => {
    const regions = [
      { ...LINE_TAX, file: 'net/http/server.go' },
      { ...LINE_TAX, fromLine: 90_000, toLine: 90_001 },
    ];

    expect(await connect().blame('shop', DEPLOY, regions, signal())).toMatchObject({ kind: 'commits', commits: [] });
  });

  it.each([
    ['a path, unless allowed', BUNDLE.replace('/recordings/', '/./recordings/'), /file|transport/i],
    ['a transport that runs commands', 'ext::sh -c touch% /tmp/pwned', /ext|transport/i],
  ])('refuses %s', async (_name, url, why) => {
    const problem = await connect(url, false)
      .blame('shop', DEPLOY, [LINE_TAX], signal())
      .catch((error: unknown) => error);

    expect(problem).toMatchObject({ code: 'GIT_UNAVAILABLE', message: expect.stringMatching(why) });
  });
});

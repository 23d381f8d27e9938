import { describe, expect, it } from 'vitest';
import { codeHost } from '../../../src/adapters/git/code-host.ts';
import { comparePermalink, commitPermalink, linePermalink } from '../../../src/adapters/git/permalink.ts';

/** Clone address → commit, lines and comparison at the host, for `abc`, `my dir/é#1.go` and `old`. */
const HOSTS = [
  [
    'https://github.com/acme/shop.git',
    'https://github.com/acme/shop/commit/abc',
    'https://github.com/acme/shop/blob/abc/my%20dir/%C3%A9%231.go#L10-L20',
    'https://github.com/acme/shop/compare/old...abc',
  ],
  [
    'git@gitlab.com:acme/team/shop.git',
    'https://gitlab.com/acme/team/shop/-/commit/abc',
    'https://gitlab.com/acme/team/shop/-/blob/abc/my%20dir/%C3%A9%231.go#L10-20',
    'https://gitlab.com/acme/team/shop/-/compare/old...abc',
  ],
  [
    'https://bitbucket.org/acme/shop.git',
    'https://bitbucket.org/acme/shop/commits/abc',
    'https://bitbucket.org/acme/shop/src/abc/my%20dir/%C3%A9%231.go#lines-10:20',
    'https://bitbucket.org/acme/shop/branches/compare/abc%0Dold#diff',
  ],
  [
    'ssh://git@bitbucket.acme.example:7999/pay/shop.git',
    'https://bitbucket.acme.example/projects/PAY/repos/shop/commits/abc',
    'https://bitbucket.acme.example/projects/PAY/repos/shop/browse/my%20dir/%C3%A9%231.go?at=abc#10-20',
    'https://bitbucket.acme.example/projects/PAY/repos/shop/compare/commits?sourceBranch=abc&targetBranch=old',
  ],
  [
    'https://codeberg.org/acme/shop',
    'https://codeberg.org/acme/shop/commit/abc',
    'https://codeberg.org/acme/shop/src/commit/abc/my%20dir/%C3%A9%231.go#L10-L20',
    'https://codeberg.org/acme/shop/compare/old...abc',
  ],
  [
    'git@ssh.dev.azure.com:v3/acme/big%20shop/shop',
    'https://dev.azure.com/acme/big%20shop/_git/shop/commit/abc',
    'https://dev.azure.com/acme/big%20shop/_git/shop?path=/my%20dir/%C3%A9%231.go&version=GCabc&line=10&lineEnd=21&lineStartColumn=1&lineEndColumn=1&_a=contents',
    'https://dev.azure.com/acme/big%20shop/_git/shop/branchCompare?baseVersion=GCold&targetVersion=GCabc',
  ],
] as const;

describe('pages of a code host', () => {
  it.each(HOSTS)('of %s', (url, commit, lines, comparison) => {
    const host = codeHost({ url })!;

    expect(commitPermalink(host, 'abc')).toBe(commit);
    expect(linePermalink(host, 'abc', 'my dir/é#1.go', 10, 20)).toBe(lines);
    expect(comparePermalink(host, 'old', 'abc')).toBe(comparison);
  });

  it('show one line as one, and the file where no line is known', () => {
    const host = codeHost({ url: 'https://gitlab.com/acme/shop' })!;

    expect(linePermalink(host, 'abc', 'a.go', 31)).toBe('https://gitlab.com/acme/shop/-/blob/abc/a.go#L31');
    expect(linePermalink(host, 'abc', 'a.go', 31, 7)).toBe('https://gitlab.com/acme/shop/-/blob/abc/a.go#L31');
    expect(linePermalink(host, 'abc', 'a.go', 0)).toBe('https://gitlab.com/acme/shop/-/blob/abc/a.go');
  });
});

describe('codeHost', () => {
  it.each([
    ['git@github.com:acme/shop.git', 'https://github.com/acme/shop'],
    ['git@github.com:/acme/shop.git/', 'https://github.com/acme/shop'],
    ['ssh://git@ssh.github.com:443/acme/shop.git', 'https://github.com/acme/shop'],
    ['ssh://git@gitlab.acme.example:2222/a/b/c.git', 'https://gitlab.acme.example/a/b/c'],
    ['https://gitlab.acme.example:8443/tools/a/b.git', 'https://gitlab.acme.example:8443/tools/a/b'],
    ['https://user:secret@github.com/acme/shop.git', 'https://github.com/acme/shop'],
    ['https://acme.ghe.com/team/shop', 'https://acme.ghe.com/team/shop'],
    [
      'https://bitbucket.acme.example/ctx/scm/pay/shop.git',
      'https://bitbucket.acme.example/ctx/projects/PAY/repos/shop',
    ],
    ['https://bitbucket.acme.example/scm/~mira/shop.git', 'https://bitbucket.acme.example/users/mira/repos/shop'],
    ['https://acme@dev.azure.com/acme/pay/_git/shop', 'https://dev.azure.com/acme/pay/_git/shop'],
    ['https://acme.visualstudio.com/DefaultCollection/pay/_git/shop', 'https://dev.azure.com/acme/pay/_git/shop'],
    ['acme@vs-ssh.visualstudio.com:v3/acme/pay/shop', 'https://dev.azure.com/acme/pay/_git/shop'],
    ['https://forgejo.acme.example/acme/shop.git', 'https://forgejo.acme.example/acme/shop'],
  ])('%s is read at %s', (url, page) => {
    expect(codeHost({ url })?.page).toBe(page);
  });

  it.each([
    'https://git.example/acme/shop.git',
    '/srv/git/github/shop.git',
    'file:///srv/gitlab.com/shop',
    'notgithub.com:a/b',
  ])('gives no page rather than a wrong one: %s', (url) => {
    expect(codeHost({ url })).toBeUndefined();
  });

  it('believes the settings first', () => {
    const url = 'https://git.example/acme/shop.git';

    expect(codeHost({ url, host: 'gitea' })).toEqual({ kind: 'gitea', page: 'https://git.example/acme/shop' });
    expect(codeHost({ url, web_url: 'https://github.com/acme/mirror/' })).toEqual({
      kind: 'github',
      page: 'https://github.com/acme/mirror',
    });
    expect(codeHost({ url: '/srv/git/shop', host: 'gitlab', web_url: 'https://code.example/shop' })).toEqual({
      kind: 'gitlab',
      page: 'https://code.example/shop',
    });
    expect(codeHost({ url: '/srv/git/shop', host: 'gitlab' })).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { RepositorySections, type RepositorySection } from '../../../src/adapters/git/repository-section.ts';
import { sectionOf } from '../../../src/adapters/git/section-of.ts';

const problemsOf = (...sections: readonly Readonly<Record<string, unknown>>[]) =>
  RepositorySections.safeParse(sections.map((section) => ({ service: 'shop', ...section }))).error?.issues.map(
    ({ path, message }) => `${path.slice(1).join('.')} ${message}`,
  ) ?? [];

describe('a repository in the configuration', () => {
  it.each([
    { url: 'https://git.example/acme/shop.git' },
    { url: 'https://acme@dev.azure.com/acme/pay/_git/shop', token_file: '/run/secrets/azure' },
    { url: 'git@git.example:acme/shop.git', ssh_key_file: '/run/secrets/key', known_hosts_file: '/etc/hosts' },
    { url: 'ssh://git@git.example:7999/pay/shop.git' },
    { url: 'https://git.example/shop', username: 'mira', password_file: '/p', ca_file: '/ca', max_bytes: '2GB' },
    { url: '../shop', allow_file_urls: true },
    { url: 'file:///srv/shop.git', allow_file_urls: true, host: 'gitea', web_url: 'https://git.example/acme/shop' },
    { url: 'https://git.example/mono', service: ['shop-*', 'cart'], root: 'services/shop' },
  ])('may be $url', (section) => {
    expect(problemsOf(section)).toEqual([]);
  });

  it.each([
    ['ext::sh -c id', 'url must be an https or ssh address: other transports of git are never used'],
    ['--upload-pack=id', 'url must be an https or ssh address: other transports of git are never used'],
    ['git://git.example/shop.git', 'url must be an https or ssh address: other transports of git are never used'],
    ['/srv/shop.git', 'url is a path on this machine: that needs allow_file_urls: true'],
    ['file:///srv/shop.git', 'url is a path on this machine: that needs allow_file_urls: true'],
    ['https://mira:geheim@git.example/shop.git', 'url holds a password: it belongs into password_file'],
    ['https://', 'url is no address'],
    ['ssh://-oProxyCommand=id/shop', 'url is no address'],
  ])('may not be %s', (url, problem) => {
    expect(problemsOf({ url })).toEqual([problem]);
  });

  it.each([
    [{ url: 'https://a/b', username: 'mira' }, 'username says nothing without password_file or token_file'],
    [{ url: 'https://a/b', password_file: '/p' }, 'username belongs to password_file'],
    [{ url: 'https://a/b', username: 'm', password_file: '/p', token_file: '/t' }, 'token_file excludes password_file'],
    [{ url: 'git@a:b', token_file: '/t' }, 'token_file is for https addresses'],
    [{ url: 'https://a/b', ssh_key_file: '/k' }, 'ssh_key_file is for ssh addresses'],
    [{ url: 'https://a/b', host: 'sourceforge' }, /^host/],
    [{ url: 'https://a/b', max_bytes: '5' }, /^max_bytes is no size/],
    [{ url: 'https://a/b', root: '../../etc' }, 'root leads out of the repository'],
  ])('with %j is told what is wrong', (section, problem) => {
    const [found = '', ...others] = problemsOf(section);

    expect(found).toMatch(problem);
    expect(others).toEqual([]);
  });

  it('is the only one of a service', () => {
    expect(problemsOf({ url: 'https://a/b' }, { url: 'https://a/c', service: ['cart', 'shop'] })).toEqual([
      'service "shop" has a repository already, number 1 of the list',
    ]);
  });
});

describe('sectionOf', () => {
  const section = (service: string | string[]): RepositorySection => ({
    service,
    url: String(service),
    allow_file_urls: false,
  });
  const sections = [section('*'), section(['shop-*-eu', 'team.*']), section('shop-a')];

  it.each([
    ['shop-a', 'shop-a'],
    ['anything', '*'],
    ['shop-b', '*'],
  ])('%s is in %s', (service, url) => {
    expect(sectionOf(sections, service)?.url).toBe(url);
  });

  it.each([
    ['shop-*-eu', 'shop-cart-eu', true],
    ['shop-*-eu', 'shop-eu', false],
    ['team.*', 'team-a', false],
    ['*', '', true],
    ['a*a', 'a', false],
    ['*b*c*', 'xbxc', true],
    ['*b*c*', 'xcxb', false],
  ])('%s for %s: %s', (pattern, service, fits) => {
    expect(sectionOf([section(pattern)], service) !== undefined).toBe(fits);
  });
});

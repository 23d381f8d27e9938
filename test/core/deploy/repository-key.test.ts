import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { repositoryKey, repositoryPath } from '../../../src/core/deploy/repository-key.ts';

describe('a repository', () => {
  it.each([
    'https://git.example/Acme/shop.git',
    'https://git.example/acme/shop',
    'https://git.example:8443/acme/shop/',
    'https://user:token@git.example/acme/shop.git/',
    'http://git.example//acme//shop?x=1#readme',
    'git@git.example:acme/shop.git',
    'GIT.example:acme/shop',
    'git@git.example:/acme/shop.git',
    'ssh://git@git.example:2222/acme/shop.git',
    'git://git.example/acme/shop.git',
    '  https://git.example/acme/shop  ',
  ])('is the same as %s', (url) => {
    expect(repositoryKey(url)).toBe('git.example/acme/shop');
  });

  it.each(['https://git.example/acme/shop-gitops', 'https://other.example/acme/shop', 'https://git.example/shop', ''])(
    'is another than %s',
    (url) => {
      expect(repositoryKey(url)).not.toBe('git.example/acme/shop');
    },
  );

  it('is the same when it is written as its key', () => {
    const part = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
    fc.assert(
      fc.property(part, fc.array(part, { minLength: 1, maxLength: 3 }), (host, path) => {
        const key = repositoryKey(`git@${host}.example:${path.join('/')}.git`);
        expect(repositoryKey(key)).toBe(key);
        expect(repositoryKey(`https://${host}.example/${path.join('/')}`)).toBe(key);
      }),
    );
  });

  it('may be a path', () => {
    expect(repositoryKey('/srv/git/shop.git')).toBe(repositoryKey('file:///srv/git/shop'));
  });

  it('has a path that a mirror at another host has too', () => {
    expect(repositoryPath('git@git.example:acme/shop.git')).toBe(repositoryPath('https://mirror.example/acme/shop'));
  });
});

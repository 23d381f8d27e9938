import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageOfPackage, readPackageUrl } from '../../../../src/adapters/web/deploys/package-url.ts';

describe('a package URL', () => {
  it.each([
    ['pkg:oci/shop@sha256%3Aab?repository_url=r.example/pay/shop&tag=v1', 'r.example/pay/shop:v1@sha256:ab'],
    ['pkg:oci/shop@sha256%3Aab', 'shop@sha256:ab'],
    ['pkg:docker/acme/shop@v1.5.0', 'acme/shop:v1.5.0'],
    ['pkg:docker/shop', 'shop'],
    ['pkg:npm/shop@1.5.0', undefined],
  ])('%s names the image %s', (text, image) => {
    expect(imageOfPackage(readPackageUrl(text)!)).toBe(image);
  });

  it.each([
    ['pkg:npm/%40acme/shop@1.5.0-rc%2B1', { type: 'npm', name: '@acme/shop', version: '1.5.0-rc+1' }],
    [
      'pkg:golang/git.example/pay/shop@v1.5.0#cmd/shop',
      { type: 'golang', name: 'git.example/pay/shop', version: 'v1.5.0' },
    ],
    ['pkg:Maven/org.acme/shop@1%', { type: 'maven', name: 'org.acme/shop', version: '1%' }],
    ['pkg:generic/shop', { type: 'generic', name: 'shop' }],
  ])('%s is read', (text, facts) => {
    expect(readPackageUrl(text)).toEqual({ ...facts, qualifiers: {} });
  });

  it.each(['', 'shop', 'pkg:', 'pkg:oci', 'pkg:/', 'https://git.example/shop'])('%j is none', (text) => {
    expect(readPackageUrl(text)).toBeUndefined();
  });

  it('gives back what was encoded', () => {
    const word = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(word, word, (name, version) => {
        const text = `pkg:generic/${encodeURIComponent(name)}@${encodeURIComponent(version)}`;
        fc.pre(!name.endsWith('/'));
        expect(readPackageUrl(text)).toMatchObject({ name, version });
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => readPackageUrl(`pkg:${text}`)).not.toThrow();
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readImage } from '../../../src/core/deploy/image-reference.ts';
import { revisionOfImage } from '../../../src/core/deploy/image-revision.ts';

const HASH = '3f2a91c04b7d5e6f8a9b0c1d2e3f405162738495';
const DIGEST = `sha256:${'ab'.repeat(32)}`;

describe('readImage', () => {
  it.each([
    ['nginx', { host: 'docker.io', path: 'library/nginx' }],
    ['grafana/loki:3.1', { host: 'docker.io', path: 'grafana/loki', tag: '3.1' }],
    ['ghcr.io/shop/checkout:v1', { host: 'ghcr.io', path: 'shop/checkout', tag: 'v1' }],
    ['localhost:5000/a/b/c:x', { host: 'localhost:5000', path: 'a/b/c', tag: 'x' }],
    ['localhost/a', { host: 'localhost', path: 'a' }],
    [`r.example:443/a:v1@${DIGEST}`, { host: 'r.example:443', path: 'a', tag: 'v1', digest: DIGEST }],
    [`docker-pullable://quay.io/a/b@${DIGEST}`, { host: 'quay.io', path: 'a/b', digest: DIGEST }],
  ])('reads %s', (text, image) => {
    expect(readImage(text)).toEqual(image);
  });

  it.each([
    '',
    DIGEST,
    'a@b',
    'UPPER',
    'a:b:c',
    'a b',
    'r.example/../v2',
    'r.example/a?x=1:t',
    'evil.example#@r.example/a',
    'x'.repeat(5000),
  ])('refuses %s', (text) => {
    expect(readImage(text)).toBeUndefined();
  });

  it('never answers with a host or path that could lead elsewhere', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const image = readImage(text);
        if (image === undefined) return;
        expect(`${image.host}/${image.path}`).not.toMatch(/[?#@\\\s%]|\.\./);
      }),
    );
  });
});

describe('revisionOfImage', () => {
  it.each([
    [`r.example/shop:${HASH}`, { commit: HASH }],
    ['r.example/shop:3f2a91c', { commit: '3f2a91c' }],
    ['r.example/shop:sha-3f2a91c', { commit: '3f2a91c', version: 'sha-3f2a91c' }],
    ['r.example/shop:main-3f2a91c0', { commit: '3f2a91c0', version: 'main-3f2a91c0' }],
    ['r.example/shop:v1.2.3-4-gabc1234', { commit: 'abc1234', version: 'v1.2.3-4-gabc1234' }],
    ['r.example/shop:v1.2.3', { version: 'v1.2.3' }],
    ['r.example/shop:1.2.3-rc.1', { version: '1.2.3-rc.1' }],
    ['r.example/shop:20261128', { version: '20261128' }],
    ['r.example/shop:build-1234567', { version: 'build-1234567' }],
    ['r.example/shop:v2-defaced', { version: 'v2-defaced' }],
    ['r.example/shop:v1.2.3-4-gabc1234-dirty', { version: 'v1.2.3-4-gabc1234-dirty' }],
    ['r.example/shop:latest', {}],
    ['r.example/shop:main', {}],
    ['r.example/shop', {}],
    [`r.example/shop@${DIGEST}`, {}],
    ['not an image', {}],
  ])('%s', (image, revision) => {
    expect(revisionOfImage(image)).toEqual(revision);
  });
});

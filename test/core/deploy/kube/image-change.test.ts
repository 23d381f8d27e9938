import { describe, expect, it } from 'vitest';
import { imageChange, type ContainerImage } from '../../../../src/core/deploy/kube/image-change.ts';

const SHOP = 'r.example/shop';
const id = (letter: string) => `${SHOP}@sha256:${letter.repeat(64)}`;

function container(image: string, name = 'shop', imageId = ''): ContainerImage {
  return { container: name, image, imageId };
}

const likely = { likely: ['shop'] };
const proxy = (tag: string) => container(`istio/proxyv2:${tag}`, 'istio-proxy');

describe('imageChange', () => {
  it('is a version by its tags, with images that can be pulled', () => {
    const before = [container(`${SHOP}:v1`, 'shop', id('a')), proxy('1.23')];
    const after = [container(`${SHOP}:v2`, 'shop', id('b')), proxy('1.24')];

    expect(imageChange(before, after, likely)).toEqual({
      kind: 'version',
      fromVersion: 'v1',
      toVersion: 'v2',
      fromImage: `${SHOP}:v1@sha256:${'a'.repeat(64)}`,
      image: `${SHOP}:v2@sha256:${'b'.repeat(64)}`,
    });
  });

  it('tells a tag that was moved by digests', () => {
    const told = imageChange(
      [container(`${SHOP}:latest`, 'shop', id('a'))],
      [container(`${SHOP}:latest`, 'shop', id('b'))],
      likely,
    );

    expect(told).toMatchObject({
      kind: 'version',
      fromVersion: 'latest@sha256:aaaaaaaaaaaa',
      toVersion: 'latest@sha256:bbbbbbbbbbbb',
    });
  });

  it('takes the same tag for the same where a digest is not known', () => {
    const told = imageChange([container(`${SHOP}:v1`, 'shop', id('a'))], [container(`${SHOP}:v1`)], likely);

    expect(told).toMatchObject({ kind: 'config', toVersion: 'settings or restart, same image v1' });
  });

  it('is no version of the service when only a sidecar is new', () => {
    const told = imageChange(
      [container(`${SHOP}:v1`), proxy('1.23')],
      [container(`${SHOP}:v1`), proxy('1.24')],
      likely,
    );

    expect(told).toMatchObject({ kind: 'config', fromVersion: 'istio-proxy 1.23', toVersion: 'istio-proxy 1.24' });
  });

  it('is a change of settings when a sidecar is put in', () => {
    const told = imageChange([container(`${SHOP}:v1`)], [container(`${SHOP}:v1`), proxy('1.24')], likely);

    expect(told).toMatchObject({ kind: 'config', toVersion: 'istio-proxy 1.24' });
    expect(told.fromVersion).toBeUndefined();
  });

  it('finds the container that is neither called like the service nor a usual sidecar', () => {
    const told = imageChange(
      [proxy('1.23'), container(`${SHOP}:v1`, 'app')],
      [proxy('1.24'), container(`${SHOP}:v2`, 'app')],
      likely,
    );

    expect(told).toMatchObject({ kind: 'version', toVersion: 'v2' });
  });

  it('looks at the container that was said', () => {
    const [before, after] = [
      [container(`${SHOP}:v1`), container('r.example/worker:7', 'worker')],
      [container(`${SHOP}:v2`), container('r.example/worker:8', 'worker')],
    ];

    expect(imageChange(before, after, { ...likely, container: 'worker' })).toMatchObject({ toVersion: '8' });
  });

  it('names what has no tag by its digest, and what is no image by its name', () => {
    expect(imageChange([container(id('a'))], [container(id('b'))], likely)).toMatchObject({
      fromVersion: 'sha256:aaaaaaaaaaaa',
      toVersion: 'sha256:bbbbbbbbbbbb',
    });
    expect(imageChange([container(SHOP)], [container('<script>')], likely)).toMatchObject({ toVersion: '<script>' });
  });

  it('knows commits in tags', () => {
    expect(imageChange([container(`${SHOP}:3f2a91c`)], [container(`${SHOP}:main-77aa00b`)], likely)).toMatchObject({
      fromCommit: '3f2a91c',
      commit: '77aa00b',
    });
  });
});

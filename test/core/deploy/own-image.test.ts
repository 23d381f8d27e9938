import { describe, expect, it } from 'vitest';
import { imageName, ownImage } from '../../../src/core/deploy/own-image.ts';

const SHOP = 'r.example:5000/pay/shop:v1';
const PROXY = 'r.example:5000/mesh/proxy:1.30';
const WORKER = 'r.example:5000/pay/worker';

describe('the image of a service', () => {
  it.each([
    [[], ['shop'], undefined],
    [[WORKER], ['shop'], WORKER],
    [[SHOP, SHOP], ['x'], SHOP],
    [[PROXY, SHOP], ['shop'], SHOP],
    [[PROXY, WORKER, SHOP], ['checkout', 'worker', 'shop'], WORKER],
    [[PROXY, WORKER], ['shop'], undefined],
    [[SHOP, 'old.example/shop:v0'], ['shop'], undefined],
    [[PROXY, SHOP], [undefined, 'shop'], SHOP],
  ])('among %j, called %j, is %s', (images, words, own) => {
    expect(ownImage(images, words)).toBe(own);
  });

  it.each([
    [SHOP, 'r.example:5000/pay/shop'],
    [`${SHOP}@sha256:ab`, 'r.example:5000/pay/shop'],
    ['r.example:5000/shop', 'r.example:5000/shop'],
    ['shop:v1', 'shop'],
    ['shop', 'shop'],
  ])('%s is called %s', (image, name) => {
    expect(imageName(image)).toBe(name);
  });
});

import { describe, expect, test } from 'vitest';
import { fileKey } from '../../../src/core/profile/file-key.ts';

describe('fileKey', () => {
  test.each([
    ['/srv/app/assets/index-B7x2kf3A.js', '/srv/app/assets/index.js'],
    ['/srv/app/chunk.3f2a1b9cd0.js', '/srv/app/chunk.js'],
    ['/srv/app/app-settings.js', '/srv/app/app-settings.js'],
    ['/srv/app/user-Settings.js', '/srv/app/user-Settings.js'],
    ['file:///srv/app/index.mjs', '/srv/app/index.mjs'],
    ['/usr/lib/python3.11/queue.py', '/usr/lib/python/queue.py'],
    ['/srv/node_modules/.pnpm/qs@6.13.0/lib/parse.js', '/srv/node_modules/.pnpm/qs/lib/parse.js'],
    ['<frozen importlib._bootstrap>', ''],
    ['example.com/shop/api/cart.go', ''],
    ['example.com/shop/api/v2/cart.go', 'v2'],
  ])('%s is %j in another build too', (file, key) => {
    expect(fileKey(file)).toBe(key);
  });
});

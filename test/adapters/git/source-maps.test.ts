import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readSourceMap } from '../../../src/adapters/git/source-maps.ts';

const folder = mkdtempSync(join(tmpdir(), 'burnscope-maps-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(join(folder, 'maps/dist'), { recursive: true });
writeFileSync(join(folder, 'maps/dist/server.js.map'), 'of dist');
writeFileSync(join(folder, 'maps/server.js.map'), 'of the top');
writeFileSync(join(folder, 'secret.js.map'), 'outside');

describe('source maps in a folder', () => {
  it.each([
    ['/app/dist/server.js', 'of dist'],
    ['file:///srv/shop/dist/server.js', 'of dist'],
    ['/app/build/server.js', 'of the top'],
    ['/app/other.js', undefined],
    ['../secret.js', undefined],
    ['dist/../../secret.js', undefined],
    ['', undefined],
  ])('are found by the longest tail of %s', async (file, text) => {
    expect(await readSourceMap(join(folder, 'maps'), file)).toBe(text);
  });
});

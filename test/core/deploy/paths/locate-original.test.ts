import { describe, expect, it } from 'vitest';
import { transformSync } from 'esbuild';
import { locateOriginal } from '../../../../src/core/deploy/paths/locate-original.ts';
import { decodeSourceMap } from '../../../../src/core/deploy/paths/source-map.ts';
import { indexTree } from '../../../../src/core/deploy/paths/tree-index.ts';

const SETTINGS = { prefixes: [], root: '' };
const tree = indexTree([
  'web/src/cart.ts',
  'api/src/cart.ts',
  'web/dist/server.js',
  'web/node_modules/a/x.ts',
  'web/dist/lib/fee.ts',
  'lib/fee.ts',
]);

/** Looks line 1 of a bundle up whose only source is called so. */
function look(sourcefile: string, mapPath: string) {
  const { map } = transformSync('export const total = 1;', { loader: 'ts', sourcemap: true, sourcefile });
  return locateOriginal({ function: 'total', line: 1 }, decodeSourceMap(map)!, mapPath, tree, SETTINGS);
}

describe('locateOriginal', () => {
  it('follows sources from the folder of the map', () => {
    expect(look('../src/cart.ts', 'web/dist/server.js.map')).toEqual({
      located: { kind: 'found', path: 'web/src/cart.ts' },
      line: 1,
    });
  });

  it('goes by the name where the map is from elsewhere', () => {
    expect(look('../src/cart.ts', '')?.located).toMatchObject({ kind: 'ambiguous' });
    expect(look('webpack://shop/./web/src/cart.ts', '')?.located).toEqual({ kind: 'found', path: 'web/src/cart.ts' });
  });

  it('does not take the root of a machine for the folder of the map', () => {
    expect(look('/app/lib/fee.ts', 'web/dist/server.js.map')?.located).toEqual({ kind: 'found', path: 'lib/fee.ts' });
    expect(look('/lib/fee.ts', 'web/dist/server.js.map')?.located).not.toMatchObject({ path: 'web/dist/lib/fee.ts' });
  });

  it('tells libraries in the bundle as such', () => {
    expect(look('../node_modules/a/x.ts', 'web/dist/server.js.map')?.located).toMatchObject({ why: 'vendored' });
    expect(look('webpack://shop/./node_modules/b/y.ts', '')?.located).toEqual({ kind: 'elsewhere', why: 'library' });
  });

  it('says nothing of places that the map does not know', () => {
    const { map } = transformSync('export const total = 1;', { loader: 'ts', sourcemap: true });

    expect(locateOriginal({ function: 'f', line: 99 }, decodeSourceMap(map)!, '', tree, SETTINGS)).toBeUndefined();
  });
});

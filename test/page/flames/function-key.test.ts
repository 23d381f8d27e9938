import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FunctionPlaces } from '../../../src/core/flamegraph/flame-panel.ts';
import type { FlameTree } from '../../../src/core/flamegraph/picture.ts';
import { functionKey, functionsOf, shortKey } from '../../../src/page/flames/function-key.ts';
import { stackTree } from '../../core/flamegraph/stack-tree.ts';

interface Functions {
  readonly tree: FlameTree;
  readonly places: FunctionPlaces;
}

/** Functions after the root's, each with a file. */
function functions(list: readonly (readonly [name: string, file: string])[]): Functions {
  const files = [...new Set(list.map(([, file]) => file))];
  const places = {
    files,
    fileOf: Int32Array.of(-1, ...list.map(([, file]) => files.indexOf(file))),
    line: new Int32Array(list.length + 1),
  };
  return { tree: { ...stackTree({}), names: ['', ...list.map(([name]) => name)] }, places };
}

describe('the key of a function', () => {
  it('is its name, and its file where the name is not enough', () => {
    const panel = functions([
      ['(anonymous)', 'a.js'],
      ['(anonymous)', 'b.js'],
      ['pay', 'a.js'],
    ]);

    expect([1, 2, 3].map((id) => functionKey(panel, id))).toEqual([
      '(anonymous) in a.js',
      '(anonymous) in b.js',
      'pay',
    ]);
    expect(functionsOf(panel, '(anonymous) in b.js')).toEqual([2]);
    expect(functionsOf(panel, '(anonymous)')).toEqual([1, 2]);
  });

  it('is understood by the other panel, where the name may be enough or not', () => {
    const cpu = functions([['pay', 'a.js']]);
    const offCpu = functions([
      ['pay', 'a.js'],
      ['pay', 'b.js'],
    ]);

    expect(functionsOf(offCpu, functionKey(cpu, 1))).toEqual([1, 2]);
    expect(functionsOf(cpu, functionKey(offCpu, 1))).toEqual([1]);
    expect(functionsOf(cpu, functionKey(offCpu, 2))).toEqual([]);
  });

  it('finds exactly the functions of that name and file, whatever they are called', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', 'f', 'f in a', 'x'.repeat(300), `${'x'.repeat(299)}y`),
    );
    const name = text.map((given) => given.toWellFormed());
    const one = fc.tuple(name, fc.constantFrom('a', 'b'));
    fc.assert(
      fc.property(fc.uniqueArray(one, { minLength: 1, selector: ([called, file]) => `${called}\n${file}` }), (list) => {
        const panel = functions(list);
        for (const id of list.keys()) expect(functionsOf(panel, functionKey(panel, id + 1))).toContain(id + 1);
      }),
    );
  });

  it('never means the root, and nothing when it is empty', () => {
    const panel = functions([['', 'a.js']]);
    expect(functionsOf(panel, '')).toEqual([]);
    expect(functionsOf(panel, functionKey(panel, 1))).toEqual([1]);
  });

  it('stays short for a 6 kB template, and tells two of them apart', () => {
    const template = `ns::${'std::pair<int, '.repeat(400)}`;
    const panel = functions([
      [`${template}A>`, 'a.h'],
      [`${template}B>`, 'a.h'],
    ]);

    expect(functionKey(panel, 1).length).toBeLessThan(80);
    expect([1, 2].map((id) => functionsOf(panel, functionKey(panel, id)))).toEqual([[1], [2]]);
  });

  it('is its own key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(shortKey(shortKey(text))).toBe(shortKey(text));
        expect(shortKey(text).length).toBeLessThanOrEqual(80);
      }),
    );
  });
});

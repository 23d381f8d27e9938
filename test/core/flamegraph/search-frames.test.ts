import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { measurePanel, withWidths } from '../../../src/core/flamegraph/panel-costs.ts';
import type { FlameTree } from '../../../src/core/flamegraph/picture.ts';
import { compileSearch, type Found, markFunctions, searchFrames } from '../../../src/core/flamegraph/search-frames.ts';
import { nodeNamed } from './folded-tree.ts';
import { anyStacks, siblingTree, stackTree, towerTree } from './stack-tree.ts';

function matches(text: string, name: string, file = ''): boolean {
  const found = compileSearch(text);
  if (typeof found !== 'function') throw new Error(`no search: ${found}`);
  return found(name, file);
}

function search(tree: FlameTree, wanted: (name: string) => boolean): Found {
  return searchFrames(
    measurePanel(tree, true),
    Uint8Array.from(tree.names, (name) => (wanted(name) ? 1 : 0)),
  );
}

describe('what was typed', () => {
  test.each([
    ['tax', 'shop.lineTax', true],
    ['TAX', 'shop.lineTax', true],
    ['  tax ', 'shop.lineTax', true],
    ['price.go', 'shop.lineTax', true],
    ['(*Pool)', 'store.(*Pool).Get', true],
    ['[a-z]', 'store.(*Pool).Get', false],
    ['größe', 'GRÖSSE.berechne', false],
    ['gro\u0308ße', 'gr\u00f6ße', true],
    ['שלום', 'שלום.עולם', true],
    ['<script>', 'a<script>b', true],
    ['/usr/lib', '/usr/lib/x', true],
    ['/', 'a/b', true],
    ['//', 'a//b', true],
  ])('%s is looked for in %s as plain text', (typed, name, found) => {
    expect(matches(typed, name, 'shop/price.go')).toBe(found);
  });

  test.each([
    ['/^shop\\./', 'shop.lineTax', true],
    ['/^lineTax/', 'shop.lineTax', false],
    ['/LINE/', 'shop.lineTax', false],
    ['/LINE/i', 'shop.lineTax', true],
    ['/price\\.go$/', 'shop.lineTax', true],
    ['/a|b/', 'b', true],
  ])('%s is looked for in %s as a regular expression', (typed, name, found) => {
    expect(matches(typed, name, 'shop/price.go')).toBe(found);
    // Nothing is remembered from one name to the next.
    expect(matches(typed, name, 'shop/price.go')).toBe(found);
  });

  it('in plain letters finds what a search in lower case finds', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'B', '.', '*', '(', '[', '\\', '-', '/', ' ', '^', '$', '{', '\n'),
    });
    fc.assert(
      fc.property(text, text, (part, name) => {
        fc.pre(part.trim() !== '' && !/^\/.+\/i?$/su.test(part.trim()));
        expect(matches(part, name)).toBe(name.toLowerCase().includes(part.trim().toLowerCase()));
        expect(matches(part, name + part.toUpperCase())).toBe(true);
      }),
    );
  });

  it('of nothing is no search', () => {
    expect(compileSearch('')).toBeUndefined();
    expect(compileSearch('  ')).toBeUndefined();
  });

  it('that is no regular expression is told so, without the expression', () => {
    expect(compileSearch('/a(b/')).toBe('not a regular expression: Unterminated group');
    expect(compileSearch('/[z-a]: x/')).toMatch(/^not a regular expression: Range out of order/u);
    expect(compileSearch(`/${'a'.repeat(201)}/`)).toBe('the regular expression is longer than 200 characters');
  });

  it('never throws', () => {
    const outcomes = new Set<string>();
    const signs = fc.string({ unit: fc.constantFrom('(', ')', '[', ']', '*', '?', '{1', '\\', '/', 'a') });
    const anyTyped = fc.oneof(signs, fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(anyTyped, fc.string(), fc.string(), (typed, name, file) => {
        for (const text of [typed, `/${typed}/`]) {
          const found = compileSearch(text);
          outcomes.add(typeof found === 'function' ? typeof found(name, file) : typeof found);
        }
      }),
    );
    expect([...outcomes].sort()).toEqual(['boolean', 'string', 'undefined']);
  });
});

describe('the functions of a panel', () => {
  it('are marked by name and by file', () => {
    const tree = stackTree({ 'A;pay': [1, 2], 'A;ship': [1, 2] });
    const places = { files: ['pay.go'], fileOf: Int32Array.of(-1, -1, -1, 0), line: new Int32Array(4) };

    expect(tree.names).toEqual(['', 'A', 'pay', 'ship']);
    expect(markFunctions({ tree, places }, (name, file) => name === 'A' || file === 'pay.go')).toEqual(
      Uint8Array.of(0, 1, 0, 1),
    );
  });
});

describe('a search', () => {
  it('counts every frame but no cost twice', () => {
    const tree = stackTree({ 'A;f;g;f': [1, 2], 'A;f': [4, 8], 'A;h;f;x': [16, 32], 'A;y': [64, 128] });

    expect(search(tree, (name) => name === 'f')).toEqual({
      nodes: Int32Array.of(nodeNamed(tree, 'f'), nodeNamed(tree, 'h') + 1),
      all: 3,
      baseline: 21,
      comparison: 42,
    });
  });

  it('steps over what has no width, but counts what it cost', () => {
    const tree = stackTree({ 'A;gone': [50, 0], 'A;here': [50, 50] });
    const costs = measurePanel(tree, true);
    const gone = Uint8Array.from(tree.names, (name) => (name === 'gone' ? 1 : 0));

    expect(searchFrames(costs, gone)).toEqual({ nodes: new Int32Array(), all: 0, baseline: 50, comparison: 0 });
    expect(searchFrames(withWidths(costs, 'union'), gone)).toMatchObject({
      nodes: Int32Array.of(nodeNamed(tree, 'gone')),
      all: 1,
    });
  });

  it('does not find the root', () => {
    const tree = stackTree({ A: [1, 2] });
    expect(search(tree, () => true)).toMatchObject({ nodes: Int32Array.of(1), all: 1 });
  });

  it('costs what the stacks with a match cost', () => {
    fc.assert(
      fc.property(anyStacks(), fc.subarray(['A', 'B', 'x', 'y']), (stacks, wanted) => {
        const found = search(stackTree(stacks), (name) => wanted.includes(name));
        const through = Object.entries(stacks).filter(([stack]) =>
          stack.split(';').some((name) => wanted.includes(name)),
        );

        expect(found.baseline).toBe(through.reduce((sum, [, [baseline]]) => sum + baseline, 0));
        expect(found.comparison).toBe(through.reduce((sum, [, [, comparison]]) => sum + comparison, 0));
      }),
    );
  });

  it('finds one match in a stack of 20,000 and 300,000 among siblings', () => {
    expect(search(towerTree(20_000), (name) => name === 'pong')).toMatchObject({
      nodes: Int32Array.of(2),
      all: 10_000,
    });
    expect(search(siblingTree(300_000), (name) => name !== 'f0000001').nodes.length).toBe(300_000);
  });
});

import { describe, expect, test } from 'vitest';
import type { Side } from '../../../src/core/profile/call-tree.ts';
import { renamedFiles, type NamedIn } from '../../../src/core/profile/renamed-files.ts';
import { numberFunctions } from '../../../src/core/profile/function-table.ts';

function file(side: Side, name: string, functions: string): NamedIn[] {
  return functions.split(' ').map((canonicalName) => ({ side, file: name, canonicalName }));
}

describe('renamedFiles', () => {
  test('matches a file that moved by the functions in it', () => {
    const seen = [
      ...file('baseline', '/app/pricing.js', 'quote tax round total'),
      ...file('baseline', '/app/main.js', 'handle send'),
      ...file('comparison', '/app/pricing/engine.js', 'quote tax round total audit'),
      ...file('comparison', '/app/main.js', 'handle send'),
    ];

    expect([...renamedFiles(seen)]).toEqual([['/app/pricing.js', '/app/pricing/engine.js']]);
  });

  test('leaves files alone that both sides know, that share little, or that are new', () => {
    const seen = [
      ...file('baseline', '/app/a.js', 'quote tax round'),
      ...file('comparison', '/app/a.js', 'quote tax'),
      ...file('comparison', '/app/copy-of-a.js', 'quote tax round'),
      ...file('baseline', '/app/gone.js', 'run main close'),
      ...file('comparison', '/app/new.js', 'run main open read'),
    ];

    expect(renamedFiles(seen).size).toBe(0);
  });

  test('does not match files that share a few of many functions', () => {
    const seen = [
      ...file('baseline', '/a.js', 'open read close one two three four five six seven'),
      ...file('comparison', '/b.js', 'open read close uno due tre quattro cinque sei sette'),
    ];

    expect(renamedFiles(seen).size).toBe(0);
  });

  test('gives each file to one other, the one it shares most with', () => {
    const seen = [
      ...file('baseline', '/a.js', 'one two three four'),
      ...file('comparison', '/b.js', 'one two three four'),
      ...file('comparison', '/c.js', 'one two three'),
    ];

    expect([...renamedFiles(seen)]).toEqual([['/a.js', '/b.js']]);
  });

  test('lets the functions of a moved file keep their numbers, under the file where they are now', () => {
    const frames = (path: string) =>
      ['quote', 'tax', 'round'].map((name) => ({ name, file: path, line: 1, startLine: 1 }));
    const table = numberFunctions([
      { side: 'baseline', frames: frames('/app/old.js') },
      { side: 'comparison', frames: frames('/app/new.js') },
    ]);

    expect([...table.ofFrame[0]!]).toEqual([...table.ofFrame[1]!]);
    expect(table.functions.map(({ file: path }) => path)).toEqual(['/app/new.js', '/app/new.js', '/app/new.js']);
  });
});

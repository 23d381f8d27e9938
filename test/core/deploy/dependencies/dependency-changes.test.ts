import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dependencyChanges,
  isDependencyManifest,
} from '../../../../src/core/deploy/dependencies/dependency-changes.ts';
import { GO_NODE_BUMPS } from './go-and-node-bumps.ts';
import { PYTHON_RUST_BUMPS } from './python-and-rust-bumps.ts';
import { JVM_BUMPS } from './jvm-bumps.ts';
import { OTHER_BUMPS } from './other-bumps.ts';

const BUMPS = { ...GO_NODE_BUMPS, ...PYTHON_RUST_BUMPS, ...JVM_BUMPS, ...OTHER_BUMPS };

describe('dependencyChanges', () => {
  it.each(Object.entries(BUMPS))('reads %s', (_name, [path, before, after, expected]) => {
    expect(isDependencyManifest(path)).toBe(true);
    expect(said(dependencyChanges(path, before, after))).toEqual(expected);
    // Windows writes other line ends.
    expect(said(dependencyChanges(path, crlf(before), crlf(after)))).toEqual(expected);
  });

  it.each(Object.entries(BUMPS))(
    'says nothing of %s where only the order or nothing changed',
    (_name, [path, before]) => {
      expect(dependencyChanges(path, before, `${before} `)).toEqual([]);
    },
  );

  it('takes a file that came or went for packages that came or went', () => {
    const text = 'module x\nrequire example.com/a v1.0.0\n';

    expect(said(dependencyChanges('go.mod', undefined, text))).toEqual(['go example.com/a - > v1.0.0']);
    expect(said(dependencyChanges('go.mod', text, undefined))).toEqual(['go example.com/a v1.0.0 > -']);
  });

  it.each(['package-lock.json', 'package.json', 'composer.lock', 'Pipfile.lock', 'packages.lock.json'])(
    'says nothing of %s where one side is broken: it would call everything removed',
    (path) => {
      const [, before] = Object.values(BUMPS).find(([of]) => of === path)!;

      expect(dependencyChanges(path, before, `<<<<<<< HEAD\n${before}`)).toEqual([]);
      expect(dependencyChanges(path, '[]', before)).toEqual([]);
    },
  );

  it.each(['src/main.go', 'README.md', 'go.sum', 'package.jsonc', 'docs/requirements.md'])(
    'leaves %s alone',
    (path) => {
      expect(isDependencyManifest(path)).toBe(false);
      expect(dependencyChanges(path, 'a 1', 'a 2')).toEqual([]);
    },
  );

  it('bears whatever stands in a file', () => {
    const known = Object.values(BUMPS);
    const text = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'aXz09 ./\\:;%$#@=~()[]{}<>"\'\n\t\0ö😀'.split('')), maxLength: 200 }),
      // Halves of real files, and pieces of them in any order.
      fc.constantFrom(...known).chain(([, before]) => fc.nat(before.length).map((end) => before.slice(0, end))),
      fc
        .array(fc.constantFrom(...known.flatMap(([, before]) => before.split('\n'))), { maxLength: 20 })
        .map((lines) => lines.join('\n')),
    );
    fc.assert(
      fc.property(fc.constantFrom(...known.map(([path]) => path)), text, text, (path, before, after) => {
        for (const change of dependencyChanges(path, before, after)) {
          expect(change.name).not.toBe('');
          expect(change.from === undefined || change.from !== change.to).toBe(true);
        }
        expect(dependencyChanges(path, after, after)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('is the same backwards', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(BUMPS)), ([path, before, after]) => {
        const back = dependencyChanges(path, after, before);

        expect(back.map(({ name, from, to }) => [name, to, from])).toEqual(
          dependencyChanges(path, before, after).map(({ name, from, to }) => [name, from, to]),
        );
      }),
    );
  });
});

function said(changes: ReturnType<typeof dependencyChanges>): readonly string[] {
  return changes.map(({ ecosystem, name, from, to }) => `${ecosystem} ${name} ${from ?? '-'} > ${to ?? '-'}`);
}

function crlf(text: string): string {
  return text.replaceAll('\n', '\r\n');
}

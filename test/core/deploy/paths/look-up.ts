import { expect, it } from 'vitest';
import { locateFile } from '../../../../src/core/deploy/paths/locate-file.ts';
import type { Located } from '../../../../src/core/deploy/paths/located.ts';
import { indexTree, type GoModule } from '../../../../src/core/deploy/paths/tree-index.ts';

export const WHOLE = { prefixes: [], root: '' };

export const found = (path: string): Located => ({ kind: 'found', path });
export const compiled = (path: string): Located => ({ kind: 'found', path, compiled: true });
export const ambiguous = (...paths: readonly string[]): Located => ({ kind: 'ambiguous', paths });
export const RUNTIME: Located = { kind: 'elsewhere', why: 'runtime' };
export const LIBRARY: Located = { kind: 'elsewhere', why: 'library' };
export const GENERATED: Located = { kind: 'elsewhere', why: 'generated' };
export const UNKNOWN: Located = { kind: 'unknown' };
export const vendored = (path: string): Located => ({ kind: 'elsewhere', why: 'vendored', path });

interface Repository {
  readonly paths: readonly string[];
  readonly modules?: readonly GoModule[];
  readonly root?: string;
  readonly prefixes?: readonly { readonly from: string; readonly to: string }[];
}

/** Looks rows of [function, file, answer] up in a repository. */
export function rows(repository: Repository, table: readonly (readonly [string, string, Located])[]): void {
  const tree = indexTree(repository.paths, repository.modules);
  const settings = { ...WHOLE, prefixes: repository.prefixes ?? [], root: repository.root ?? '' };
  it.each(table)('%s in %s', (name, file, expected) => {
    expect(locateFile({ function: name, file }, tree, settings)).toEqual(expected);
  });
}

export const generated = (path: string): Located => ({ kind: 'elsewhere', why: 'generated', path });

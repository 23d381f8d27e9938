import { readPathMarks, type PathMark } from '../core/deploy/paths/strange-paths.ts';
import { goModuleName, indexTree, type GoModule, type TreeIndex } from '../core/deploy/paths/tree-index.ts';
import { readSource, type SourceText } from '../core/deploy/source/find-functions.ts';
import { languageOf } from '../core/deploy/source/languages.ts';
import type { Repository } from './git-ports.ts';

/** The files of one commit, and texts of any that were loaded. */
export interface Sources {
  readonly commit: string;
  readonly tree: TreeIndex;
  readonly marks: readonly PathMark[];
  blobOf(path: string): string | undefined;
  load(blobs: readonly (string | undefined)[]): Promise<void>;
  readonly textOf: (blob: string | undefined) => string | undefined;
  /** Taken apart, once; undefined for what was not loaded, is larger than people write, or no source. */
  readonly sourceOf: (blob: string | undefined, path: string) => SourceText | undefined;
}

/** Larger ones are tables and bundles. */
const LONGEST_SOURCE = 1_000_000;
const MOST_MODULES = 100;

/** Lists a commit and reads what tells how its files are called: Go's modules, marks of what is generated. */
export async function readSources(repository: Repository, commit: string, signal: AbortSignal): Promise<Sources> {
  const files = await repository.tree(commit, signal);
  const texts = new Map<string, string>();
  const asked = new Set<string>();
  const sources = new Map<string, SourceText | undefined>();
  const load = async (blobs: readonly (string | undefined)[]) => {
    const wanted = [...new Set(blobs.filter((blob) => blob !== undefined))].filter((blob) => !asked.has(blob));
    if (wanted.length === 0) return;
    for (const blob of wanted) asked.add(blob);
    for (const [blob, text] of await repository.texts(wanted, signal)) texts.set(blob, text);
  };
  const modulePaths = [...files.keys()].filter((path) => /(?:^|\/)go\.mod$/.test(path)).slice(0, MOST_MODULES);
  const attributes = files.get('.gitattributes');
  await load([attributes, ...modulePaths.map((path) => files.get(path))]);
  const textOf = (blob: string | undefined) => (blob === undefined ? undefined : texts.get(blob));
  const modules = modulePaths.flatMap((path): readonly GoModule[] => {
    const module = goModuleName(textOf(files.get(path)) ?? '');
    return module === undefined ? [] : [{ path, module }];
  });
  return {
    commit,
    tree: indexTree(files.keys(), modules),
    marks: readPathMarks(textOf(attributes) ?? ''),
    blobOf: (path) => files.get(path),
    load,
    textOf,
    sourceOf(blob, path) {
      const key = `${blob} ${languageOf(path)?.name}`;
      if (!sources.has(key)) sources.set(key, taken(textOf(blob), path));
      return sources.get(key);
    },
  };
}

function taken(text: string | undefined, path: string): SourceText | undefined {
  const language = languageOf(path);
  if (text === undefined || language === undefined || text.length > LONGEST_SOURCE) return undefined;
  return readSource(text, language);
}

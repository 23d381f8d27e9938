import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

export type Found =
  | { readonly kind: 'files'; readonly files: readonly string[] }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'problem'; readonly message: string };

const DEEPEST = 8;
const MOST_FILES = 2_000;

/**
 * Files beside the main file that an include names, sorted by name. Whatever lies outside of the main file's folder is
 * refused, also behind a link: a configuration must not depend on, or print lines of, files that nobody meant. Hidden
 * names are passed over, as Kubernetes keeps a second copy of every mounted file in such.
 */
export function findIncludes(pattern: string, mainFile: string): Found {
  const steps = pattern.split('/').filter((step) => step !== '.' && step !== '');
  if (pattern.startsWith('/') || /^[A-Za-z]:|\\/.test(pattern)) return problem('must be relative to this file, with /');
  if (steps.includes('..')) return problem('must not leave the folder of this file (..)');
  const folder = dirname(mainFile);
  const isPattern = /[*?]/.test(pattern);
  const plain = join(folder, ...steps);
  if (!isPattern && !existsSync(plain)) return problem(`there is no file ${plain}`);
  if (!isPattern && statSync(plain).isDirectory()) return problem(`${plain} is a folder: write ${pattern}/*.yaml`);
  const files = isPattern ? walk(folder, steps, 0).toSorted() : [plain];
  if (files.length === 0) return { kind: 'nothing' };
  if (files.length > MOST_FILES) return problem(`${files.length} files match; at most ${MOST_FILES} are read`);
  const home = realpathSync(folder);
  for (const file of files) {
    const real = realpathSync(file);
    if (real === realpathSync(mainFile)) return problem(`${file} is this file: it cannot include itself`);
    if (relative(home, real).split(sep)[0] === '..') return problem(`${file} leads out of ${folder}, to ${real}`);
  }
  return { kind: 'files', files };
}

function problem(message: string): Found {
  return { kind: 'problem', message };
}

/** Depth first; links to folders are followed no further than patterns go. */
function walk(folder: string, steps: readonly string[], depth: number): readonly string[] {
  const [step, ...rest] = steps;
  if (step === undefined || depth > DEEPEST) return [];
  const entries = readdirSync(folder).filter((name) => !name.startsWith('.'));
  if (step === '**') {
    const deeper = entries.map((name) => join(folder, name)).filter((path) => isFolder(path));
    return [...new Set([...walk(folder, rest, depth), ...deeper.flatMap((path) => walk(path, steps, depth + 1))])];
  }
  const matching = entries.filter((name) => toRegExp(step).test(name)).map((name) => join(folder, name));
  if (rest.length === 0) return matching.filter((path) => !isFolder(path));
  return matching.filter((path) => isFolder(path)).flatMap((path) => walk(path, rest, depth + 1));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function toRegExp(step: string): RegExp {
  const source = step
    .replaceAll(/[\\^$.|+()[\]{}]/g, String.raw`\$&`)
    .replaceAll(/\*+/g, '[^/]*')
    .replaceAll('?', '[^/]');
  return new RegExp(`^${source}$`);
}

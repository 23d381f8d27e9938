import type { FunctionNames } from '../core/deploy/rules/deploy-rule.ts';
import { canonicalName } from '../core/profile/canonical-name.ts';
import { shortFunction } from '../core/report/short-function.ts';
import { compileGlob } from './glob.ts';
import { compileRegex } from './regex.ts';

/** A pattern of function names with the words it was made of. */
export interface FunctionPattern {
  readonly text: string;
  readonly matches: (names: FunctionNames) => boolean;
}

/** `file.py:name`: the file's name ends in letters, which no C++ or Rust path before `::` does. */
const IN_FILE = /^([\w/.@*-]*\.[a-z]{1,4}):(?!:)(.+)$/;

/**
 * `*` stands for any text; names count as posts show them, as profiles hold them, and canonical. `file.py:name` asks for the
 * end of the file's path as well; /…/ is RE2, anchored. Throws with what is wrong.
 */
export function compileFunctionPattern(text: string): FunctionPattern {
  if (text.length > 2 && text.startsWith('/') && text.endsWith('/')) {
    const { test } = compileRegex(text.slice(1, -1));
    return { text, matches: (names) => spellings(names).some(test) };
  }
  const [, file, name] = IN_FILE.exec(text) ?? [];
  if (file !== undefined && name !== undefined) {
    const inFile = compileGlob(`*/${file}`);
    const called = compileName(name);
    return { text, matches: (names) => inFile(`/${names.file}`) && called(names) };
  }
  return { text, matches: compileName(text) };
}

function compileName(text: string): FunctionPattern['matches'] {
  const matches = compileGlob(text);
  const canonical = text.includes('*') ? undefined : canonicalName(text);
  return (names) => names.canonical === canonical || spellings(names).some(matches);
}

function spellings({ function: name, canonical }: FunctionNames): readonly string[] {
  return [canonical, name, shortFunction(name)];
}

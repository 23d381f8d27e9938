import type { Located } from './located.ts';
import { isGenerated, isVendored } from './strange-paths.ts';

/** The answer that these paths make: copies of others' code and output of generators are told as such. */
export function answer(paths: readonly string[]): Located {
  const [path] = paths;
  if (path === undefined) return { kind: 'unknown' };
  if (paths.length > 1) return { kind: 'ambiguous', paths };
  if (isVendored(path)) return { kind: 'elsewhere', why: 'vendored', path };
  return isGenerated(path) ? { kind: 'elsewhere', why: 'generated', path } : { kind: 'found', path };
}

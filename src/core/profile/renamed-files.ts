import type { Side } from './call-tree.ts';
import { closureFamily } from './closure-family.ts';

/** A function's name in a file, seen on one side. */
export interface NamedIn {
  readonly side: Side;
  /** Key of the file (see file-key). */
  readonly file: string;
  readonly canonicalName: string;
}

/** Fewer names in common are chance: `main`, `run` and `handle` stand in many files. */
const LEAST_COMMON = 3;
/** Of the names in the smaller file: a module split in two or rewritten is not the same file. */
const LEAST_OVERLAP = 0.6;
const MOST_HOLDERS = 50;

/**
 * Files that were renamed or moved between the two sides, from the baseline's key to the comparison's: each is known to one side
 * only, and most of the functions in them are called the same. Without this every function of a moved file would vanish and appear.
 */
export function renamedFiles(seen: Iterable<NamedIn>): ReadonlyMap<string, string> {
  const files = { baseline: new Map<string, Set<string>>(), comparison: new Map<string, Set<string>>() };
  for (const { side, file, canonicalName } of seen) {
    if (file === '') continue;
    let names = files[side].get(file);
    if (names === undefined) files[side].set(file, (names = new Set()));
    names.add(closureFamily(canonicalName));
  }
  const gone = [...files.baseline].filter(([file]) => !files.comparison.has(file));
  const appeared = [...files.comparison].filter(([file]) => !files.baseline.has(file));
  const pairs = candidates(gone, appeared).sort(
    (x, y) => y.common - x.common || compare(x.from, y.from) || compare(x.to, y.to),
  );
  const renamed = new Map<string, string>();
  const taken = new Set<string>();
  for (const { from, to } of pairs) {
    if (renamed.has(from) || taken.has(to)) continue;
    renamed.set(from, to);
    taken.add(to);
  }
  return renamed;
}

interface Candidate {
  readonly from: string;
  readonly to: string;
  readonly common: number;
}

type FileNames = readonly [file: string, names: ReadonlySet<string>];

/** Only files that share names are compared: thousands may come and go with a dependency. */
function candidates(gone: readonly FileNames[], appeared: readonly FileNames[]): Candidate[] {
  const holders = new Map<string, number[]>();
  appeared.forEach(([, names], at) => {
    for (const name of names) {
      const among = holders.get(name);
      if (among === undefined) holders.set(name, [at]);
      else among.push(at);
    }
  });
  const found: Candidate[] = [];
  for (const [from, names] of gone) {
    const common = new Map<number, number>();
    for (const name of names) {
      const among = holders.get(name) ?? [];
      // A name in very many files tells nothing of any.
      if (among.length <= MOST_HOLDERS) for (const at of among) common.set(at, (common.get(at) ?? 0) + 1);
    }
    for (const [at, shared] of common) {
      const [to, others] = appeared[at]!;
      if (shared >= LEAST_COMMON && shared >= LEAST_OVERLAP * Math.min(names.size, others.size)) {
        found.push({ from, to, common: shared });
      }
    }
  }
  return found;
}

/** By code units, so that every machine agrees. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

import { beginsWithOneOf } from './beginnings.ts';
import { dottedName } from './dotted-name.ts';
import { IDLE_LISTS, type IdleListName } from './idle-lists.ts';
import type { FramePlace } from './own-code.ts';

/** Which functions count as waiting for work. */
export interface IdleChoice {
  readonly lists: readonly IdleListName[];
  /** Further names, spelt as in the lists. */
  readonly also: readonly string[];
  /** Names that never count as idle, whatever list holds them. */
  readonly except: readonly string[];
}

export const ALL_IDLE: IdleChoice = {
  lists: ['go', 'jvm', 'node', 'python', 'ruby', 'rust', 'dotnet', 'native'],
  also: [],
  except: [],
};

/** Is this a function in which a thread waits for work? */
export type IdleNames = (frame: FramePlace, canonical: string) => boolean;

/** Entries sorted by how they are looked up, so that one frame costs a few hash lookups and the prefixes. */
interface Lookup {
  readonly exact: ReadonlySet<string>;
  readonly begins: (name: string) => boolean;
  /** Ends of file paths by the last part of a function's name. */
  readonly files: ReadonlyMap<string, readonly string[]>;
}

export function idleNames(choice: IdleChoice): IdleNames {
  const listed = lookupOf([...choice.lists.flatMap((list) => IDLE_LISTS[list]), ...choice.also]);
  const excepted = lookupOf(choice.except);
  return (frame, canonical) => holds(listed, frame, canonical) && !holds(excepted, frame, canonical);
}

/** `file.py:name`: the file's name ends in letters, which no C++ or Rust path before `::` does. */
const IN_FILE = /^([\w/.-]*\.[a-z]{2,4}):(?!:)(.+)$/;

function lookupOf(entries: readonly string[]): Lookup {
  const exact = new Set<string>();
  const prefixes: string[] = [];
  const files = new Map<string, string[]>();
  for (const entry of entries) {
    const [, file, name] = IN_FILE.exec(entry) ?? [];
    if (file !== undefined && name !== undefined) files.set(name, [...(files.get(name) ?? []), file]);
    else if (entry.endsWith('*')) prefixes.push(entry.slice(0, -1));
    else exact.add(entry);
  }
  return { exact, begins: beginsWithOneOf(prefixes), files };
}

function holds({ exact, begins, files }: Lookup, { file }: FramePlace, canonical: string): boolean {
  if (exact.has(canonical) || begins(canonical)) return true;
  const dotted = dottedName(canonical);
  if (dotted !== canonical && (exact.has(dotted) || begins(dotted))) return true;
  if (file === '' || files.size === 0) return false;
  // Newer Pythons give `Queue.get`, older ones `get`.
  const last = canonical.slice(canonical.lastIndexOf('.') + 1);
  const ends = files.get(canonical) ?? files.get(last) ?? [];
  return ends.some((end) => file === end || file.endsWith(`/${end}`));
}

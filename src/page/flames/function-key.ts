import type { FlameGraph } from '../../core/flamegraph/flame-panel.ts';
import { foldHash, hashText, printHash } from './text-hash.ts';

/** Longer names (C++ templates reach kilobytes) would not fit into a link. */
const LONGEST_KEY = 80;
const KEPT = 60;

type Functions = Pick<FlameGraph, 'tree' | 'places'>;

/** Names a function in a link: its name, with its file where another function is called the same. */
export function functionKey({ tree, places }: Functions, id: number): string {
  const name = tree.names[id] ?? '';
  const unique = tree.names.indexOf(name) === tree.names.lastIndexOf(name);
  return shortKey(unique ? name : withFile(name, places, id));
}

/** The ids of the functions that a key means; none for a key of another panel. A name alone means all that are called so. */
export function functionsOf({ tree, places }: Functions, key: string): number[] {
  const wanted = shortKey(key);
  const ids: number[] = [];
  if (wanted === '') return ids;
  for (const [id, name] of tree.names.entries()) {
    // The root is nobody's function.
    if (id === tree.functionId[0]) continue;
    // Of 100,000 names hardly one begins like the key.
    if (!wanted.startsWith(name.slice(0, KEPT).toWellFormed())) continue;
    if (wanted === shortKey(name) || wanted === shortKey(withFile(name, places, id))) ids.push(id);
  }
  return ids;
}

/** A text as one of at most LONGEST_KEY characters that a link can carry; a key stays as it is. */
export function shortKey(text: string): string {
  if (text.length <= LONGEST_KEY) return text.toWellFormed();
  return `${text.slice(0, KEPT).toWellFormed()}…${printHash(foldHash(hashText(text)))}`;
}

function withFile(name: string, places: FlameGraph['places'], id: number): string {
  return `${name} in ${places.files[places.fileOf[id] ?? -1] ?? ''}`;
}

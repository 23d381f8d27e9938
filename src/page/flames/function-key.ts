import type { FlameGraph } from '../../core/flamegraph/flame-panel.ts';
import { hashText, shortHash } from './text-hash.ts';

/** Longer names (C++ templates reach kilobytes) would not fit into a link. */
const LONGEST_KEY = 80;
const KEPT = 60;

/** Names a function in a link: its name, cut where it is very long, and with its file where another one is called the same. */
export function functionKey({ tree, places }: Pick<FlameGraph, 'tree' | 'places'>, id: number): string {
  const name = tree.names[id] ?? '';
  if (tree.names.indexOf(name) === tree.names.lastIndexOf(name)) return shortKey(name);
  return shortKey(withFile(name, fileOf(places, id)));
}

/** The functions that a key means, by id; none for a key of another panel. Full names are keys as well. */
export function functionsOf({ tree, places }: Pick<FlameGraph, 'tree' | 'places'>, key: string): number[] {
  const wanted = shortKey(key);
  const ids: number[] = [];
  if (wanted === '') return ids;
  for (const [id, name] of tree.names.entries()) {
    if (
      shortKey(name) === wanted ||
      (wanted.length > name.length && shortKey(withFile(name, fileOf(places, id))) === wanted)
    )
      ids.push(id);
  }
  return ids;
}

/** A text of any length as one of at most LONGEST_KEY characters; of those, itself. */
export function shortKey(text: string): string {
  if (text.length <= LONGEST_KEY) return text;
  return `${text.slice(0, KEPT).toWellFormed()}…${shortHash(hashText(text))}`;
}

function withFile(name: string, file: string): string {
  return `${name} in ${file}`;
}

function fileOf(places: FlameGraph['places'], id: number): string {
  return places.files[places.fileOf[id] ?? -1] ?? '';
}

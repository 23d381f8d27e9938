import { answer } from './answer-paths.ts';
import { locateFile } from './locate-file.ts';
import type { Located } from './located.ts';
import type { PathSettings } from './path-settings.ts';
import { originalPosition, type SourceMap } from './source-map.ts';
import { sourceName } from './source-name.ts';
import type { TreeIndex } from './tree-index.ts';

/** A place in a compiled file; line and column from 1. */
export interface CompiledPlace {
  readonly function: string;
  readonly line: number;
  readonly column?: number;
}

/**
 * Where the code of a bundle was written, by its source map: the file of the repository and the line in it. `mapPath`: where the map
 * lies in the repository, for sources are told relative to it; '' where it was handed over from elsewhere. Undefined: the map does
 * not know the place.
 */
export function locateOriginal(
  place: CompiledPlace,
  map: SourceMap,
  mapPath: string,
  tree: TreeIndex,
  settings: PathSettings,
): { readonly located: Located; readonly line: number } | undefined {
  const position = originalPosition(map, place.line, place.column);
  if (position === undefined) return undefined;
  const { source, line } = position;
  const isRelative = !/^(?:[a-z][\w+.-]*:|\/)/i.test(source);
  const besideMap = sourceName(`${mapPath.slice(0, mapPath.lastIndexOf('/') + 1)}${source}`).elements.join('/');
  const located =
    isRelative && tree.paths.has(besideMap)
      ? answer([besideMap])
      : locateFile({ function: place.function, file: source }, tree, settings);
  return { located, line };
}

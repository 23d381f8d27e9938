import { isRecord, parseRecord, textOf, type JsonRecord } from '../dependencies/json-records.ts';

/** A decoded source map: which line of which source a place of the output was made from. */
export interface SourceMap {
  /** Names of the sources, `sourceRoot` in front; as they are, so locateFile reads them. */
  readonly sources: readonly string[];
  /** Texts of the sources where the map carries them. */
  readonly texts: readonly (string | undefined)[];
  /** Per line of the output its segments, by column: column, number of the source, line and column in it; all from 0. */
  readonly lines: readonly (readonly Segment[])[];
}

type Segment = readonly [column: number, source: number, line: number, sourceColumn: number];

/** Line and column as profiles have them, from 1; column 0 = not known. */
export interface OriginalPosition {
  readonly source: string;
  readonly line: number;
  readonly column: number;
}

/** Deeper nesting nobody writes. */
const MOST_SECTIONS = 10_000;

/**
 * Decodes a source map of version 3, an index of sections included (https://tc39.es/ecma426/). Undefined where it is none; broken
 * mappings end where they break. Takes the JSON, also with the `)]}'` that some servers put in front.
 */
export function decodeSourceMap(json: string): SourceMap | undefined {
  const map = parseRecord(json.replace(/^\)\]\}'[^\n]*\n/, ''));
  if (map === undefined || map['version'] !== 3) return undefined;
  const found = { sources: [] as string[], texts: [] as (string | undefined)[], lines: [] as Segment[][] };
  const { sections } = map;
  if (!Array.isArray(sections)) addMap(map, 0, 0, found);
  else {
    for (const section of sections.slice(0, MOST_SECTIONS)) {
      if (!isRecord(section) || !isRecord(section['map']) || !isRecord(section['offset'])) continue;
      addMap(section['map'], numberOf(section['offset']['line']), numberOf(section['offset']['column']), found);
    }
  }
  return found.sources.length === 0 ? undefined : found;
}

/** Where a place of the output was written. Without a column the first place of the line that has one. Undefined: unmapped. */
export function originalPosition(map: SourceMap, line: number, column = 0): OriginalPosition | undefined {
  const segments = map.lines[line - 1] ?? [];
  const at = column === 0 ? 0 : segments.findLastIndex((segment) => segment[0] <= column - 1);
  const [, number = -1, sourceLine = 0, sourceColumn = 0] = segments.slice(Math.max(0, at)).find(([, from]) => column !== 0 || from >= 0) ?? [];
  const source = at < 0 ? undefined : map.sources[number];
  return source === undefined
    ? undefined
    : { source, line: sourceLine + 1, column: column === 0 ? 0 : sourceColumn + 1 };
}

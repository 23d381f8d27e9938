import { isRecord, parseRecord, textOf, type JsonRecord } from '../json-records.ts';
import { decodeMappings, UNMAPPED, type Segment } from './source-map-mappings.ts';

/** A decoded source map: from which line of which source each place of a compiled file was made. */
export interface SourceMap {
  /** Names of the sources with `sourceRoot` in front, else as they are: relative to the map, or with a bundler's scheme. */
  readonly sources: readonly string[];
  /** By line of the compiled file, from 0; segments by column. */
  readonly lines: readonly (readonly Segment[])[];
}

/** A place of a source; line and column from 1. */
export interface OriginalPosition {
  readonly source: string;
  readonly line: number;
  readonly column: number;
}

/** Deeper than this no bundler joins maps. */
const MOST_SECTIONS = 10_000;

/**
 * Decodes a source map of version 3, joined ones of sections too (https://tc39.es/ecma426/). Undefined where the text is none;
 * mappings that break off are read up to there. The line `)]}'` that some servers put in front is skipped.
 */
export function decodeSourceMap(json: string): SourceMap | undefined {
  const map = parseRecord(json.replace(/^\)\]\}'?[^\n]*\n/, ''));
  if (map === undefined || map['version'] !== 3) return undefined;
  const joined: Joined = { sources: [], lines: [] };
  const sections = map['sections'];
  if (Array.isArray(sections)) {
    for (const section of sections.slice(0, MOST_SECTIONS)) {
      const [inner, offset] = isRecord(section) ? [section['map'], section['offset']] : [];
      if (isRecord(inner) && isRecord(offset)) join(inner, countOf(offset['line']), countOf(offset['column']), joined);
    }
  } else join(map, 0, 0, joined);
  return joined.sources.length === 0 ? undefined : joined;
}

/**
 * From where in the sources a place of the compiled file comes; line and column from 1, without a column the first place of the line
 * that comes from anywhere. Undefined: the place is the compiler's own.
 */
export function originalPosition(map: SourceMap, line: number, column?: number): OriginalPosition | undefined {
  const segments = map.lines[line - 1];
  const segment =
    column === undefined
      ? segments?.find(([, from]) => from !== UNMAPPED)
      : segments?.findLast(([begins]) => begins < column);
  if (segment === undefined) return undefined;
  const source = map.sources[segment[1]];
  return source === undefined ? undefined : { source, line: segment[2] + 1, column: segment[3] + 1 };
}

interface Joined {
  readonly sources: string[];
  readonly lines: Segment[][];
}

/** Adds a map whose first line begins at this line and column of the whole; both from 0. */
function join(map: JsonRecord, line: number, column: number, joined: Joined): void {
  const { sources, mappings } = map;
  if (!Array.isArray(sources) || typeof mappings !== 'string') return;
  const root = textOf(map['sourceRoot']);
  const first = joined.sources.length;
  for (const source of sources) joined.sources.push(rooted(root, textOf(source)));
  decodeMappings(mappings).forEach((segments, at) => {
    const shift = at === 0 ? column : 0;
    const moved = segments.map(([begins, from, sourceLine, sourceColumn]): Segment => {
      const source = from >= 0 && from < sources.length ? from + first : UNMAPPED;
      return [begins + shift, source, sourceLine, sourceColumn];
    });
    // Where a section begins within a line, the one before owns the rest of it.
    (joined.lines[line + at] ??= []).push(...moved);
  });
}

function rooted(root: string, source: string): string {
  return root === '' || /^(?:[a-z][\w+.-]*:|\/)/i.test(source) ? source : `${root.replace(/\/$/, '')}/${source}`;
}

function countOf(number: unknown): number {
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 && number < 10_000_000 ? number : 0;
}

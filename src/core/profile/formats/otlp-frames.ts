import { MalformedProfile } from '../profile.ts';
import { createIdTable } from './id-table.ts';
import type { OtlpTables } from './otlp-tables.ts';
import { addressName, mappingFile, type PprofMappings } from './pprof-mappings.ts';
import { frameNumber, LONGEST_TYPE, type ProfileDraft } from './profile-draft.ts';

/** Turns locations into frames of the draft, each when a stack first asks for it. */
export interface OtlpFrames {
  readonly draft: ProfileDraft;
  readonly tables: OtlpTables;
  readonly mappings: PprofMappings;
  /** Frames of a location, outermost first. */
  readonly known: (readonly number[] | undefined)[];
}

export function openFrames(draft: ProfileDraft, tables: OtlpTables): OtlpFrames {
  const files = tables.mappings.files.map((file) => stringOf(draft.format, tables, file, 'the file of a mapping'));
  return { draft, tables, mappings: { ids: createIdTable(0), files, shifts: tables.mappings.shifts }, known: [] };
}

/** A row of the strings. Throws MalformedProfile for one that is not there. */
export function stringOf(format: string, { strings }: OtlpTables, row: number, what: string): string {
  const text = strings[row];
  if (text !== undefined) return text;
  // A message without any strings still says "none" with a 0.
  if (row === 0) return '';
  throw new MalformedProfile(format, `${what} is string ${row}, but the table has ${strings.length}`);
}

/** The same for a sample type or its unit, which are compared often and named by many. */
export function typeOf(format: string, tables: OtlpTables, row: number, what: string): string {
  return stringOf(format, tables, row, what).slice(0, LONGEST_TYPE);
}

/** Numbers of the frames of one location, outermost first. */
export function framesOfLocation(frames: OtlpFrames, location: number): readonly number[] {
  return (frames.known[location] ??= makeFrames(frames, location));
}

function makeFrames({ draft, tables, mappings }: OtlpFrames, location: number): readonly number[] {
  const { lineStart, lineFunctions, lineNumbers, mappings: mappingOf, addressLow, addressHigh } = tables.locations;
  const count = mappingOf.length;
  if (location < 0 || location >= count)
    throw new MalformedProfile(draft.format, `a stack names location ${location}, but the table has ${count}`);
  const numbers: number[] = [];
  for (let line = lineStart.items[location + 1]! - 1; line >= lineStart.items[location]!; line--)
    numbers.push(frameOfLine(lineFunctions.items[line]!, lineNumbers.items[line]!));
  return numbers.length > 0 ? numbers : [frameOfAddress()];

  function frameOfLine(row: number, line: number): number {
    const { names, systemNames, files, startLines } = tables.functions;
    if (row < 0 || row >= names.length)
      throw new MalformedProfile(
        draft.format,
        `location ${location} names function ${row}, but the table has ${names.length}`,
      );
    const what = `function ${row}`;
    const name =
      stringOf(draft.format, tables, names.items[row]!, `the name of ${what}`) ||
      stringOf(draft.format, tables, systemNames.items[row]!, `the system name of ${what}`);
    if (name === '') return frameOfAddress();
    const file = stringOf(draft.format, tables, files.items[row]!, `the file of ${what}`);
    return frameNumber(draft, { name, file, line, startLine: startLines.items[row]! });
  }

  /** Nobody has symbolised it yet: the place in the mapped file is its name, as for pprof. */
  function frameOfAddress(): number {
    const mapping = mappingOf.items[location]!;
    const low = addressLow.items[location]! >>> 0;
    const high = addressHigh.items[location]! >>> 0;
    const name = addressName(mappings, mapping, low, high);
    return frameNumber(draft, { name, file: mappingFile(mappings, mapping), line: 0, startLine: 0 });
  }
}

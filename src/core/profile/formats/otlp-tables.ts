import { appendInt, createIntColumn, type IntColumn } from '../int-column.ts';

/**
 * The tables that the samples of an OTLP message point into, in columns. Rows are counted from 0, and in schemas since 1.8 row 0 of
 * every table stands for "not set". Strings are resolved when frames and labels are made, as tables may come in any order.
 */
export interface OtlpTables {
  readonly strings: string[];
  readonly mappings: OtlpMappings;
  readonly functions: OtlpFunctions;
  readonly locations: OtlpLocations;
  readonly attributes: OtlpAttribute[];
  readonly links: OtlpLink[];
  readonly stacks: OtlpStacks;
}

/** `files` are rows of the strings; `shifts` added to an address give the place in the file. */
export interface OtlpMappings {
  readonly files: number[];
  readonly shifts: bigint[];
}

/** Rows of the strings, but for the line. */
export interface OtlpFunctions {
  readonly names: IntColumn;
  readonly systemNames: IntColumn;
  readonly files: IntColumn;
  readonly startLines: IntColumn;
}

/** Location i has the lines lineStart[i]..lineStart[i + 1], the innermost inlined function first. */
export interface OtlpLocations {
  readonly mappings: IntColumn;
  readonly addressLow: IntColumn;
  readonly addressHigh: IntColumn;
  readonly lineStart: IntColumn;
  readonly lineFunctions: IntColumn;
  readonly lineNumbers: IntColumn;
}

/** The key is a text in old schemas and a row of the strings in new ones; so may the value be. */
export interface OtlpAttribute {
  readonly key: string | number;
  readonly value: string | number;
}

/** In hexadecimal; empty where none is set. */
export interface OtlpLink {
  readonly traceId: string;
  readonly spanId: string;
}

/** Stack i has the locations start[i]..start[i + 1], leaf first. */
export interface OtlpStacks {
  readonly start: IntColumn;
  readonly locations: IntColumn;
}

function column(): IntColumn {
  return createIntColumn(16);
}

/** Of all tables of a message: an empty row takes two bytes of the file, and much more of memory. */
export const MOST_ROWS = 2 ** 23;

export function createOtlpTables(): OtlpTables {
  const tables: OtlpTables = {
    strings: [],
    mappings: { files: [], shifts: [] },
    functions: { names: column(), systemNames: column(), files: column(), startLines: column() },
    locations: {
      mappings: column(),
      addressLow: column(),
      addressHigh: column(),
      lineStart: column(),
      lineFunctions: column(),
      lineNumbers: column(),
    },
    attributes: [],
    links: [],
    stacks: { start: column(), locations: column() },
  };
  appendInt(tables.locations.lineStart, 0);
  appendInt(tables.stacks.start, 0);
  return tables;
}

export function addFunction(
  { functions }: OtlpTables,
  name: number,
  systemName: number,
  file: number,
  startLine: number,
): void {
  appendInt(functions.names, name);
  appendInt(functions.systemNames, systemName);
  appendInt(functions.files, file);
  appendInt(functions.startLines, startLine);
}

/** To be called before `endLocation`, once for each line of it. */
export function addLine({ locations }: OtlpTables, functionRow: number, line: number): void {
  appendInt(locations.lineFunctions, functionRow);
  appendInt(locations.lineNumbers, line);
}

export function endLocation({ locations }: OtlpTables, mapping: number, low: number, high: number): void {
  appendInt(locations.mappings, mapping);
  appendInt(locations.addressLow, low);
  appendInt(locations.addressHigh, high);
  appendInt(locations.lineStart, locations.lineFunctions.length);
}

/** To be called when all locations of a stack are in. */
export function endStack({ stacks }: OtlpTables): void {
  appendInt(stacks.start, stacks.locations.length);
}

export function countStacks({ stacks }: OtlpTables): number {
  return stacks.start.length - 1;
}

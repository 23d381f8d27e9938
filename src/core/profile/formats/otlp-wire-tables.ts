import { appendInt } from '../int-column.ts';
import {
  addFunction,
  addLine,
  endLocation,
  endStack,
  MOST_ROWS,
  type OtlpAttribute,
  type OtlpLink,
  type OtlpTables,
} from './otlp-tables.ts';
import { readBytes, readEightBytes, readFields, readNumbers, readRow, rowIn } from './otlp-wire-spans.ts';
import { LARGEST_LINE } from './pprof-functions.ts';
import { malformedWire, readInteger, readOrZero, readTag, skipField, type WireCursor } from './wire.ts';

/** Tables by their field number in ProfilesDictionary, https://github.com/open-telemetry/opentelemetry-proto */
const MAPPINGS = 1;
const LOCATIONS = 2;
const FUNCTIONS = 3;
const LINKS = 4;
const STRINGS = 5;
const ATTRIBUTES = 6;
const STACKS = 7;

/** Reads the tables out of the message that the cursor is in; `tableOf` says which table a field holds, or 0 for none. */
export function readTables(cursor: WireCursor, tables: OtlpTables, tableOf: (field: number) => number): void {
  const decoder = new TextDecoder();
  for (let row = 0; cursor.at < cursor.end; row++) {
    const tag = readTag(cursor);
    if (row === MOST_ROWS) throw malformedWire(cursor, `its tables have more than ${MOST_ROWS} rows`);
    const table = tableOf(tag >>> 3);
    if (table === MAPPINGS) readMapping(cursor, tag, tables);
    else if (table === LOCATIONS) readLocation(cursor, tag, tables);
    else if (table === FUNCTIONS) readFunction(cursor, tag, tables);
    else if (table === LINKS) tables.links.push(readLink(cursor, tag));
    else if (table === STRINGS) tables.strings.push(decoder.decode(readBytes(cursor, tag, 'a string')));
    else if (table === ATTRIBUTES) tables.attributes.push(readAttribute(cursor, tag, decoder));
    else if (table === STACKS) readStack(cursor, tag, tables);
    else skipField(cursor, tag);
  }
}

function readMapping(cursor: WireCursor, tag: number, { mappings }: OtlpTables): void {
  let start = 0n;
  let offset = 0n;
  let file = 0;
  readFields(cursor, tag, 'a mapping', (inner) => {
    const field = inner >>> 3;
    if (field === 1) start = readAddress(cursor, inner);
    else if (field === 3) offset = readAddress(cursor, inner);
    else if (field === 4) file = readRow(cursor, inner, 'the file of a mapping');
    else return false;
    return true;
  });
  mappings.files.push(file);
  mappings.shifts.push(offset - start);
}

function readAddress(cursor: WireCursor, tag: number): bigint {
  readInteger(cursor, tag, 'an address');
  return (BigInt(cursor.high) << 32n) | BigInt(cursor.low);
}

function readLocation(cursor: WireCursor, tag: number, tables: OtlpTables): void {
  let mapping = 0;
  let low = 0;
  let high = 0;
  readFields(cursor, tag, 'a location', (inner) => {
    const field = inner >>> 3;
    if (field === 1) mapping = readRow(cursor, inner, 'the mapping of a location');
    else if (field === 2) {
      readInteger(cursor, inner, 'an address');
      ({ low, high } = cursor);
    } else if (field === 3) readLine(cursor, inner, tables);
    else return false;
    return true;
  });
  endLocation(tables, mapping, low, high);
}

function readLine(cursor: WireCursor, tag: number, tables: OtlpTables): void {
  let functionRow = 0;
  let line = 0;
  readFields(cursor, tag, 'a line', (inner) => {
    if (inner >>> 3 === 1) functionRow = readRow(cursor, inner, 'the function of a line');
    else if (inner >>> 3 === 2) line = readOrZero(cursor, inner, 'a line number', LARGEST_LINE);
    else return false;
    return true;
  });
  addLine(tables, functionRow, line);
}

function readFunction(cursor: WireCursor, tag: number, tables: OtlpTables): void {
  let name = 0;
  let systemName = 0;
  let file = 0;
  let startLine = 0;
  readFields(cursor, tag, 'a function', (inner) => {
    const field = inner >>> 3;
    if (field === 1) name = readRow(cursor, inner, 'the name of a function');
    else if (field === 2) systemName = readRow(cursor, inner, 'the system name of a function');
    else if (field === 3) file = readRow(cursor, inner, 'the file of a function');
    else if (field === 4) startLine = readOrZero(cursor, inner, 'the line of a function', LARGEST_LINE);
    else return false;
    return true;
  });
  addFunction(tables, name, systemName, file, startLine);
}

function readStack(cursor: WireCursor, tag: number, tables: OtlpTables): void {
  readFields(cursor, tag, 'a stack', (inner) => {
    if (inner >>> 3 !== 1) return false;
    readNumbers(cursor, inner, 'the locations of a stack', () => {
      appendInt(tables.stacks.locations, rowIn(cursor, 'a location of a stack'));
    });
    return true;
  });
  endStack(tables);
}

function readLink(cursor: WireCursor, tag: number): OtlpLink {
  let traceId = '';
  let spanId = '';
  readFields(cursor, tag, 'a link', (inner) => {
    if (inner >>> 3 === 1) traceId = toHex(readBytes(cursor, inner, 'a trace id'));
    else if (inner >>> 3 === 2) spanId = toHex(readBytes(cursor, inner, 'a span id'));
    else return false;
    return true;
  });
  return { traceId, spanId };
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** KeyValueAndUnit, and the KeyValue that it replaced in 1.8 and that resources still have. */
export function readAttribute(cursor: WireCursor, tag: number, decoder: TextDecoder): OtlpAttribute {
  let key: string | number = '';
  let value: string | number = '';
  readFields(cursor, tag, 'an attribute', (inner) => {
    const field = inner >>> 3;
    if (field === 1 && (inner & 7) === 0) key = readRow(cursor, inner, 'the key of an attribute');
    else if (field === 1) key = decoder.decode(readBytes(cursor, inner, 'the key of an attribute'));
    else if (field === 2) value = readAnyValue(cursor, inner, decoder);
    else if (field === 3 && key === '') key = readRow(cursor, inner, 'the key of an attribute');
    else return false;
    return true;
  });
  return { key, value };
}

/** https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/common/v1/common.proto; lists and maps are left out. */
function readAnyValue(cursor: WireCursor, tag: number, decoder: TextDecoder): string | number {
  let value: string | number = '';
  readFields(cursor, tag, 'the value of an attribute', (inner) => {
    const field = inner >>> 3;
    if (field === 1) value = decoder.decode(readBytes(cursor, inner, 'a text'));
    else if (field === 2) value = readRow(cursor, inner, 'a truth value') === 0 ? 'false' : 'true';
    else if (field === 3) value = BigInt.asIntN(64, readAddress(cursor, inner)).toString();
    else if (field === 4) value = String(readEightBytes(cursor, inner, 'a number').getFloat64(0, true));
    else if (field === 8) value = readRow(cursor, inner, 'a text of an attribute');
    else return false;
    return true;
  });
  return value;
}

import { appendInt } from '../int-column.ts';
import { isList, isObject, textOr, wrongValue, type JsonObject } from './json-values.ts';
import { anyOf, listOf, rowOf, toRow, wholeOf } from './otlp-json-fields.ts';
import {
  addFunction,
  addLine,
  createOtlpTables,
  endLocation,
  endStack,
  type OtlpAttribute,
  type OtlpTables,
} from './otlp-tables.ts';
import { LARGEST_LINE } from './pprof-functions.ts';

/** Tables from the object that has them: the dictionary, or in old schemas the message or each profile. */
export function readJsonTables(format: string, where: string, holder: JsonObject): OtlpTables {
  const tables = createOtlpTables();
  const rows = (camel: string, snake: string) => listOf(format, where, holder, camel, snake);
  rows('stringTable', 'string_table').forEach((text, at) => {
    if (typeof text !== 'string') throw wrongValue(format, `${where}.stringTable[${at}]`, 'a text', text);
    tables.strings.push(text);
  });
  eachRow('mappingTable', 'mapping_table', (mapping, place) => {
    tables.mappings.files.push(rowOf(format, place, mapping, 'filenameStrindex', 'filename_strindex'));
    const start = wideOf(format, place, mapping, 'memoryStart', 'memory_start');
    tables.mappings.shifts.push(wideOf(format, place, mapping, 'fileOffset', 'file_offset') - start);
  });
  eachRow('functionTable', 'function_table', (one, place) => {
    addFunction(
      tables,
      rowOf(format, place, one, 'nameStrindex', 'name_strindex'),
      rowOf(format, place, one, 'systemNameStrindex', 'system_name_strindex'),
      rowOf(format, place, one, 'filenameStrindex', 'filename_strindex'),
      lineOf(format, place, one, 'startLine', 'start_line'),
    );
  });
  eachRow('locationTable', 'location_table', (location, place) => {
    const lines = anyOf(location, 'lines', 'line');
    (isList(lines) ? lines : []).forEach((line, at) => {
      if (!isObject(line)) throw wrongValue(format, `${place}.lines[${at}]`, 'an object', line);
      const row = rowOf(format, `${place}.lines[${at}]`, line, 'functionIndex', 'function_index');
      addLine(tables, row, lineOf(format, `${place}.lines[${at}]`, line, 'line', 'line'));
    });
    const address = wideOf(format, place, location, 'address', 'address');
    const mapping = rowOf(format, place, location, 'mappingIndex', 'mapping_index');
    endLocation(tables, mapping, Number(address & 0xffff_ffffn), Number(address >> 32n));
  });
  eachRow('stackTable', 'stack_table', (stack, place) => {
    const { locations } = tables.stacks;
    listOf(format, place, stack, 'locationIndices', 'location_indices').forEach((row, at) => {
      appendInt(locations, toRow(format, `${place}.locationIndices[${at}]`, row));
    });
    endStack(tables);
  });
  eachRow('linkTable', 'link_table', (link) => {
    tables.links.push({
      traceId: idOf(textOr(anyOf(link, 'traceId', 'trace_id'), '')),
      spanId: idOf(textOr(anyOf(link, 'spanId', 'span_id'), '')),
    });
  });
  eachRow('attributeTable', 'attribute_table', (attribute, place) => {
    tables.attributes.push(readJsonAttribute(format, place, attribute));
  });
  return tables;

  function eachRow(camel: string, snake: string, read: (row: JsonObject, place: string) => void): void {
    rows(camel, snake).forEach((row, at) => {
      const place = `${where}.${camel}[${at}]`;
      if (!isObject(row)) throw wrongValue(format, place, 'an object', row);
      read(row, place);
    });
  }
}

function lineOf(format: string, where: string, holder: JsonObject, camel: string, snake: string): number {
  const line = wholeOf(format, where, holder, camel, snake);
  return line <= LARGEST_LINE ? line : 0;
}

/** 64 bits, which JSON writes as text. */
function wideOf(format: string, where: string, holder: JsonObject, camel: string, snake: string): bigint {
  const value = anyOf(holder, camel, snake) ?? 0;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return BigInt.asUintN(64, BigInt(value));
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return BigInt.asUintN(64, BigInt(value));
  throw wrongValue(format, `${where}.${camel}`, 'an address', value);
}

/** OTLP asks for hexadecimal ids in JSON (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding); what follows protobuf's rules writes base64. */
function idOf(text: string): string {
  if (/^(?:[0-9a-f]{32}|[0-9a-f]{16})?$/i.test(text)) return text.toLowerCase();
  try {
    return Array.from(atob(text), (character) => character.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  } catch {
    return '';
  }
}

/** KeyValueAndUnit, and the KeyValue that it replaced and that resources still have. */
export function readJsonAttribute(format: string, where: string, attribute: JsonObject): OtlpAttribute {
  const { key, value } = attribute;
  const name = typeof key === 'string' ? key : rowOf(format, where, attribute, 'keyStrindex', 'key_strindex');
  return { key: name, value: isObject(value) ? textOfValue(format, where, value) : '' };
}

/** Lists and maps are left out. */
function textOfValue(format: string, where: string, value: JsonObject): string | number {
  const row = anyOf(value, 'stringValueStrindex', 'string_value_strindex');
  if (row !== undefined) return toRow(format, `${where}.stringValueStrindex`, row);
  const scalar =
    anyOf(value, 'stringValue', 'string_value') ??
    anyOf(value, 'boolValue', 'bool_value') ??
    anyOf(value, 'intValue', 'int_value') ??
    anyOf(value, 'doubleValue', 'double_value');
  return typeof scalar === 'string' || typeof scalar === 'number' || typeof scalar === 'boolean' ? String(scalar) : '';
}

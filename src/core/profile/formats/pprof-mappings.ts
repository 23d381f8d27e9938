import { addId, createIdTable, type IdTable } from './id-table.ts';
import { countSpans, enterSpan, type Spans } from './pprof-sections.ts';
import { readStringIndex, stringAt, type PprofStrings } from './pprof-strings.ts';
import { readInteger, readTag, skipField, type WireCursor } from './wire.ts';

/** The mapped files of a pprof, needed only to name addresses that nobody symbolised. */
export interface PprofMappings {
  readonly ids: IdTable;
  readonly files: readonly string[];
  /** file_offset − memory_start of each: added to an address it gives the place in the file. */
  readonly shifts: readonly bigint[];
}

/** Longer names only make error messages and tables unreadable. */
const LONGEST_BASENAME = 200;

export function readMappings(cursor: WireCursor, spans: Spans, strings: PprofStrings): PprofMappings {
  const count = countSpans(spans);
  const ids = createIdTable(count);
  const files: string[] = [];
  const shifts: bigint[] = [];
  for (let record = 0; record < count; record++) {
    enterSpan(cursor, spans, record);
    let low = 0;
    let high = 0;
    let start = 0n;
    let offset = 0n;
    let file = 0;
    while (cursor.at < cursor.end) {
      const tag = readTag(cursor);
      const field = tag >>> 3;
      if (field === 1) {
        readInteger(cursor, tag, 'a mapping id');
        ({ low, high } = cursor);
      } else if (field === 2) start = readAddress(cursor, tag);
      else if (field === 4) offset = readAddress(cursor, tag);
      else if (field === 5) file = readStringIndex(cursor, tag, strings, 'the file of a mapping');
      else skipField(cursor, tag);
    }
    // Mappings only decorate: one without an id, or a second one with the same, is no reason to refuse the profile.
    addId(ids, low, high, record);
    files.push(stringAt(cursor, strings, file));
    shifts.push(offset - start);
  }
  return { ids, files, shifts };
}

function readAddress(cursor: WireCursor, tag: number): bigint {
  readInteger(cursor, tag, 'an address');
  return wide(cursor.low, cursor.high);
}

function wide(low: number, high: number): bigint {
  return (BigInt(high) << 32n) | BigInt(low);
}

/** `libc.so.6+0x9caf`, the place in the mapped file, or `0x7f…` without one. `mapping` is a record or -1. */
export function addressName(mappings: PprofMappings, mapping: number, low: number, high: number): string {
  const address = wide(low, high);
  const file = mappingFile(mappings, mapping);
  if (file === '') return `0x${address.toString(16)}`;
  const base = file.slice(file.lastIndexOf('/') + 1).slice(0, LONGEST_BASENAME);
  const place = BigInt.asUintN(64, address + (mappings.shifts[mapping] ?? 0n));
  return `${base}+0x${place.toString(16)}`;
}

export function mappingFile(mappings: PprofMappings, mapping: number): string {
  return mappings.files[mapping] ?? '';
}

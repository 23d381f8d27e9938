import { addId, createIdTable, idText, type IdTable } from './id-table.ts';
import { countSpans, enterSpan, type Spans } from './pprof-sections.ts';
import { readStringIndex, stringAt, type PprofStrings } from './pprof-strings.ts';
import { malformedWire, readInteger, readOrZero, readTag, skipField, type WireCursor } from './wire.ts';

/** Columns over the functions of a pprof file, in file order. `names` are never empty unless the file knows none. */
export interface PprofFunctions {
  readonly ids: IdTable;
  readonly names: readonly string[];
  readonly files: readonly string[];
  readonly startLines: Int32Array;
}

export const LARGEST_LINE = 2 ** 31 - 1;
/** Thousands of functions can share one name that fills half of the file, and names are gone through for each. */
const LETTERS_PER_BYTE = 64;

export function readFunctions(cursor: WireCursor, spans: Spans, strings: PprofStrings): PprofFunctions {
  const count = countSpans(spans);
  const ids = createIdTable(count);
  const names: string[] = [];
  const files: string[] = [];
  const startLines = new Int32Array(count);
  const limit = cursor.bytes.length * LETTERS_PER_BYTE;
  let letters = 0;
  for (let record = 0; record < count; record++) {
    enterSpan(cursor, spans, record);
    const start = cursor.at;
    let low = 0;
    let high = 0;
    let name = 0;
    let systemName = 0;
    let file = 0;
    while (cursor.at < cursor.end) {
      const tag = readTag(cursor);
      const field = tag >>> 3;
      if (field === 1) {
        readInteger(cursor, tag, 'a function id');
        ({ low, high } = cursor);
      } else if (field === 2) name = readStringIndex(cursor, tag, strings, 'the name of a function');
      else if (field === 3) systemName = readStringIndex(cursor, tag, strings, 'the system name of a function');
      else if (field === 4) file = readStringIndex(cursor, tag, strings, 'the file of a function');
      else if (field === 5) startLines[record] = readOrZero(cursor, tag, 'the line of a function', LARGEST_LINE);
      else skipField(cursor, tag);
    }
    claimId(cursor, ids, low, high, record, 'function', start);
    names.push(stringAt(cursor, strings, name) || stringAt(cursor, strings, systemName));
    files.push(stringAt(cursor, strings, file));
    letters += names[record]!.length + files[record]!.length;
    if (letters > limit) throw malformedWire(cursor, 'its names unfold to far more than its size', start);
  }
  return { ids, names, files, startLines };
}

/** Ids are never 0 and never given twice: with two owners a name would be a guess. */
export function claimId(
  cursor: WireCursor,
  ids: IdTable,
  low: number,
  high: number,
  record: number,
  what: string,
  at: number,
): void {
  if (low === 0 && high === 0) throw malformedWire(cursor, `a ${what} has no id`, at);
  if (!addId(ids, low, high, record)) throw malformedWire(cursor, `two ${what}s have the id ${idText(low, high)}`, at);
}

import { appendInt, createIntColumn, type IntColumn } from '../int-column.ts';
import { MOST_PROFILES } from './otlp-message.ts';
import type { OtlpAttribute } from './otlp-tables.ts';
import { noteSpan, readFields } from './otlp-wire-spans.ts';
import { readAttribute } from './otlp-wire-tables.ts';
import { countSpans, type Spans } from './pprof-sections.ts';
import { malformedWire, readTag, skipField, type WireCursor } from './wire.ts';

/** Where the parts of a message lie. Tables may stand before or behind the profiles that point into them. */
export interface OtlpMessageSpans {
  readonly profiles: Spans;
  /** Resource of each profile. */
  readonly resourceOf: IntColumn;
  readonly resources: OtlpAttribute[][];
  readonly dictionaries: Spans;
  /** Whether tables stand beside the profiles, as only schema 1.6 has them. */
  hasTables: boolean;
}

/** Takes an ExportProfilesServiceRequest or ProfilesData apart, which have the same fields. */
export function splitMessage(cursor: WireCursor): OtlpMessageSpans {
  const message: OtlpMessageSpans = {
    profiles: createIntColumn(8),
    resourceOf: createIntColumn(8),
    resources: [],
    dictionaries: createIntColumn(2),
    hasTables: false,
  };
  while (cursor.at < cursor.end) {
    const tag = readTag(cursor);
    if (tag >>> 3 === 1) readResource(cursor, tag, message);
    else if (tag >>> 3 === 2) noteSpan(cursor, tag, message.dictionaries, 'the dictionary');
    else {
      message.hasTables ||= tag >>> 3 <= 8;
      skipField(cursor, tag);
    }
  }
  return message;
}

function readResource(cursor: WireCursor, tag: number, message: OtlpMessageSpans): void {
  const decoder = new TextDecoder();
  const attributes: OtlpAttribute[] = [];
  const resource = message.resources.push(attributes) - 1;
  if (resource === MOST_PROFILES) throw malformedWire(cursor, `it is of more than ${MOST_PROFILES} resources`);
  readFields(cursor, tag, 'the profiles of a resource', (inner) => {
    if (inner >>> 3 === 1)
      readFields(cursor, inner, 'a resource', (field) => {
        if (field >>> 3 !== 1) return false;
        attributes.push(readAttribute(cursor, field, decoder));
        return true;
      });
    else if (inner >>> 3 === 2)
      readFields(cursor, inner, 'the profiles of a scope', (field) => {
        if (field >>> 3 !== 2) return false;
        if (countSpans(message.profiles) === MOST_PROFILES)
          throw malformedWire(cursor, `it holds more than ${MOST_PROFILES} profiles`);
        noteSpan(cursor, field, message.profiles, 'a profile');
        appendInt(message.resourceOf, resource);
        return true;
      });
    else return false;
    return true;
  });
}

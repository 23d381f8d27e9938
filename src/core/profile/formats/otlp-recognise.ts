import { MalformedProfile } from '../profile.ts';
import { openWire, readTag, readVarint, skipField, type WireCursor } from './wire.ts';

const RESOURCE_PROFILES = 1;
const DICTIONARY_OR_TABLES = 8;
const LENGTH = 2;
const SCOPE_PROFILES = 2;
const SCHEMA_URL = 3;
const RESOURCE = 1;
/** Of a resource, and the last field of one. */
const ATTRIBUTES = 1;
const KEY_STRINDEX = 3;
/** Reserved in the schema since its first days for a field that old senders still wrote. */
const DEPRECATED = 1000;

/**
 * OTLP profiles and pprof are both protobuf. In pprof field 1 is a ValueType, which holds nothing but numbers; here it is the profiles
 * of a resource, which hold nothing but messages and a text. The first field 1 that is not empty decides.
 */
export function isOtlp(bytes: Uint8Array): boolean {
  const cursor = openWire('otlp', bytes);
  try {
    while (cursor.at < cursor.end) {
      const tag = readTag(cursor);
      if ((tag & 7) !== LENGTH || tag >>> 3 > DICTIONARY_OR_TABLES) return false;
      if (tag >>> 3 !== RESOURCE_PROFILES) skipField(cursor, tag);
      else if (enterField(cursor)) return holdsScopeProfiles(cursor);
    }
  } catch (error) {
    if (!(error instanceof MalformedProfile)) throw error;
  }
  return false;
}

/** Narrows the cursor to a field; false when it is empty. What ends too early is cut off, and still what it is. */
function enterField(cursor: WireCursor): boolean {
  readVarint(cursor);
  const isHuge = cursor.high !== 0;
  if (!isHuge && cursor.low === 0) return false;
  cursor.end = isHuge ? cursor.end : Math.min(cursor.end, cursor.at + cursor.low);
  return true;
}

function holdsScopeProfiles(cursor: WireCursor): boolean {
  while (cursor.at < cursor.end) {
    const tag = readTag(cursor);
    const field = tag >>> 3;
    if ((tag & 7) !== LENGTH || (field > SCHEMA_URL && field !== DEPRECATED)) return false;
    if (field === SCOPE_PROFILES) return isScopeProfiles(cursor);
    if (field === RESOURCE && !isResource({ ...cursor })) return false;
    skipField(cursor, tag);
  }
  return false;
}

/**
 * Empty, or beginning with an attribute that is a message. Pyroscope's pushes are nested alike, but have a text there: the name of
 * a label.
 */
function isResource(cursor: WireCursor): boolean {
  if (!enterField(cursor)) return true;
  const tag = readTag(cursor);
  if (tag >>> 3 !== ATTRIBUTES || (tag & 7) !== LENGTH || !enterField(cursor)) return true;
  return readTag(cursor) >>> 3 <= KEY_STRINDEX;
}

/** Empty, or beginning with a message of its own. */
function isScopeProfiles(cursor: WireCursor): boolean {
  if (!enterField(cursor)) return true;
  const tag = readTag(cursor);
  return (tag & 7) === LENGTH && tag >>> 3 <= SCHEMA_URL;
}

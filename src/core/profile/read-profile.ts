import { chromeTrace } from './formats/chrome-trace.ts';
import { cpuprofile } from './formats/cpuprofile.ts';
import type { BinaryFormat, JsonFormat, TextFormat } from './formats/format.ts';
import { austin } from './formats/folded-austin.ts';
import { decodeFolded } from './formats/folded.ts';
import { gperftools } from './formats/gperftools.ts';
import { jfr } from './formats/jfr/jfr.ts';
import { jsonStranger } from './formats/json-strangers.ts';
import { otlpJson, otlpProtobuf } from './formats/otlp.ts';
import { perfScript } from './formats/perf-script.ts';
import { decodePprof, glancePprof } from './formats/pprof.ts';
import type { PprofPool } from './formats/pprof-pool.ts';
import { speedscope } from './formats/speedscope.ts';
import { ForeignFile, MalformedProfile, type Profile } from './profile.ts';
import { strangerProblem } from './strangers.ts';

/** One line a format, the more particular first. */
const BINARY: readonly BinaryFormat[] = [jfr, gperftools, otlpProtobuf];
const JSON_DOCUMENTS: readonly JsonFormat[] = [otlpJson, speedscope, cpuprofile, chromeTrace];
const TEXT: readonly TextFormat[] = [austin, perfScript];

/** So many bytes tell text from a protobuf: a pprof begins with value types, which are full of control characters. */
const GLANCE = 1024;
/** V8's strings end near 2^29 characters, and JSON is parsed from one. */
const MOST_JSON_BYTES = 2 ** 29 - 1024;

/**
 * Reads an inflated profile in any accepted format, told apart by content and never by name. Everything else throws
 * MalformedProfile with one sentence on what it seems to be; ForeignFile for what never was a profile. For profiles of one service
 * that are read one after the other, a pool saves most of the work.
 */
export function readProfile(bytes: Uint8Array, pool?: PprofPool): Profile {
  return readWith(bytes, (pprof) => decodePprof(pprof, pool));
}

/**
 * The same for who only asks what it is, of which kinds and times: a pprof, which is what agents push, comes without its samples
 * (see glancePprof).
 */
export function glanceProfile(bytes: Uint8Array): Profile {
  return readWith(bytes, glancePprof);
}

function readWith(bytes: Uint8Array, readPprof: (bytes: Uint8Array) => Profile): Profile {
  if (bytes.length === 0) throw unknown('it is empty');
  const stranger = strangerProblem(bytes);
  if (stranger !== undefined) throw unknown(stranger);
  const binary = BINARY.find((format) => format.recognises(bytes));
  if (binary !== undefined) return binary.decode(bytes);
  const glance = bytes.subarray(0, GLANCE);
  if (glance.some(isControl)) return readPprof(bytes);
  const text = new TextDecoder().decode(glance).trimStart();
  if (text === '') throw unknown('it is blank');
  const document = /^[{[]/.test(text) ? parseJson(bytes) : undefined;
  if (document !== undefined) return readDocument(document);
  const lines = TEXT.find((format) => format.recognises(text));
  if (lines !== undefined) return lines.decode(bytes);
  try {
    return decodeFolded(bytes);
  } catch (error) {
    throw markupOf(text) ?? (isNoStackAtAll(error) ? new ForeignFile(error.format, error.problem) : error);
  }
}

function readDocument(document: unknown): Profile {
  const format = JSON_DOCUMENTS.find((one) => one.recognises(document));
  if (format !== undefined) return format.decode(document);
  const stranger = jsonStranger(document);
  if (stranger !== undefined) throw unknown(stranger);
  const keys = typeof document === 'object' && document !== null ? Object.keys(document).slice(0, 5).join(', ') : '';
  throw new ForeignFile(
    'profile',
    `it is JSON of another kind (${Array.isArray(document) ? 'a list' : `its keys are ${keys || 'none'}`})`,
  );
}

/** Undefined for what only begins like JSON: stacks may start with `[thread]`. */
function parseJson(bytes: Uint8Array): unknown {
  if (bytes.length > MOST_JSON_BYTES) throw unknown(`it is JSON of more than ${MOST_JSON_BYTES} bytes`);
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/** Stacks may begin with `<module>` or `{closure}` too, so this is only asked of text that is not folded. */
function markupOf(text: string): MalformedProfile | undefined {
  if (text.startsWith('<')) return unknown('it is HTML or XML, perhaps a page that says to log in');
  if (/^(?:\{|\[\s*[{["])/.test(text)) return unknown('it begins like JSON but is cut off or broken');
  return undefined;
}

/** Not even the first line is a stack: prose, and not folded text that broke. */
function isNoStackAtAll(error: unknown): error is MalformedProfile {
  return error instanceof MalformedProfile && error.problem.startsWith('line 1 ');
}

function unknown(what: string): MalformedProfile {
  return new MalformedProfile('profile', what);
}

/** Neither printable nor white space. */
function isControl(byte: number): boolean {
  return (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13) || byte === 0x7f;
}

import { decodeFolded } from './formats/folded.ts';
import { decodePprof } from './formats/pprof.ts';
import { MalformedProfile, type Profile } from './profile.ts';

/** Files that people hand over by mistake, by their first bytes. */
const STRANGERS: readonly { readonly magic: readonly number[]; readonly what: string }[] = [
  { magic: [0x1f, 0x8b], what: 'it is gzip inside gzip' },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], what: 'it is zstd inside another compression' },
  { magic: [0x7f, 0x45, 0x4c, 0x46], what: 'it is an ELF binary, the program and not a profile of it' },
  { magic: [0x46, 0x4c, 0x52, 0x00], what: 'it is a Java Flight Recorder file; convert it to pprof or folded stacks' },
  { magic: [0x50, 0x4b, 0x03, 0x04], what: 'it is a zip archive' },
  { magic: [0x89, 0x50, 0x4e, 0x47], what: 'it is a PNG picture' },
  { magic: [0xfd, 0x37, 0x7a, 0x58], what: 'it is compressed with xz, which is not read' },
  { magic: [0x42, 0x5a, 0x68], what: 'it is compressed with bzip2, which is not read' },
  {
    magic: [0x50, 0x45, 0x52, 0x46, 0x49, 0x4c, 0x45, 0x32],
    what: 'it is a perf.data file; run `perf script` and fold its stacks',
  },
  { magic: [0xff, 0xfe], what: 'it is text in UTF-16; folded stacks are UTF-8' },
  { magic: [0xfe, 0xff], what: 'it is text in UTF-16; folded stacks are UTF-8' },
  { magic: [0, 0, 0, 0, 0, 0, 0, 0, 3], what: 'it is a legacy gperftools file; convert it with `pprof -proto`' },
];

/** So many bytes tell text from a protobuf: a pprof begins with value types, which are full of control characters. */
const GLANCE = 1024;

/**
 * Reads an inflated profile in any accepted format, told apart by content: pprof or folded stacks. Everything else throws
 * MalformedProfile with one sentence on what it seems to be.
 */
export function readProfile(bytes: Uint8Array): Profile {
  if (bytes.length === 0) throw unknown('it is empty');
  for (const { magic, what } of STRANGERS) {
    if (magic.every((byte, at) => bytes[at] === byte)) throw unknown(what);
  }
  const glance = bytes.subarray(0, GLANCE);
  if (glance.some(isControl)) return decodePprof(bytes);
  const text = new TextDecoder().decode(glance).trimStart();
  if (text === '') throw unknown('it is blank');
  try {
    return decodeFolded(bytes);
  } catch (error) {
    throw markupOf(text) ?? error;
  }
}

/** Stacks may begin with `<module>` or `[thread]` too, so this is only asked of text that is not folded. */
function markupOf(text: string): MalformedProfile | undefined {
  if (text.startsWith('<')) return unknown('it is HTML or XML, perhaps a page that says to log in');
  if (/^[{[]/.test(text)) return unknown('it is JSON, which is not read; export pprof or folded stacks');
  return undefined;
}

function unknown(what: string): MalformedProfile {
  return new MalformedProfile('pprof or folded', what);
}

/** Neither printable nor white space. */
function isControl(byte: number): boolean {
  return (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13) || byte === 0x7f;
}

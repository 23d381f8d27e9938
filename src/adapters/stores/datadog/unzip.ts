/**
 * What a download holds: a zip of what the tracer uploaded, or one profile by itself. Names are compared and never used as paths.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';

/** A tracer uploads up to a dozen. */
const MOST_ENTRIES = 100;
const LONGEST_NAME = 100;

export interface Unzipped {
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  /** What could not be read, with the reason. */
  readonly left: readonly (readonly [name: string, why: string])[];
}

export interface UnzipRules {
  /** Of all files together, unpacked. */
  readonly mostBytes: number;
  /** Files that nobody wants are not unpacked. */
  readonly isWanted: (name: string) => boolean;
}

/** Never rejects: what is wrong with an archive is told in `left`, and what was read before stays good. */
export async function unzip(name: string, bytes: Uint8Array, rules: UnzipRules): Promise<Unzipped> {
  if (!isZip(bytes)) return { files: [{ name, bytes }], left: [] };
  const files: Unzipped['files'][number][] = [];
  const left: (readonly [string, string])[] = [];
  let room = rules.mostBytes;
  try {
    // Names are decoded here: the library refuses whole archives for a name that would be no good path.
    const options = { decodeStrings: false, validateEntrySizes: true } as const;
    const archive = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), options);
    let entries = 0;
    for await (const entry of archive.eachEntry()) {
      if (++entries > MOST_ENTRIES) {
        left.push([name, `it holds more than ${MOST_ENTRIES} files`]);
        break;
      }
      const own = basenameOf(entry);
      if (own === '' || !rules.isWanted(own)) continue;
      const read = await readEntry(archive, entry, room);
      if (read instanceof Uint8Array) {
        room -= read.length;
        files.push({ name: own, bytes: read });
      } else left.push([own, read]);
    }
  } catch (error) {
    left.push([name, `the archive is damaged (${messageOf(error)})`]);
  }
  return { files, left };
}

function isZip(bytes: Uint8Array): boolean {
  const [p, k, third] = bytes;
  // An archive without files begins with its end.
  return p === 0x50 && k === 0x4b && (third === 0x03 || third === 0x05);
}

/** Files may lie in a folder; that of a folder itself is empty. */
function basenameOf({ fileNameRaw }: Entry): string {
  const text = new TextDecoder().decode(fileNameRaw);
  const base = text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1);
  return base.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ').slice(0, LONGEST_NAME);
}

/** The bytes, or why not: not one more than there is room for is unpacked. */
async function readEntry(archive: ZipFile, entry: Entry, room: number): Promise<Uint8Array | string> {
  if (entry.isEncrypted()) return 'it is encrypted';
  if (entry.uncompressedSize > room) return 'the archive unpacks to more than is kept';
  try {
    const chunks: Uint8Array[] = [];
    let length = 0;
    const stream: Readable = await archive.openReadStreamPromise(entry);
    for await (const chunk of stream) {
      if (!(chunk instanceof Uint8Array)) continue;
      length += chunk.length;
      // Leaving the loop ends the stream; that its size was a lie is told by the library too, but later.
      if (length > room) return 'the archive unpacks to more than is kept';
      chunks.push(chunk);
    }
    const bytes = Buffer.concat(chunks, length);
    return crc32(bytes) === entry.crc32 ? bytes : 'its checksum is wrong';
  } catch (error) {
    return `it is damaged (${messageOf(error)})`;
  }
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(/[\p{Cc}]/gu, ' ').slice(0, 120);
}

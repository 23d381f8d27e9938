import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import type { GlyphAtlas, GlyphFace } from '../../core/flamegraph/glyph-atlas.ts';

const FILE = new URL('../../../assets/glyph-atlas.bin', import.meta.url);

interface Header {
  readonly codePoints: readonly number[];
  readonly faces: readonly Omit<GlyphFace, 'ink'>[];
}

/**
 * Reads the glyph atlas that ships with the project (format: tools/build-atlas.ts). Takes a few milliseconds; callers
 * keep the result. Throws when the file is missing or damaged: the installation is broken then.
 */
export function loadAtlas(file: URL = FILE): GlyphAtlas {
  const bytes = inflateRawSync(readFileSync(file));
  const headerEnd = 4 + bytes.readUInt32LE(0);
  const header: Header = JSON.parse(bytes.toString('utf8', 4, headerEnd));
  let at = headerEnd;
  const faces = header.faces.map((face) => {
    const length = face.width * face.height * header.codePoints.length;
    const ink = new Uint8Array(bytes.subarray(at, at + length));
    at += length;
    return { ...face, ink };
  });
  if (at !== bytes.length) {
    throw new Error(`glyph atlas ${file.pathname}: ${bytes.length} bytes, its header promises ${at}`);
  }
  return { cells: new Map(header.codePoints.map((code, cell) => [code, cell])), faces };
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { loadAtlas } from '../../../src/adapters/compute/atlas.ts';
import { PAGE_STYLES } from '../../../src/core/flamegraph/page-style.ts';

describe('the glyph atlas', () => {
  test('has every size that the pictures use', () => {
    const sizes = new Set(loadAtlas().faces.map((face) => face.size));

    for (const style of Object.values(PAGE_STYLES)) {
      const lines = [
        style.title,
        style.subtitle,
        style.panelTitle,
        style.mover,
        style.note,
        style.legend,
        ...style.rows,
      ];
      for (const line of lines) expect(sizes).toContain(line.size);
    }
  });

  test('has the signs that the pictures draw themselves, Latin-1 and Greek, each with ink', () => {
    const atlas = loadAtlas();

    for (const character of 'Az09~…·×→▲▼−–›│µéßαωΩ%?') {
      const cell = atlas.cells.get(character.codePointAt(0) ?? 0);
      expect(atlas.cells.has(character.codePointAt(0) ?? 0) ? '' : character).toBe('');
      for (const face of atlas.faces) {
        const size = face.width * face.height;
        const ink = face.ink.subarray((cell ?? 0) * size, ((cell ?? 0) + 1) * size);
        expect(ink.some((strength) => strength > 4)).toBe(true);
        expect(ink.every((strength) => strength < 8)).toBe(true);
      }
    }
  });

  test('that is cut short says so', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'atlas-'));
    const header = Buffer.from('{"codePoints":[65],"faces":[{"size":2,"width":2,"height":2}]}');
    const length = Buffer.alloc(4);
    length.writeUInt32LE(header.length);
    const file = join(folder, 'short.bin');
    await writeFile(file, deflateRawSync(Buffer.concat([length, header, Buffer.alloc(3)])));

    expect(() => loadAtlas(pathToFileURL(file))).toThrow(/short\.bin: 68 bytes, its header promises 69/u);
    await rm(folder, { recursive: true });
  });
});

/**
 * Draws DejaVu Sans Mono once, hinted, into assets/glyph-atlas.bin, so that pictures need no font, Pango or fontconfig
 * at run time and come out the same on every machine. Run after changing SIZES or CHARACTERS: node tools/build-atlas.ts
 *
 * File: raw deflate of [u32 little-endian length of the header][header, JSON][ink of every face, one byte per pixel].
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { deflateRawSync } from 'node:zlib';
import sharp from 'sharp';

const SIZES = [16, 18, 20, 22, 24, 28, 32, 36];
const OVERHANG = 1;
// sharp takes TTF only; WOFF is ignored silently and a fallback font drawn.
const FONT_FILE = createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf');
const OUT = new URL('../assets/glyph-atlas.bin', import.meta.url);

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

// Accented Greek capitals stick out of their cell and hardly occur in names: left to the substitute box.
const CHARACTERS = [
  ...range(0x20, 0x7e),
  ...range(0xa0, 0xff).filter((code) => code !== 0xad),
  ...range(0x390, 0x3ce).filter((code) => code !== 0x3a2),
  // Letters with a mark on top are drawn without it; see raster.ts.
  ...range(0x410, 0x44f),
  ...Array.from('ЄЅІЈЉЊЏєѕіјљњџґđħıłŁœŒŋ', (character) => character.codePointAt(0) ?? 0),
  ...Array.from('–—‘’“”…›‹→←−×▲▼│█□€', (character) => character.codePointAt(0) ?? 0),
];

interface Ink {
  readonly width: number;
  readonly height: number;
  readonly ink: Uint8Array;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

async function render(text: string, size: number): Promise<Ink> {
  const markup = text.replace(/[&<>]/gu, (character) => ENTITIES[character] ?? '');
  const { data: grey, info } = await sharp({
    text: { text: markup, font: `DejaVu Sans Mono ${size}`, fontfile: FONT_FILE, dpi: 72 },
  })
    .extractChannel(0)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return {
    width: info.width,
    height: info.height,
    ink: Uint8Array.from(grey, (level) => Math.round((level * 7) / 255)),
  };
}

/** Where the full block of the first line begins: the place of x = 0, also when another line sticks out to its left. */
function blockLeft(picture: Ink, blockHeight: number): number {
  const row = picture.ink.subarray((blockHeight >> 1) * picture.width);
  return row.findIndex((level) => level === 7);
}

/**
 * The picture of a text is cropped to its ink, so a glyph alone would lose its place. A full block above and below
 * pins the corners; an empty line between keeps their own ink out of the glyph's cell.
 */
async function renderCell(character: string, size: number, block: Ink): Promise<Ink> {
  const column = await render(`█\n \n${character}\n \n█`, size);
  const top = (column.height - block.height) / 2;
  if (!Number.isInteger(top) || column.width > block.width + 2 * OVERHANG + 1) {
    throw new Error(`"${character}" at ${size} px moves the lines apart: drawn with a fallback font?`);
  }
  const left = blockLeft(column, block.height) - OVERHANG;
  const width = Math.round(size * 0.602) + 2 * OVERHANG;
  const ink = new Uint8Array(width * block.height);
  for (let y = 0; y < block.height; y++) {
    for (let x = Math.max(0, -left); x < width && x + left < column.width; x++) {
      ink[y * width + x] = column.ink[(y + top) * column.width + x + left] ?? 0;
    }
  }
  return { width, height: block.height, ink };
}

/** First and last row with strong ink. */
function inkRows(cell: Ink): { top: number; bottom: number } {
  const strong = range(0, cell.height - 1).filter((y) =>
    cell.ink.subarray(y * cell.width, (y + 1) * cell.width).some((level) => level >= 3),
  );
  return { top: strong[0] ?? 0, bottom: strong.at(-1) ?? 0 };
}

const faces: object[] = [];
const inks: Uint8Array[] = [];
for (const size of SIZES) {
  const block = await render('█', size);
  const cells: Ink[] = [];
  for (const code of CHARACTERS) cells.push(await renderCell(String.fromCodePoint(code), size, block));
  const capital = inkRows(await renderCell('H', size, block));
  faces.push({
    size,
    advance: Math.round(size * 0.602),
    width: cells[0]?.width,
    height: block.height,
    overhang: OVERHANG,
    baseline: capital.bottom + 1,
    capHeight: capital.bottom + 1 - capital.top,
  });
  inks.push(...cells.map((cell) => cell.ink));
}
const header = Buffer.from(JSON.stringify({ font: 'DejaVu Sans Mono 2.37', codePoints: CHARACTERS, faces }));
const length = Buffer.alloc(4);
length.writeUInt32LE(header.length);
const plain = Buffer.concat([length, header, ...inks]);
const packed = deflateRawSync(plain, { level: 9 });
writeFileSync(OUT, packed);
process.stdout.write(
  `${packed.length} bytes (${plain.length} raw), sha256 ${createHash('sha256').update(plain).digest('hex')}\n`,
);

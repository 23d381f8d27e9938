/** A place of a compiled line, and what it was made from; all from 0. `source` is UNMAPPED where the compiler made it. */
export type Segment = readonly [column: number, source: number, line: number, sourceColumn: number];

export const UNMAPPED = -1;

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const DIGIT_OF = new Int8Array(128).fill(-1);
for (let at = 0; at < DIGITS.length; at++) DIGIT_OF[DIGITS.charCodeAt(at)] = at;

const SEMICOLON = 59;
const COMMA = 44;

/**
 * Mappings of a source map (https://tc39.es/ecma426/#sec-mappings): lines apart by semicolons, segments by commas, numbers in base 64
 * of variable length, each against the one before; columns begin anew in every line. Ends where the text is not of this form.
 */
export function decodeMappings(mappings: string): Segment[][] {
  const lines: Segment[][] = [[]];
  const fields = [0, 0, 0, 0, 0];
  let isSorted = true;
  for (let at = 0; at < mappings.length;) {
    const code = mappings.charCodeAt(at);
    if (code === SEMICOLON) {
      if (!isSorted) lines.at(-1)!.sort((a, b) => a[0] - b[0]);
      lines.push([]);
      fields[0] = 0;
      isSorted = true;
      at++;
      continue;
    }
    if (code === COMMA) {
      at++;
      continue;
    }
    let count = 0;
    for (; at < mappings.length && count < 5; count++) {
      const end = numberEnd(mappings, at);
      if (end === at) break;
      fields[count] = fields[count]! + number(mappings, at, end);
      at = end;
    }
    // One field is a place without a source; the fifth, a name, is not needed here.
    if (count !== 1 && count < 4) return lines;
    if (fields.some((field) => field < 0)) return lines;
    const line = lines.at(-1)!;
    isSorted &&= (line.at(-1)?.[0] ?? 0) <= fields[0]!;
    line.push([fields[0]!, count === 1 ? UNMAPPED : fields[1]!, fields[2]!, fields[3]!]);
  }
  if (!isSorted) lines.at(-1)!.sort((a, b) => a[0] - b[0]);
  return lines;
}

/** Numbers have at most seven digits of five bits. */
const MOST_DIGITS = 7;

/** The place behind a number, or its own where there is none. */
function numberEnd(text: string, at: number): number {
  for (let end = at; end < at + MOST_DIGITS; end++) {
    const digit = DIGIT_OF[text.charCodeAt(end)] ?? -1;
    if (digit < 0) return at;
    if (digit < 32) return end + 1;
  }
  return at;
}

function number(text: string, at: number, end: number): number {
  let bits = 0;
  for (let place = end - 1; place >= at; place--) bits = bits * 32 + (DIGIT_OF[text.charCodeAt(place)]! & 31);
  // The lowest bit is the sign.
  const size = Math.floor(bits / 2);
  return bits % 2 === 1 ? -size : size;
}

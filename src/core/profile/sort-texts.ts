/** So few are sorted by comparing them. */
const FEW = 8;
/** A key is two characters and a place, which a float64 holds: (2^16 + 1)^2 * 2^20 is less than 2^53. */
const PLACES = 2 ** 20;
/** All UTF-16 code units, and the end of a text before them. */
const CHARACTERS = 2 ** 16 + 1;

/**
 * Places of the texts in ascending order by code units, so that every machine and every locale agrees; equal ones in the order given.
 * Names of functions share long beginnings, which comparing them would walk through every time; here each character is read once or
 * twice.
 */
export function sortedPlaces(texts: readonly string[]): Int32Array {
  const places = Int32Array.from(texts.keys());
  const keys = new Float64Array(texts.length);
  // Ranges of texts that agree up to a depth: begin, end and depth of each.
  const waiting = [0, texts.length, 0];
  while (waiting.length > 0) {
    const agreed = waiting.pop()!;
    const end = waiting.pop()!;
    const begin = waiting.pop()!;
    if (end - begin <= FEW || end - begin > PLACES) {
      places.subarray(begin, end).sort((a, b) => compareText(texts[a]!, texts[b]!) || a - b);
      continue;
    }
    const depth = sharedBeginning(texts, places.subarray(begin, end), agreed);
    for (let at = begin; at < end; at++) keys[at] = keyOf(texts[places[at]!]!, depth) * PLACES + at - begin;
    keys.subarray(begin, end).sort();
    const before = places.slice(begin, end);
    for (let at = begin; at < end; at++) places[at] = before[keys[at]! % PLACES]!;
    for (let from = begin; from < end;) {
      const key = Math.floor(keys[from]! / PLACES);
      let to = from + 1;
      while (to < end && Math.floor(keys[to]! / PLACES) === key) to++;
      // Those that end here are equal.
      if (to - from > 1 && key % CHARACTERS !== 0) waiting.push(from, to, depth + 2);
      from = to;
    }
  }
  return places;
}

export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Characters in which all texts agree; they are known to agree in the first `agreed`. */
function sharedBeginning(texts: readonly string[], places: Int32Array, agreed: number): number {
  const first = texts[places[0]!]!;
  let shared = first.length;
  for (let at = 1; at < places.length && shared > agreed; at++) {
    const text = texts[places[at]!]!;
    let same = agreed;
    while (same < shared && same < text.length && text.charCodeAt(same) === first.charCodeAt(same)) same++;
    shared = same;
  }
  return shared;
}

/** Two characters as one number. */
function keyOf(text: string, at: number): number {
  const first = at < text.length ? text.charCodeAt(at) + 1 : 0;
  const second = at + 1 < text.length ? text.charCodeAt(at + 1) + 1 : 0;
  return first * CHARACTERS + second;
}

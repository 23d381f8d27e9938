/** A file as unsigned words of 4 or 8 bytes; halves, so that addresses keep every bit. */
export interface Words {
  readonly size: 4 | 8;
  /** Whole words. */
  readonly length: number;
  low(at: number): number;
  high(at: number): number;
}

/** The shortest header: 0, words that follow, version, period in microseconds, padding. */
export const HEADER_WORDS = 3;
const MOST_HEADER_WORDS = 1024;

/** The words of a profile of gperftools, in whichever size and order its header makes sense; undefined when it makes none. */
export function findWordSize(bytes: Uint8Array): Words | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const size of [8, 4] as const) {
    for (const isLittle of [true, false]) {
      const words = wordsOf(view, size, isLittle);
      if (isHeader(words)) return words;
    }
  }
  return undefined;
}

function wordsOf(view: DataView, size: 4 | 8, isLittle: boolean): Words {
  const half = (at: number, isHigh: boolean) => {
    if (size === 4) return isHigh ? 0 : view.getUint32(at * 4, isLittle);
    return view.getUint32(at * 8 + (isHigh === isLittle ? 4 : 0), isLittle);
  };
  return {
    size,
    length: Math.floor(view.byteLength / size),
    low: (at) => half(at, false),
    high: (at) => half(at, true),
  };
}

function isHeader(words: Words): boolean {
  if (words.length < 2 + HEADER_WORDS) return false;
  const following = readWord(words, 1);
  const isSized = following >= HEADER_WORDS && following <= MOST_HEADER_WORDS;
  return isSized && [0, 2, 4].every((at) => readWord(words, at) === 0) && readWord(words, 3) > 0;
}

/** As a float64: above 2^53 the lowest bits go. */
export function readWord(words: Words, at: number): number {
  return words.high(at) * 2 ** 32 + words.low(at);
}

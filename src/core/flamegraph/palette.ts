import { STRONGEST_LEVEL } from './change-level.ts';

/** An indexed pixel is fill × 8 + ink: 32 fills, and 8 steps from the bare fill to full ink. */
export const INK_STEPS = 8;
export const FULL_INK = INK_STEPS - 1;
const FILLS = 32;

/** Fills 0..30 are the levels −15..+15; the last one is the page. */
export const PAGE_FILL = FILLS - 1;
export const WHITE_FILL = STRONGEST_LEVEL;
/** A plain picture has no change to show: warm tints take the places of its first fills. */
export const PLAIN_TINTS = 7;

const PAGE = '#E6E9EE';
const INK = '#14171C';
const WHITE = '#FFFFFF';
const MORE = '#F0524F';
const LESS = '#4C86F9';
const WARM = '#F08A24';
const FAINTEST = 0.1;

type Triple = readonly [number, number, number];

export function fillOfLevel(level: number): number {
  return level + STRONGEST_LEVEL;
}

/** Colour of a level as sRGB bytes: white mixed in OKLab with red (more) or blue (less). */
export function levelColour(level: number): Triple {
  if (level === 0) return parse(WHITE);
  return tint(WHITE, level > 0 ? MORE : LESS, level);
}

function tint(neutral: string, end: string, level: number): Triple {
  return mix(neutral, end, FAINTEST + ((1 - FAINTEST) * Math.abs(level)) / STRONGEST_LEVEL);
}

/** Colours of change: red and blue, or orange and blue for readers who tell those apart better. */
export type Scheme = 'red-blue' | 'orange-blue';

/** What the page paints with, as CSS colours. */
export interface SchemeColours {
  readonly page: string;
  readonly ink: string;
  /** The fill of what did not change. */
  readonly neutral: string;
  /** The fills of −15..+15, so levels[15] is the neutral one. */
  readonly levels: readonly string[];
  /** The text on the fill of a level. */
  readonly inkOf: (level: number) => string;
}

const PAGES = {
  light: { page: PAGE, ink: INK, neutral: WHITE, strong: INK },
  dark: { page: '#14171B', ink: '#E8EAED', neutral: '#2B2F36', strong: WHITE },
} as const;

const ENDS = {
  light: { 'red-blue': { more: MORE, less: LESS }, 'orange-blue': { more: WARM, less: '#3B7DED' } },
  dark: { 'red-blue': { more: '#B3363B', less: '#2F5FC4' }, 'orange-blue': { more: '#A35A00', less: '#2F5FC4' } },
} as const;

/** The colours of a scheme on a light or dark page; the light red and blue are the picture's. */
export function schemeColours(scheme: Scheme, page: 'light' | 'dark'): SchemeColours {
  const { strong, ...colours } = PAGES[page];
  const { more, less } = ENDS[page][scheme];
  const levels = Array.from({ length: 2 * STRONGEST_LEVEL + 1 }, (_, fill) => {
    const level = fill - STRONGEST_LEVEL;
    return level === 0 ? colours.neutral : print(tint(colours.neutral, level > 0 ? more : less, level));
  });
  return { ...colours, levels, inkOf: (level) => (Math.abs(level) > STRONGEST_LEVEL / 2 ? strong : colours.ink) };
}

/** RGB triples of all 256 indices. */
export function makePalette(differential: boolean): Uint8Array {
  const ink = parse(INK);
  const palette = new Uint8Array(FILLS * INK_STEPS * 3);
  for (let fill = 0; fill < FILLS; fill++) {
    const base = fillColour(fill, differential);
    for (let step = 0; step < INK_STEPS; step++) {
      const share = step / FULL_INK;
      const at = (fill * INK_STEPS + step) * 3;
      base.forEach((channel, i) => {
        palette[at + i] = Math.round(channel + ((ink[i] ?? 0) - channel) * share);
      });
    }
  }
  return palette;
}

function fillColour(fill: number, differential: boolean): Triple {
  if (fill === PAGE_FILL) return parse(PAGE);
  if (!differential && fill < PLAIN_TINTS) return mix(WHITE, WARM, 0.2 + 0.05 * fill);
  return levelColour(fill - STRONGEST_LEVEL);
}

function parse(hex: string): Triple {
  const code = Number.parseInt(hex.slice(1), 16);
  return [code >> 16, (code >> 8) & 255, code & 255];
}

function print(colour: Iterable<number>): string {
  return `#${Array.from(colour, (channel) => channel.toString(16).padStart(2, '0')).join('')}`.toUpperCase();
}

// OKLab, Björn Ottosson 2020, https://bottosson.github.io/posts/oklab/ (public domain matrices).

function mix(from: string, to: string, share: number): Triple {
  const start = toOklab(parse(from));
  const end = toOklab(parse(to));
  return fromOklab([
    start[0] + (end[0] - start[0]) * share,
    start[1] + (end[1] - start[1]) * share,
    start[2] + (end[2] - start[2]) * share,
  ]);
}

function toOklab([red, green, blue]: Triple): Triple {
  const r = toLinear(red);
  const g = toLinear(green);
  const b = toLinear(blue);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab([lightness, a, b]: Triple): Triple {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    fromLinear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    fromLinear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    fromLinear(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function toLinear(channel: number): number {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

function fromLinear(linear: number): number {
  const share = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
  return Math.round(Math.min(1, Math.max(0, share)) * 255);
}

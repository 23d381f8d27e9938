/**
 * Can readers who see colours otherwise tell more from less? CIEDE2000 between the fills of +L and −L as everybody sees them and as
 * protan, deutan and tritan readers do (Machado, Oliveira, Fernandes 2009, severity 1), in grey, and the contrast of
 * the text on each fill (WCAG 2.2). One JSON line per scheme, page and level; a difference under 10 or a contrast under 4.5 fails.
 */
import { schemeColours } from '../src/core/flamegraph/palette.ts';
import { ciede2000, toLinear, type Rgb } from './colour/ciede2000.ts';

const MIDDLE = 15;
const LEAST_DIFFERENCE = 10;
const LEAST_CONTRAST = 4.5;
/** https://www.inf.ufrgs.br/~oliveira/pubs_files/CVD_Simulation/CVD_Simulation.html */
const SIGHTS: Readonly<Record<string, readonly (readonly number[])[]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

for (const scheme of ['red-blue', 'orange-blue'] as const) {
  for (const page of ['light', 'dark'] as const) {
    const { levels, inkOf } = schemeColours(scheme, page);
    for (const level of [1, 3, 5, 8, 10, 12, 15]) {
      const [more, less] = [parse(levels[MIDDLE + level]!), parse(levels[MIDDLE - level]!)];
      const seen = Object.entries(SIGHTS).map(([sight, matrix]) => [
        sight,
        round(ciede2000(see(more, matrix), see(less, matrix))),
      ]);
      const contrast = Math.min(
        ...[level, -level].map((one) => contrastOf(parse(levels[MIDDLE + one]!), parse(inkOf(one)))),
      );
      const differences = Object.fromEntries(seen) as Record<string, number>;
      process.stdout.write(
        `${JSON.stringify({ figure: 'more against less', scheme, page, level, ...differences, grey: round(ciede2000(grey(more), grey(less))), contrast: round(contrast) })}\n`,
      );
      if (level >= 3 && Math.min(...Object.values(differences)) < LEAST_DIFFERENCE) process.exitCode = 1;
      if (contrast < LEAST_CONTRAST) process.exitCode = 1;
    }
  }
}

function parse(hex: string): Rgb {
  const code = Number.parseInt(hex.slice(1), 16);
  return [code >> 16, (code >> 8) & 255, code & 255];
}

/** The simulation works on linear light. */
function see(rgb: Rgb, matrix: readonly (readonly number[])[]): Rgb {
  const linear = rgb.map(toLinear);
  const [r = 0, g = 0, b = 0] = matrix.map((row) => encode(row.reduce((sum, part, at) => sum + part * linear[at]!, 0)));
  return [r, g, b];
}

function grey(rgb: Rgb): Rgb {
  const tone = encode(luminance(rgb));
  return [tone, tone, tone];
}

function encode(linear: number): number {
  const light = Math.min(1, Math.max(0, linear));
  return 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055);
}

function luminance(rgb: Rgb): number {
  const [r = 0, g = 0, b = 0] = rgb.map(toLinear);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrastOf(fill: Rgb, ink: Rgb): number {
  const [light, dark] = [luminance(fill), luminance(ink)].toSorted((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}

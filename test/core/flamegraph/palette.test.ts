import { describe, expect, test } from 'vitest';
import {
  fillOfLevel,
  INK_STEPS,
  levelColour,
  makePalette,
  PAGE_FILL,
  PLAIN_TINTS,
  schemeColours,
} from '../../../src/core/flamegraph/palette.ts';

function hex(triple: Iterable<number>): string {
  return `#${Array.from(triple, (channel) => channel.toString(16).padStart(2, '0')).join('')}`.toUpperCase();
}

function colourAt(palette: Uint8Array, fill: number, ink: number): Uint8Array {
  const at = (fill * INK_STEPS + ink) * 3;
  return palette.subarray(at, at + 3);
}

/** Contrast by WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(a: Uint8Array, b: Uint8Array): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

function bytes(colour: string): Uint8Array {
  return Uint8Array.from([1, 3, 5], (at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

function luminance(colour: Uint8Array): number {
  const [r = 0, g = 0, b = 0] = Array.from(colour, (channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe('the palette', () => {
  test.each([
    [1, '#FFE5E2', '#E2EDFF'],
    [3, '#FFD2CD', '#CCDFFF'],
    [5, '#FFBEB8', '#B6D0FF'],
    [8, '#FEA098', '#96BBFF'],
    [10, '#FB8C84', '#81ACFE'],
    [12, '#F7766F', '#6C9DFC'],
    [15, '#F0524F', '#4C86F9'],
  ])('level %d is %s for more and %s for less', (level, red, blue) => {
    expect(hex(levelColour(level))).toBe(red);
    expect(hex(levelColour(-level))).toBe(blue);
  });

  test('unchanged is white on a page that is not', () => {
    const palette = makePalette(true);

    expect(palette.length).toBe(768);
    expect(hex(colourAt(palette, fillOfLevel(0), 0))).toBe('#FFFFFF');
    expect(hex(colourAt(palette, PAGE_FILL, 0))).toBe('#E6E9EE');
    expect(hex(colourAt(palette, PAGE_FILL, INK_STEPS - 1))).toBe('#14171C');
  });

  test('ink is readable on every fill of both palettes', () => {
    for (const palette of [makePalette(true), makePalette(false)]) {
      for (let fill = 0; fill <= PAGE_FILL; fill++) {
        expect(contrast(colourAt(palette, fill, 0), colourAt(palette, fill, INK_STEPS - 1))).toBeGreaterThan(5.1);
      }
    }
  });

  test('a plain picture has no red and no blue among its tints', () => {
    const palette = makePalette(false);

    for (let fill = 0; fill < PLAIN_TINTS; fill++) {
      const [r = 0, g = 0, b = 0] = colourAt(palette, fill, 0);
      expect(r > g && g > b && r - g < 80).toBe(true);
    }
  });
});

describe('the colours of the page', () => {
  const all = (['red-blue', 'orange-blue'] as const).flatMap((scheme) =>
    (['light', 'dark'] as const).map((page) => ({ scheme, page, colours: schemeColours(scheme, page) })),
  );

  test.each(all)('$scheme, $page: every label is readable on every fill', ({ colours }) => {
    expect(colours.levels.length).toBe(31);
    for (const [fill, colour] of colours.levels.entries()) {
      expect(colour).toMatch(/^#[0-9A-F]{6}$/u);
      expect(contrast(bytes(colour), bytes(colours.inkOf(fill - 15)))).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(bytes(colours.page), bytes(colours.ink))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(all)('$scheme, $page: strength is distance from the neutral fill', ({ colours }) => {
    expect(colours.levels[15]).toBe(colours.neutral);
    expect(colours.neutral).not.toBe(colours.page);
    const distance = (fill: number): number => contrast(bytes(colours.levels[fill] ?? ''), bytes(colours.neutral));
    for (let fill = 15; fill < 30; fill++) expect(distance(fill + 1)).toBeGreaterThan(distance(fill));
    for (let fill = 15; fill > 0; fill--) expect(distance(fill - 1)).toBeGreaterThan(distance(fill));
  });

  test('are the picture’s on a light page', () => {
    const { levels, page, ink } = schemeColours('red-blue', 'light');
    for (const [fill, colour] of levels.entries()) expect(colour).toBe(hex(levelColour(fill - 15)));
    expect([page, ink]).toEqual(['#E6E9EE', '#14171C']);
  });

  test.each([
    [1, '#FFEDE0', '#DFEBFE'],
    [5, '#FDD2B1', '#B0CDFC'],
    [10, '#F8AF75', '#76A6F6'],
    [15, '#F08A24', '#3B7DED'],
  ])('level %d is %s for more and %s for less where red is hard to see', (level, orange, blue) => {
    const { levels } = schemeColours('orange-blue', 'light');
    expect([levels[15 + level], levels[15 - level]]).toEqual([orange, blue]);
  });

  test('end on a dark page in colours that carry white', () => {
    const { levels, neutral, ink, inkOf } = schemeColours('red-blue', 'dark');
    expect([levels[30], levels[0], neutral, ink]).toEqual(['#B3363B', '#2F5FC4', '#2B2F36', '#E8EAED']);
    expect([inkOf(15), inkOf(-15), inkOf(0)]).toEqual(['#FFFFFF', '#FFFFFF', '#E8EAED']);
  });
});

import { describe, expect, it } from 'vitest';
import { changeWords, fractionWords, percentWords, secondsWords } from '../../../src/core/ranking/wording.ts';

describe('words for people', () => {
  it.each([
    [0.16, '+16 %'],
    [-0.07, '−7 %'],
    [0.001, 'unchanged'],
    [2.2, '×3.2'],
  ])('tell a change of %d as %s', (relative, words) => {
    expect(changeWords(relative)).toBe(words);
  });

  it.each([
    [0.084, '8 %'],
    [0.0007, '0.1 %'],
    [0.0001, 'under 0.1 %'],
    [0.015, '1.5 %'],
  ])('tell a share of %d as %s', (share, words) => {
    expect(percentWords(share)).toBe(words);
  });

  it.each([
    [0.98, 'nearly all'],
    [0.7, 'most'],
    [0.5, 'half'],
    [0.33, 'a third'],
    [0.05, 'a part'],
  ])('tell the fraction %d as %s', (fraction, words) => {
    expect(fractionWords(fraction)).toBe(words);
  });

  it.each([
    [0, '0'],
    [0.0000123, '12 µs'],
    [0.0034, '3.4 ms'],
    [12.4, '12 s'],
  ])('tell %d seconds as %s', (seconds, words) => {
    expect(secondsWords(seconds)).toBe(words);
  });
});

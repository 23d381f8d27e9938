import { expect, it } from 'vitest';
import type { FrameFacts } from '../../../src/core/flamegraph/frame-facts.ts';
import {
  changeText,
  noiseText,
  percentText,
  placeText,
  rateText,
  spokenFacts,
} from '../../../src/page/flames/facts-text.ts';

function factsOf(changes: Partial<FrameFacts> = {}): FrameFacts {
  return {
    name: 'pricing.lineTax',
    frames: 1,
    file: 'pricing/quote.go',
    line: 60,
    own: true,
    total: { baseline: 0.1, comparison: 0.15 },
    self: { baseline: 0.1, comparison: 0.15 },
    share: { baseline: 0.2, comparison: 0.25 },
    delta: 0.05,
    relative: 0.5,
    z: 7.25,
    significant: true,
    isNew: false,
    isGone: false,
    ...changes,
  };
}

it('says a change with its sign as a shape, a number, and in relation', () => {
  expect(changeText(factsOf())).toBe('▲ +0.05 (+50 %)');
  expect(changeText(factsOf({ delta: -0.05, relative: -0.034 }))).toBe('▼ −0.05 (−3.4 %)');
  expect(changeText(factsOf({ relative: 28.7 }))).toBe('▲ +0.05 (× 30)');
  expect(changeText(factsOf({ isNew: true }))).toBe('▲ new');
  expect(changeText(factsOf({ isGone: true }))).toBe('▼ gone');
  expect(changeText(factsOf({ delta: 0 }))).toBe('no change');
});

it('gives no shape to what may be noise, and says why a change has no colour', () => {
  const noise = factsOf({ significant: false, z: 1.2 });

  expect(changeText(noise)).toBe('+0.05 (+50 %)');
  expect(noiseText(noise)).toBe('z +1.2, may be noise');
  expect(noiseText(factsOf({ significant: false, z: -4 }))).toBe('z −4.0, too small to colour');
  expect(noiseText(factsOf())).toBe('z +7.3, beyond noise');
  expect(noiseText(factsOf({ z: 0 }))).toBe('');
});

it('says rates in three digits and shares in tenths, never a bare zero for something', () => {
  expect([0, 0.0294117, 12.345, 1234.5, -0.5, 0.00042].map(rateText)).toEqual([
    '0',
    '0.0294',
    '12.3',
    '1235',
    '−0.5',
    '0.0004',
  ]);
  expect([0, 0.0001, 0.1234, 0.99999, 1].map(percentText)).toEqual(['0 %', '< 0.1 %', '12.3 %', '100 %', '100 %']);
});

it('says where a function stands as far as that is known', () => {
  expect(placeText(factsOf())).toBe('pricing/quote.go:60');
  expect(placeText(factsOf({ line: 0 }))).toBe('pricing/quote.go');
  expect(placeText(factsOf({ file: '' }))).toBe('');
});

it('reads aloud in words, not in shapes', () => {
  expect(spokenFacts(factsOf())).toBe('pricing.lineTax, 25.0 % now, 20.0 % in the baseline, more: +0.05 (+50 %)');
});

import { describe, expect, it } from 'vitest';
import type { Analysis, Verdict } from '../../../src/core/report/analysis.ts';
import { compareAnswers } from '../../../src/core/report/compare-answers.ts';
import { sampleAnalysis, sampleMover } from '../../adapters/web/sample-evidence.ts';

const FIRST = sampleAnalysis();
const saying = (changes: Partial<Verdict>): Analysis => ({ ...FIRST, verdict: { ...FIRST.verdict, ...changes } });
const withPanel = (changes: object): Analysis => ({
  ...FIRST,
  panels: FIRST.panels.map((panel, index) => (index === 0 ? { ...panel, ...changes } : panel)),
});

describe('compareAnswers', () => {
  it('calls the same verdict about the same function confirmed, also when it is surer now', () => {
    expect(compareAnswers(FIRST, FIRST, false)).toBe('confirmed');
    expect(compareAnswers(saying({ confidence: 'weak' }), saying({ confidence: 'likely' }), false)).toBe('confirmed');
  });

  it('calls another function, other pods, another kind or less confidence a change', () => {
    const other = { ...FIRST, movers: [sampleMover({ function: 'shop/stock.Reserve' })] };
    const onePod = { ...FIRST, movers: [sampleMover({ instances: { affected: 1, of: 2, only: 'pod-1' } })] };

    expect(compareAnswers(FIRST, other, false)).toBe('changed');
    expect(compareAnswers(FIRST, onePod, false)).toBe('changed');
    expect(compareAnswers(FIRST, saying({ kind: 'load' }), false)).toBe('changed');
    expect(compareAnswers(FIRST, saying({ confidence: 'likely' }), false)).toBe('changed');
    expect(compareAnswers(undefined, FIRST, false)).toBe('changed');
  });

  it('does not ask how sure it is of nothing', () => {
    const nothing = { ...saying({ kind: 'nothing-here', confidence: 'sure' }), movers: [] };
    const still = { ...nothing, verdict: { ...nothing.verdict, confidence: 'weak' as const } };

    expect(compareAnswers(nothing, still, false)).toBe('confirmed');
  });

  it('takes nothing from a second look that has less to go on', () => {
    expect(compareAnswers(FIRST, undefined, false)).toBe('failed');
    expect(compareAnswers(FIRST, saying({ kind: 'not-enough-data' }), false)).toBe('failed');
    expect(compareAnswers(FIRST, withPanel({ empty: 'no profiles' }), false)).toBe('failed');
    expect(compareAnswers(FIRST, { ...FIRST, panels: FIRST.panels.slice(1) }, false)).toBe('failed');
  });

  it('mistrusts fewer samples only when something did not answer', () => {
    const fewer = withPanel({ samples: { baseline: 1091, comparison: 100 } });

    expect(compareAnswers(FIRST, fewer, true)).toBe('failed');
    expect(compareAnswers(FIRST, fewer, false)).toBe('confirmed');
  });

  it('lets data come where the first answer had none', () => {
    expect(compareAnswers(saying({ kind: 'not-enough-data' }), FIRST, false)).toBe('changed');
    expect(compareAnswers(withPanel({ empty: 'no profiles' }), FIRST, false)).toBe('confirmed');
  });
});

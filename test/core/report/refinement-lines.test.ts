import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../src/core/report/analysis.ts';
import {
  announceRefinement,
  changeReport,
  changeSentence,
  confirmationSentence,
  confirmReport,
  failureSentence,
  keepFirstReport,
} from '../../../src/core/report/refinement-lines.ts';
import type { Report } from '../../../src/core/report/report.ts';
import { NOON } from '../../support/sample-incident.ts';
import { sampleReport } from '../../support/sample-report.ts';

const MINUTE = 60_000;
const VERDICT: Verdict = { kind: 'code', confidence: 'likely', sentence: 'CPU +31 %.', culprits: [] };
const FIRST = { answeredAt: NOON + 2 * MINUTE, comparison: { from: NOON, to: NOON + MINUTE }, verdict: VERDICT };
const lines = (report: Report) => report.lines.map((line) => line.map((span) => span.text).join(''));
const before = lines(sampleReport());

describe('the lines about a second look', () => {
  it('announce it shortly, at the end', () => {
    const report = announceRefinement(sampleReport(), NOON + 23 * MINUTE, 30 * MINUTE, NOON);

    expect(lines(report)).toEqual([...before, 'Will be refined at 14:32 UTC, when 30 min of the burn are recorded.']);
  });

  it('confirm the same answer by one line', () => {
    const sentence = confirmationSentence('the full window (30 min)', FIRST, VERDICT);

    expect(lines(confirmReport(sampleReport(), sentence))).toEqual([
      ...before,
      'Confirmed with the full window (30 min).',
    ]);
  });

  it('say when it is surer now, and when there is still too little', () => {
    const surer: Verdict = { ...VERDICT, confidence: 'sure' };
    const little: Verdict = { ...VERDICT, kind: 'not-enough-data' };

    expect(confirmationSentence('the whole burn (8 min)', FIRST, surer)).toBe(
      'Confirmed with the whole burn (8 min), now sure.',
    );
    expect(confirmationSentence('9 min of the burn', FIRST, little)).toBe(
      'There is not enough data with 9 min of the burn either.',
    );
  });

  it('say first that the answer changed, and what it was', () => {
    const sentence = changeSentence(FIRST, NOON);
    const report = changeReport(sampleReport(), 'the full window (30 min)', sentence);

    expect(lines(report)).toEqual([
      `Changed with the full window (30 min): ${before[0]}`,
      'The first answer, at 14:11 UTC, was: “CPU +31 %.” (likely)',
      ...before.slice(1),
    ]);
  });

  it('do not say how sure an answer about nothing was, nor quote one that was none', () => {
    const nothing = { ...FIRST, verdict: { ...VERDICT, kind: 'nothing-here' } as const };
    const { verdict: _none, ...bare } = FIRST;

    expect(changeSentence(nothing, NOON)).toBe('The first answer, at 14:11 UTC, was: “CPU +31 %.”');
    expect(changeSentence(bare, NOON)).toBe('The first answer, at 14:11 UTC, had no analysis.');
  });

  it('take the announcement back when the second look came to nothing', () => {
    const announced = announceRefinement(sampleReport(), NOON + 23 * MINUTE, 30 * MINUTE, NOON);
    const sentence = failureSentence('Store main: connection refused.', FIRST, NOON);

    expect(lines(keepFirstReport(announced, sentence, true))).toEqual([
      ...before,
      'A second look came to nothing (Store main: connection refused): the answer of 14:11 UTC stands.',
    ]);
    expect(lines(keepFirstReport(sampleReport(), sentence, false)).slice(0, -1)).toEqual(before);
  });
});

import { describe, expect, it } from 'vitest';
import { judgeReadiness, type LookFacts } from '../../../src/core/deploy/judge-readiness.ts';
import type { Panel, VerdictKind } from '../../../src/core/report/analysis.ts';

function facts(
  changes: Partial<LookFacts> & { readonly samples?: readonly [number, number]; readonly verdict?: VerdictKind } = {},
): LookFacts {
  const { samples: [baseline, comparison] = [4000, 4000], verdict = 'nothing-here', ...rest } = changes;
  const panel: Panel = {
    profile: 'cpu',
    source: 'CPU time',
    unit: 'cores',
    baseline: 1,
    comparison: 1,
    normalisation: 'per second',
    idleShare: 0,
    pods: { baseline: 1, comparison: 1 },
    samples: { baseline, comparison },
  };
  const analysis = {
    verdict: { kind: verdict, confidence: 'sure', sentence: 'It grew.', culprits: [] },
    panels: [panel],
  } as const;
  return { analysis, outcome: 'unchanged', grows: true, mixed: false, ...rest };
}

describe('a look at a deploy', () => {
  it('decides when there are plenty of samples under comparable load', () => {
    expect(judgeReadiness(facts())).toEqual({ kind: 'ready', notices: [] });
  });

  it('waits for more of a window that grows, and takes what there is when it is full', () => {
    expect(judgeReadiness(facts({ samples: [4000, 300] }))).toEqual({
      kind: 'waits',
      why: 'Only 4000 CPU samples before and 300 after.',
      isDecidable: true,
    });
    expect(judgeReadiness(facts({ samples: [4000, 300], grows: false })).kind).toBe('ready');
    expect(judgeReadiness(facts({ outcome: 'unsure' }))).toMatchObject({ why: 'Not sure yet: It grew.' });
    expect(judgeReadiness(facts({ outcome: 'unsure', grows: false })).kind).toBe('ready');
  });

  it('never decides on too little, however long it has waited', () => {
    const few = facts({ samples: [4000, 12], verdict: 'not-enough-data', grows: false });

    expect(judgeReadiness(few)).toEqual({
      kind: 'waits',
      why: 'Only 4000 CPU samples before and 12 after.',
      isDecidable: false,
    });
    expect(judgeReadiness({ grows: false, mixed: false })).toEqual({
      kind: 'waits',
      why: 'No profiles of both sides yet.',
      isDecidable: false,
    });
  });

  it('tells a sure regression at once: of a growing window, few samples, or a store that is away', () => {
    const sure = facts({ outcome: 'regressed', samples: [400, 300], trouble: 'Store main: timed out.' });

    expect(judgeReadiness(sure)).toEqual({ kind: 'ready', notices: [] });
  });

  it('calls nothing unchanged while a store does not answer', () => {
    expect(judgeReadiness(facts({ trouble: 'Store main: timed out.', grows: false }))).toEqual({
      kind: 'waits',
      why: 'Store main: timed out.',
      isDecidable: true,
    });
  });

  it('waits a while for comparable load, then compares and says how it differed', () => {
    const half = facts({ load: { ratio: 0.4, of: 'requests' } });
    const why = 'The load differs: 40 % of the requests of before.';

    expect(judgeReadiness(half)).toEqual({ kind: 'waits', why, isDecidable: true });
    expect(judgeReadiness({ ...half, outcome: 'regressed' }).kind).toBe('waits');
    expect(judgeReadiness({ ...half, grows: false })).toEqual({ kind: 'ready', notices: [why] });
  });

  it('does not take what a regression spends for more load', () => {
    const double = facts({ outcome: 'regressed', load: { ratio: 2.6, of: 'CPU' } });

    expect(judgeReadiness(double)).toEqual({
      kind: 'ready',
      notices: ['The load differs: 2.6 times the CPU of before.'],
    });
    expect(judgeReadiness({ ...double, outcome: 'unchanged' }).kind).toBe('waits');
  });

  it('does not decide on pods of which nobody knows whether they are old or new', () => {
    expect(judgeReadiness(facts({ mixed: true, outcome: 'regressed' }))).toMatchObject({
      kind: 'waits',
      isDecidable: false,
    });
  });
});

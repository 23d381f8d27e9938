import { describe, expect, it } from 'vitest';
import type { DeployCheck, RuleFinding } from '../../../src/core/deploy/deploy-check.ts';
import { isWorthTelling, judgeBlamed, judgeDeploy } from '../../../src/core/deploy/judge-deploy.ts';
import type { Analysis, Confidence, Mover, Panel, VerdictKind } from '../../../src/core/report/analysis.ts';

const FINDING: RuleFinding = { rule: 'top', sentence: 'New in the top 5.', function: 'f', profile: 'cpu' };

function panel(changes: Partial<Panel> = {}): Panel {
  return {
    profile: 'cpu',
    source: 'CPU time',
    unit: 'cores',
    baseline: 1,
    comparison: 1,
    relative: 0,
    normalisation: 'per request',
    idleShare: 0,
    pods: { baseline: 4, comparison: 4 },
    samples: { baseline: 4000, comparison: 4000 },
    ...changes,
  };
}

function mover(changes: Partial<Mover>): Mover {
  return {
    rank: 1,
    profile: 'cpu',
    function: 'f',
    file: 'f.go',
    line: 1,
    lastLine: 9,
    kind: 'self',
    baseline: 0.2,
    comparison: 0.1,
    delta: -0.1,
    interval: [-0.12, -0.08],
    share: -0.1,
    isNew: false,
    gated: false,
    own: true,
    confidence: 'likely',
    alternatives: [],
    instances: { affected: 0, of: 4 },
    ...changes,
  };
}

function analysis(kind: VerdictKind, confidence: Confidence = 'sure', changes: Partial<Analysis> = {}) {
  return { verdict: { kind, confidence, sentence: '', culprits: [] }, movers: [], panels: [panel()], ...changes };
}

describe('what a deploy came to', () => {
  it.each(['code', 'runtime', 'waiting-on-dependency', 'one-instance'] as const)(
    'is a regression when the verdict %s is sure, and unsure else',
    (kind) => {
      const outcomes = (['sure', 'likely', 'weak'] as const).map((confidence) =>
        judgeDeploy(analysis(kind, confidence), [], 'before and after'),
      );
      expect(outcomes).toEqual(['regressed', 'unsure', 'unsure']);
    },
  );

  it.each(['load', 'mix', 'throttled-or-noisy-host', 'moved', 'nothing-here'] as const)(
    'is no regression where the verdict is %s, however sure',
    (kind) => expect(judgeDeploy(analysis(kind), [], 'before and after')).toBe('unchanged'),
  );

  it('is a regression where a rule is broken', () => {
    expect(judgeDeploy(analysis('nothing-here'), [FINDING], 'before and after')).toBe('regressed');
  });

  it('is an improvement where the cost of a request clearly fell', () => {
    const fell = (relative: number, changes: Partial<Panel> = {}, movers: readonly Mover[] = []) =>
      judgeDeploy(
        analysis('nothing-here', 'sure', { panels: [panel({ relative, ...changes })], movers }),
        [],
        'before and after',
      );

    expect(fell(-0.2)).toBe('improved');
    // Within what healthy windows differ by, unless a function tells where it came from.
    expect(fell(-0.1)).toBe('unchanged');
    expect(fell(-0.1, {}, [mover({})])).toBe('improved');
    expect(fell(-0.1, {}, [mover({ interval: [-0.2, 0.01] })])).toBe('unchanged');
    expect(fell(-0.2, {}, [mover({ delta: 0.1, gated: true })])).toBe('unchanged');
    expect(fell(-0.2, { samples: { baseline: 60, comparison: 50 } })).toBe('unchanged');
    expect(fell(-0.2, { empty: 'no CPU profiles' })).toBe('unchanged');
  });

  it('calls less CPU without known requests an improvement only beside old pods', () => {
    const fell = analysis('nothing-here', 'sure', { panels: [panel({ relative: -0.3, normalisation: 'per second' })] });

    expect(judgeDeploy(fell, [], 'before and after')).toBe('unchanged');
    expect(judgeDeploy(fell, [], 'old and new pods')).toBe('improved');
  });
});

describe('what channels hear of', () => {
  const check = (changes: Partial<DeployCheck>): DeployCheck => ({
    state: 'checked',
    attempts: 1,
    note: '',
    outcome: 'regressed',
    verdict: analysis('nothing-here').verdict,
    findings: [],
    told: [],
    ...changes,
  });

  it('is what is sure, and broken rules that are not quiet', () => {
    expect(isWorthTelling(check({ verdict: analysis('code').verdict }))).toBe(true);
    expect(isWorthTelling(check({ findings: [FINDING] }))).toBe(true);
    expect(isWorthTelling(check({ findings: [{ ...FINDING, quiet: true }] }))).toBe(false);
    expect(isWorthTelling(check({ verdict: analysis('code', 'likely').verdict, outcome: 'unsure' }))).toBe(false);
    expect(isWorthTelling(check({ outcome: 'improved' }))).toBe(false);
  });
});

describe('judgeBlamed', () => {
  const waits = { kind: 'waiting-on-dependency' } as const;
  const none = { commits: 0, findings: 0 };

  it('does not say that a deploy made a dependency slow that it did not touch', () => {
    expect(judgeBlamed('regressed', waits, none, 'before and after')).toBe('unsure');
  });

  it.each([
    ['a commit was written there', waits, { commits: 1, findings: 0 }, 'before and after'],
    ['a rule is broken', waits, { commits: 0, findings: 1 }, 'before and after'],
    ['old and new pods wait for the same one', waits, none, 'old and new pods'],
    ['it is code', { kind: 'code' }, none, 'before and after'],
  ] as const)('stands by it where %s', (_why, verdict, found, comparison) => {
    expect(judgeBlamed('regressed', verdict, found, comparison)).toBe('regressed');
  });
});

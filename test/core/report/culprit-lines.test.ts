import { describe, expect, it } from 'vitest';
import type { Deploy } from '../../../src/core/deploy/deploy.ts';
import type { Culprit } from '../../../src/core/report/analysis.ts';
import { culpritSpans, deploysLine, otherCulprits } from '../../../src/core/report/culprit-lines.ts';
import type { Line } from '../../../src/core/report/report.ts';

const NOW = Date.UTC(2026, 8, 16, 14, 30);
const CULPRIT: Culprit = {
  commit: '4f2c1e9aaaaaaaa',
  subject: 'cache tax bands',
  author: 'Mira',
  at: '2026-09-16T12:00:00Z',
  evidence: 'changed-lines',
  functions: ['pricing.lineTax'],
  confidence: 'sure',
};
const DEPLOY: Deploy = { service: 'shop', toVersion: 'v1.5.0', at: NOW - 1_800_000, source: 'github' };

const textOf = (line: Line) => line.map(({ text }) => text).join('');

describe('what a post says of commits', () => {
  it.each([
    ['changed-lines', ' — changed in 4f2c1e9 “cache tax bands” by Mira, v1.5.0'],
    ['new-function', ' — added in 4f2c1e9 “cache tax bands” by Mira, v1.5.0'],
    ['changed-caller', ' — its caller changed in 4f2c1e9 “cache tax bands” by Mira, v1.5.0'],
    ['dependency-bump', ' — its package changed in 4f2c1e9 “cache tax bands” by Mira, v1.5.0'],
    ['in-deploy-only', ' — the only commit that changes code is 4f2c1e9 “cache tax bands” by Mira, v1.5.0'],
  ] as const)('is no more than the evidence: %s', (evidence, text) => {
    expect(textOf(culpritSpans({ ...CULPRIT, evidence }, DEPLOY))).toBe(text);
  });

  it('is careful where the evidence is weak, and tells the pull request', () => {
    const culprit: Culprit = { ...CULPRIT, confidence: 'weak', pullRequest: 12 };

    expect(textOf(culpritSpans(culprit, undefined))).toBe(
      ' — perhaps changed in 4f2c1e9 “cache tax bands” (#12) by Mira',
    );
  });

  it('keeps a subject of several lines in one, and short', () => {
    const text = textOf(culpritSpans({ ...CULPRIT, subject: `a\n\n<!channel> ${'x'.repeat(500)}` }, DEPLOY));

    expect(text).not.toContain('\n');
    expect(text.length).toBeLessThan(200);
  });

  it('names the others with their reasons', () => {
    const other = { ...CULPRIT, commit: 'abcdef1234', why: 'changes Quote, which calls lineTax' };

    expect(otherCulprits([CULPRIT, other]).map(textOf)).toEqual([
      'Or abcdef1 “cache tax bands” by Mira: changes Quote, which calls lineTax',
    ]);
  });

  it('lists deploys where there are several, each for what it is', () => {
    const flag: Deploy = { ...DEPLOY, kind: 'feature-flag', toVersion: 'new-pricing on' };
    const back: Deploy = { ...DEPLOY, kind: 'rollback', fromVersion: 'v1.6.0' };

    expect(deploysLine([DEPLOY], NOW)).toEqual([]);
    expect(deploysLine([DEPLOY, flag, back], NOW).map(textOf)).toEqual([
      'Deployed before: v1.5.0 at 14:00 UTC, flag new-pricing on at 14:00 UTC, rolled back from v1.6.0 to v1.5.0 at 14:00 UTC.',
    ]);
  });
});

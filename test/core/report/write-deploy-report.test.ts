import { describe, expect, it } from 'vitest';
import type { Deploy } from '../../../src/core/deploy/deploy.ts';
import type { Analysis, Mover } from '../../../src/core/report/analysis.ts';
import { writeDeployReport, type DeployReportFacts } from '../../../src/core/report/write-deploy-report.ts';
import { NOON } from '../../support/sample-incident.ts';

const DEPLOY: Deploy = {
  service: 'checkout',
  fromVersion: 'v1.4.0',
  toVersion: 'v1.5.0',
  at: NOON,
  actor: 'dana',
  commit: '8584fa203ff686909b7d64e2cdffbcdc417227c1',
  url: 'https://ci.example/run/7',
  source: 'github',
};

const MOVER: Mover = {
  rank: 1,
  profile: 'cpu',
  function: 'example.com/shop/pricing.lineTax',
  file: 'pricing/tax.go',
  line: 12,
  lastLine: 30,
  kind: 'self',
  baseline: 0.01,
  comparison: 0.2,
  delta: 0.19,
  interval: [0.18, 0.2],
  share: 0.2,
  isNew: false,
  gated: true,
  own: true,
  confidence: 'sure',
  alternatives: [],
  instances: { affected: 4, of: 4 },
};

const ANALYSIS: Analysis = {
  schema: 'burnscope.analysis/1',
  verdict: {
    kind: 'code',
    confidence: 'sure',
    sentence: 'pricing.lineTax costs more.',
    culprits: [
      {
        commit: '8584fa203ff6',
        subject: 'tax bands',
        author: 'Kim',
        at: '2026-01-01T00:00:00Z',
        evidence: 'changed-lines',
        functions: [],
      },
    ],
  },
  load: { driftFactor: 1, sentence: 'Traffic unchanged.' },
  movers: [MOVER],
  panels: [
    {
      profile: 'cpu',
      source: 'CPU time',
      unit: 'cores',
      baseline: 1,
      comparison: 1.26,
      relative: 0.26,
      normalisation: 'per request',
      idleShare: 0,
      pods: { baseline: 4, comparison: 4 },
      samples: { baseline: 900, comparison: 1100 },
    },
  ],
  notices: [],
};

function write(changes: Partial<DeployReportFacts> = {}) {
  const report = writeDeployReport({
    deploy: DEPLOY,
    outcome: 'regressed',
    comparison: 'before and after',
    findings: [],
    analysis: ANALYSIS,
    note: 'Compared 5 min with 5 min.',
    notices: [],
    burns: false,
    pageUrl: 'https://burn.example/incidents/d1',
    altText: 'a picture',
    now: NOON + 600_000,
    ...changes,
  });
  return { ...report, texts: report.lines.map((line) => line.map(({ text }) => text).join('')) };
}

describe('the report about a deploy', () => {
  it('says what it costs, since when, and that nothing burns', () => {
    expect(write().headline).toBe(
      '🐢 checkout v1.5.0 costs 26 % more CPU per request since its deploy at 14:09 UTC (nothing burns)',
    );
    expect(write({ burns: true }).headline).toBe(
      '🐢 checkout v1.5.0 costs 26 % more CPU per request since its deploy at 14:09 UTC',
    );
  });

  it('says things in the order of a report about a burn', () => {
    const finding = { rule: 'pricing', sentence: 'lineTax takes 20 %.', function: 'lineTax', profile: 'cpu' } as const;

    const report = write({
      findings: [finding],
      notices: ['A store was slow.'],
      deploySentence: 'No commit touches it.',
    });

    expect(report.texts).toEqual([
      'pricing.lineTax costs more. (sure) — changed in 8584fa2 “tax bands” by Kim, v1.5.0',
      'Rule pricing: lineTax takes 20 %.',
      expect.stringMatching(/^▲ pricing\.lineTax at tax\.go:12/),
      'CPU per request +26 %. Traffic unchanged.',
      'Deployed v1.4.0 → v1.5.0 at 14:09 UTC by dana, commit 8584fa203ff6 (told by github).',
      'No commit touches it.',
      'Compared 5 min with 5 min.',
      'Note: A store was slow.',
    ]);
    expect(report.links.map(({ label }) => label)).toEqual(['Open the evidence', 'The deploy']);
  });

  const off = { ...MOVER, profile: 'off-cpu' } as const;
  const waits = { ...ANALYSIS.panels[0]!, profile: 'off-cpu', relative: 0.4 } as const;
  it.each<[string, Partial<DeployReportFacts>]>([
    [
      '🐢 checkout v1.5.0 costs 26 % more CPU per request beside v1.4.0, deployed at 14:09 UTC',
      { comparison: 'old and new pods' },
    ],
    [
      '🐢 checkout v1.5.0 waits 40 % longer per request since its deploy at 14:09 UTC',
      { analysis: { ...ANALYSIS, movers: [off], panels: [waits] } },
    ],
    [
      '🐢 checkout v1.5.0 costs more in pricing.lineTax, only on pod-3, since its deploy at 14:09 UTC',
      { analysis: { ...ANALYSIS, movers: [{ ...MOVER, instances: { affected: 1, of: 4, only: 'pod-3' } }] } },
    ],
    [
      '🐢 checkout v1.5.0 costs more in pricing.lineTax since its deploy at 14:09 UTC',
      { analysis: { ...ANALYSIS, panels: [{ ...ANALYSIS.panels[0]!, relative: -0.1 }] } },
    ],
    [
      '🐢 checkout v1.5.0 breaks rule top since its deploy at 14:09 UTC',
      {
        analysis: { ...ANALYSIS, movers: [] },
        findings: [{ rule: 'top', sentence: 's', function: 'f', profile: 'cpu' }],
      },
    ],
    [
      '🐇 checkout v1.5.0 costs 20 % less CPU per request since its rollback at 14:09 UTC',
      {
        outcome: 'improved',
        deploy: { ...DEPLOY, kind: 'rollback' },
        analysis: { ...ANALYSIS, movers: [], panels: [{ ...ANALYSIS.panels[0]!, relative: -0.2 }] },
      },
    ],
    ['❔ checkout v1.5.0: something may have become slower since its deploy at 14:09 UTC', { outcome: 'unsure' }],
    [
      '✅ checkout new-pricing on: no regression since it changed at 14:09 UTC',
      { outcome: 'unchanged', deploy: { ...DEPLOY, kind: 'feature-flag', toVersion: 'new-pricing on' } },
    ],
  ])('begins: %s', (headline, facts) => {
    expect(write(facts).headline).toBe(`${headline} (nothing burns)`);
  });

  it('keeps what senders wrote on one line, and links only web addresses', () => {
    const hostile = { ...DEPLOY, toVersion: 'v1\n<!channel>', actor: 'a\nb', url: 'javascript:alert(1)' };

    const report = write({ deploy: hostile });

    expect(report.headline).toContain('checkout v1 <!channel> costs');
    expect(report.texts.every((text) => !text.includes('\n'))).toBe(true);
    expect(report.links).toHaveLength(1);
  });
});

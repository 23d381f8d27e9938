import { describe, expect, it } from 'vitest';
import type { Analysis, Mover } from '../../../src/core/report/analysis.ts';
import { shortFunction } from '../../../src/core/report/short-function.ts';
import { writeReport, type ReportFacts } from '../../../src/core/report/write-report.ts';
import { NOON, sampleAlert, sampleIncident } from '../../support/sample-incident.ts';

const MOVER: Mover = {
  rank: 1,
  profile: 'cpu',
  function: 'example.com/shop/pricing.(*TaxTable).Lookup',
  file: 'example.com/shop/pricing/tax.go',
  line: 31,
  lastLine: 40,
  kind: 'total',
  baseline: 0.01,
  comparison: 0.05,
  delta: 0.04,
  interval: [0.03, 0.05],
  relative: 4,
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
  verdict: { kind: 'code', confidence: 'sure', sentence: 'CPU per request +31 %.', culprits: [] },
  load: { driftFactor: 1, sentence: 'Traffic +2 %, explains nothing.' },
  movers: [MOVER],
  panels: [],
  notices: [],
};

function report(changes: Partial<ReportFacts> = {}) {
  const incident = sampleIncident({ service: 'checkout', startsAt: NOON });
  return writeReport({
    incident,
    onset: { at: NOON - 7 * 60_000, method: 'walk-back', certain: true, note: '', burnRate: 14.43 },
    analysis: ANALYSIS,
    deploys: [],
    notices: [],
    pageUrl: 'https://burn.example/incidents/1?signed',
    altText: 'x'.repeat(3000),
    now: NOON + 60_000,
    ...changes,
  });
}

function lines(changes: Partial<ReportFacts> = {}): string[] {
  return report(changes).lines.map((line) => line.map((span) => span.text).join(''));
}

describe('writeReport', () => {
  it('begins with what burns, how fast, since when and how we know', () => {
    expect(report().headline).toBe(
      '🔥 checkout · latency SLO burning 14× since 14:02 UTC (onset found, alert fired 14:09 UTC)',
    );
  });

  it('names the other SLOs that burn, and how often the alert fired', () => {
    const turns = [
      { at: NOON, to: 'firing' },
      { at: NOON + 1, to: 'resolved' },
      { at: NOON + 2, to: 'firing' },
    ] as const;
    const flapping = sampleIncident({ also: ['errors'], alerts: [{ ...sampleAlert(), turns }] });
    const many = sampleIncident({ also: ['a', 'b', 'c', 'd', 'e'] });

    expect(report({ incident: flapping }).headline).toMatch(/14:09 UTC\) · also: errors · fired 2 times$/);
    expect(report({ incident: many }).headline).toMatch(/ · also: a, b, c and 2 more$/);
  });

  it('says when the onset was not asked, and the day when it is not today', () => {
    const onset = { at: NOON - 86_400_000, method: 'alert', certain: false, note: '' } as const;

    expect(report({ onset }).headline).toContain('since 2026-11-21 14:09 UTC (onset not asked');
  });

  it('says the verdict with its confidence, then the function with its place and change', () => {
    expect(lines().slice(0, 2)).toEqual([
      'CPU per request +31 %. (sure)',
      '▲ pricing.(*TaxTable).Lookup at tax.go:31: 0.010 → 0.050 cores per pod (+400 %, sure)',
    ]);
  });

  it('has words for a function that was hardly there before', () => {
    const { relative: _unknown, ...mover } = MOVER;

    expect(lines({ analysis: { ...ANALYSIS, movers: [mover] } })[1]).toContain('(hardly there before, sure)');
    expect(lines({ analysis: { ...ANALYSIS, movers: [{ ...mover, isNew: true }] } })[1]).toContain('(new, sure)');
  });

  it('does not list functions that may not be named as a cause', () => {
    const analysis = { ...ANALYSIS, movers: [{ ...MOVER, gated: false }] };

    expect(lines({ analysis }).join('\n')).not.toContain('Lookup');
  });

  it('puts no confidence behind silence', () => {
    const verdict = { ...ANALYSIS.verdict, kind: 'nothing-here', sentence: 'Nothing changed.' } as const;

    expect(lines({ analysis: { ...ANALYSIS, verdict } })[0]).toBe('Nothing changed.');
  });

  it('links the culprit where it has a page', () => {
    const culprit = {
      commit: '4f2c1e9aaaaaaaa',
      subject: 'cache tax bands',
      author: 'Mira',
      at: '',
      evidence: 'changed-lines',
      functions: [],
      permalink: 'https://git.example/c/4f2c1e9',
    } as const;
    const verdict = { ...ANALYSIS.verdict, culprits: [culprit] };

    const [first] = report({ analysis: { ...ANALYSIS, verdict } }).lines;

    expect(first).toContainEqual({ kind: 'link', text: '4f2c1e9', url: 'https://git.example/c/4f2c1e9' });
  });

  it('says two notices and how many more there are', () => {
    expect(lines({ notices: ['a.', 'b.', 'c.'] }).slice(-3)).toEqual([
      'Note: a.',
      'Note: b.',
      '1 more note on the page.',
    ]);
  });

  it('still says something when the analysis failed', () => {
    expect(writeReport(factsWithout()).lines[0]?.[0]?.text).toContain('could not be analysed');
  });

  it('keeps the alt text within what chats accept', () => {
    expect(report().altText).toHaveLength(2000);
  });

  it.each([
    ['https://runbooks.example/burn', 1],
    ['javascript:alert(1)', 0],
    ['https://a b', 0],
    [`https://${'x'.repeat(5000)}`, 0],
  ])('takes a runbook only for a web address: %s', (url, count) => {
    const incident = sampleIncident({ alerts: [sampleAlert({ annotations: { runbook_url: url } })] });

    expect(report({ incident }).links.filter((link) => link.label === 'Runbook')).toHaveLength(count);
  });

  it('keeps line breaks and endless names of labels out of the headline', () => {
    const incident = sampleIncident({ service: `a\n<!channel>\n${'x'.repeat(9000)}` });

    expect(report({ incident }).headline.length).toBeLessThan(400);
    expect(report({ incident }).headline).not.toContain('\n');
  });

  function factsWithout(): ReportFacts {
    return {
      incident: sampleIncident(),
      onset: { at: NOON, method: 'alert', certain: false, note: '' },
      deploys: [],
      notices: [],
      pageUrl: '',
      altText: '',
      now: NOON,
    };
  }
});

describe('shortFunction', () => {
  it.each([
    ['example.com/shop/pricing.(*Engine).Quote', 'pricing.(*Engine).Quote'],
    ['example.com/shop/cache.(*LRU[go.shape.struct { ID int "json:\\"a/b\\"" }]).Get', 'cache.(*LRU).Get'],
    ['net/http.(*Client).Do', 'http.(*Client).Do'],
    ['example.com/a/slices.Map[example.com/b.T,[]int].func1', 'slices.Map.func1'],
    ['com/example/Shop.checkout(java/lang/String)', 'Shop.checkout(java/lang/String)'],
    ['main', 'main'],
    ['std::vector<a/b>::push', 'std::vector<a/b>::push'],
  ])('%s', (name, short) => {
    expect(shortFunction(name)).toBe(short);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleReport } from '../../support/sample-report.ts';
import { answeredIncident, ONE_PIXEL_HASH, sampleAnalysis, sampleEvidence } from './sample-evidence.ts';
import { startTestWeb } from './start-test-web.ts';
import type { TestWeb } from './start-test-web.ts';

let web: TestWeb;
beforeEach(async () => {
  web = await startTestWeb({ pages: 'open' });
});
afterEach(() => web.close());

async function page(path = '/incidents/abc-1'): Promise<string> {
  const answer = await fetch(web.url + path);
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  return answer.text();
}

/** Text as a reader sees it. */
function visible(html: string): string {
  return html
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#34;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
}

describe('the page of an answered incident', () => {
  it('says things in the order in which a tired person needs them', async () => {
    const text = visible(await page());

    const order = [
      'checkout · latency SLO burning 14.4× since 14:02',
      'Burning since 2026-11-22 14:02:00 UTC , alert fired 2026-11-22 14:09:00 UTC',
      'CPU per request grew by 31 %',
      'sure',
      '4f2c1e9a0b cache tax bands by Mira',
      'CPU in cores, off-CPU in seconds waited per second; both per pod.',
      '1 CPU ▲ pricing.(*TaxTable).Lookup pricing/tax.go:31 called from pricing.(*Engine).Quote',
      '0.0271 cores 0.18 cores +0.153 +564 % +0.141 … +0.166 2 of 2 sure',
      '2 Off-CPU ▲ inventory.(*Cache).Reserve inventory/cache.go:77',
      'lock held by inventory.(*Cache).refresh',
      '0 s/s 2.5 s/s +2.5 new +2.1 … +2.9 1 of 2 only checkout-7f4b-ccccc likely',
      'Red grew, blue shrank. The x-axis is alphabetical, not time.',
      'deploy v1.5.0',
      'at most 0.3× in the baseline',
      'Baseline 2026-11-22 13:00:00 UTC to 2026-11-22 14:00:00 UTC (1 h, before)',
      'certain, by short-window walk-back. The 5m ratio left its budget here.',
      'v1.4.0 → v1.5.0 at 2026-11-22 14:00:00 UTC (profile labels)',
      'Baseline: 0.023 to 0.031 cores in 2 pods. Now: 0.17 to 0.19 cores in 2 pods. Most now: checkout-7f4b-ddddd 0.19',
      'Traffic +2 %, explains nothing. 100 → 102 requests per second and pod (+2 %).',
      'More or fewer requests +0.0102 All functions together −0.004 The functions named above +0.15',
      'CPU : 0.51 → 0.668 cores per pod (+31 %, compared per request)',
      'One profile of pod checkout-7f4b-ddddd was cut short',
      'Prometheus prod 2 questions',
      'ratio_rate5m{sloth_id="checkout-latency"}) > 1',
      '2026-11-22 13:02:00 UTC to 2026-11-22 14:09:00 UTC Open it there',
      'Picture, 1280 × 720 70 B',
      'cpu baseline, pprof 1.4 MB',
      'CPU diff, folded stacks with both counts',
      'Everything as JSON',
      'profiles/baseline/001-pod a"b;é-cpu.pprof 1.4 MB',
      'profiles 1.2 s timeout',
    ];
    let at = 0;
    for (const piece of order) {
      const found = text.indexOf(piece, at);
      expect(found, `${piece} after ${text.slice(at, at + 60)}`).toBeGreaterThanOrEqual(at);
      at = found;
    }
  });

  it('links where something is shown: lines, queries, files', async () => {
    const html = await page();

    expect(html).toContain('href="https://git.example/shop/blob/4f2c1e9/pricing/tax.go#L31"');
    expect(html).toContain('href="https://prom.example/graph?g0.expr=sum%28rate%28errors%5B5m%5D%29%29&amp;g0.tab=0"');
    expect(html).toContain('data-flames="../incidents/abc-1/flames"');
    expect(html).toMatch(
      /<button [^>]*data-function="example.com\/shop\/pricing.\(\*TaxTable\).Lookup" data-profile="cpu"/,
    );
  });

  it('draws nothing in place of what older evidence does not have', async () => {
    const { burn: _burn, ...rest } = sampleEvidence();
    const { load, movers, ...analysis } = sampleAnalysis();
    const { split: _split, ...oldLoad } = load;
    const old = movers.map(({ pods: _pods, permalink: _permalink, ...mover }) => mover);
    await web.evidence.keep({ ...rest, analysis: { ...analysis, load: oldLoad, movers: old } });

    const html = await page();

    expect(visible(html)).toContain('No burn-rate chart');
    expect(visible(html)).toContain('How the change divides is not known');
    expect(html).not.toMatch(/class="(?:chart|strip|bar)/);
    expect(visible(html)).toContain('pricing/tax.go:31');
  });

  it('shows half of the picture for each profile, with its alt text once', async () => {
    const html = await page();

    expect(html.split(`alt="${sampleReport().altText}"`)).toHaveLength(2);
    expect(html.match(/<div class="flame" data-profile="(?:cpu|off-cpu)">/g)).toHaveLength(2);
    expect(html.match(/<img src="\.\.\/incidents\/abc-1\.png"/g)).toHaveLength(2);
  });

  it('says so where something is missing', async () => {
    await web.evidence.keep(
      sampleEvidence({
        files: [],
        deploys: [],
        asked: [],
        analysis: sampleAnalysis({
          movers: [],
          notices: [],
          verdict: { ...sampleAnalysis().verdict, culprits: [], kind: 'nothing-here' },
        }),
        onset: { at: 0, method: 'alert', certain: false, note: '' },
      }),
    );

    const text = visible(await page());

    for (const sentence of [
      'There is no picture of this incident',
      'No deploy is known near the onset.',
      'Nothing was asked of other systems.',
      'No function changed beyond its usual spread.',
      'not certain, by alert.',
      'at the latest',
    ]) {
      expect(text).toContain(sentence);
    }
    expect(text).not.toContain('Commit ');
  });

  it('tells what the post told when the analysis failed', async () => {
    const { analysis: _failed, ...rest } = sampleEvidence();
    await web.evidence.keep({
      ...rest,
      report: sampleReport({ lines: [[{ kind: 'text', text: 'Note: Step "analysis" failed: out of memory.' }]] }),
    });

    const text = visible(await page());
    const { status, json } = await readJson('/incidents/abc-1.json');

    expect(text).toContain('Step "analysis" failed: out of memory.');
    expect(text).toContain('Asked, exactly');
    expect({ status, headline: json['headline'] }).toEqual({ status: 200, headline: sampleReport().headline });
  });
});

describe('an incident without an answer', () => {
  it.each([
    ['queued', 'about to look'],
    ['investigating', 'looking at the profiles'],
  ] as const)('that is %s says so and asks again by itself', async (state, words) => {
    await web.incidents.save(answeredIncident({ id: 'new', state }));

    const html = await page('/incidents/new');

    expect(html).toContain('data-refresh="2"');
    expect(visible(html)).toContain(words);
  });

  it('that failed says what to do, and does not ask again', async () => {
    await web.incidents.save(answeredIncident({ id: 'bad', state: 'failed' }));

    const html = await page('/incidents/bad');

    expect(html).toContain('data-refresh=""');
    expect(visible(html)).toContain('The investigation did not finish.');
    expect(visible(html)).toContain('What to do: look for incident bad in the log');
    expect(visible(html)).toContain('more than 30 min after this incident was last heard of');
  });

  it('whose evidence is gone says so', async () => {
    await web.incidents.save(answeredIncident({ id: 'gone' }));

    expect(visible(await page('/incidents/gone'))).toContain('There is no evidence of this incident');
    expect((await fetch(`${web.url}/incidents/gone.json`)).status).toBe(404);
  });

  it.each([
    '/incidents/nobody',
    '/incidents/nobody.json',
    '/incidents/nobody.png',
    '/incidents/%00',
    '/incidents/a/b/c',
    '/incidents/abc-1/files/none',
    '/nothing',
  ])('at %s is a page that helps', async (path) => {
    const answer = await fetch(web.url + path);

    expect(answer.status).toBe(404);
    expect(await answer.text()).toMatch(/<h1>There is (nothing here|no such (incident|file))<\/h1>/);
  });
});

describe('pictures and data', () => {
  it('gives the chat picture, and the phone one on request', async () => {
    for (const query of ['', '?size=phone', '?size=wide', '?size=../../x']) {
      const answer = await fetch(`${web.url}/incidents/abc-1.png${query}`);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
    }
  });

  it('is not sent twice to who has it', async () => {
    const first = await fetch(`${web.url}/incidents/abc-1.png`);
    const again = await fetch(`${web.url}/incidents/abc-1.png`, {
      headers: { 'if-none-match': first.headers.get('etag') ?? '' },
    });

    expect(again.status).toBe(304);
  });

  it('says so when the bytes were lost', async () => {
    web.blobs.lose(ONE_PIXEL_HASH);

    const answer = await fetch(`${web.url}/incidents/abc-1.png`);

    expect(answer.status).toBe(410);
    expect(answer.headers.get('etag')).toBeNull();
    expect(await answer.text()).toContain('This file is gone');
  });

  it('gives the Analysis as JSON, with times in ISO 8601', async () => {
    const { json } = await readJson('/incidents/abc-1.json');

    expect(json).toMatchObject({
      schema: 'burnscope.analysis/1',
      verdict: { kind: 'code' },
      onset: { at: '2026-11-22T14:02:00.000Z', certain: true },
      windows: { baseline: { from: '2026-11-22T13:00:00.000Z', to: '2026-11-22T14:00:00.000Z', mode: 'before' } },
      deploys: [{ toVersion: 'v1.5.0', at: '2026-11-22T14:00:00.000Z' }],
      asked: [
        { system: 'Prometheus prod' },
        { system: 'Prometheus prod', window: { to: '2026-11-22T14:09:00.000Z' }, href: expect.any(String) },
        { system: 'embedded store' },
      ],
      burn: { budget: 0.001, ratio: expect.arrayContaining([['2026-11-22T14:02:00.000Z', 0.0003]]) },
      incident: { id: 'abc-1', state: 'answered' },
    });
    expect(JSON.stringify(json)).not.toContain(ONE_PIXEL_HASH);
  });

  it('serves profiles also under their short path', async () => {
    const name = encodeURIComponent('001-pod a"b;é-cpu.pprof');

    expect((await fetch(`${web.url}/incidents/abc-1/profiles/baseline/${name}`)).status).toBe(200);
  });
});

describe('the list', () => {
  it('is newest first, filters by service and goes on where it ended', async () => {
    for (let n = 1; n <= 60; n++) {
      await web.incidents.save(answeredIncident({ id: `i-${n}`, service: n % 2 === 0 ? 'even' : 'odd', openedAt: n }));
    }

    const first = await page('/incidents');
    const older = /href="([^"]+)">Older/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const second = await page(new URL(older, `${web.url}/incidents`).href.slice(web.url.length));
    const even = await page('/incidents?service=even');

    const ids = (html: string): string[] =>
      [...html.matchAll(/<a class="what" href="\.\/incidents\/([^"?]+)"/g)].map(([, id]) => id!);
    expect(ids(first)).toHaveLength(50);
    expect(ids(first).slice(0, 3)).toEqual(['abc-1', 'i-60', 'i-59']);
    expect(ids(second)).toEqual(['i-11', 'i-10', 'i-9', 'i-8', 'i-7', 'i-6', 'i-5', 'i-4', 'i-3', 'i-2', 'i-1']);
    expect(ids(even)).toHaveLength(30);
    expect(visible(await page('/incidents?service=nobody'))).toContain('No incident is like that.');
  });
});

async function readJson(path: string): Promise<{ status: number; json: Record<string, unknown> }> {
  const answer = await fetch(web.url + path);
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
}

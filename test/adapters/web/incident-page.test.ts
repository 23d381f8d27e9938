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
      'CPU cores per pod',
      'pricing.(*TaxTable).Lookup pricing/tax.go:31 called from pricing.(*Engine).Quote',
      '0.0271 0.18 +0.153 +564 % +0.141 … +0.166 2 of 2 sure',
      'Off-CPU (waiting) seconds waited per second and pod',
      'inventory.(*Cache).Reserve inventory/cache.go:77',
      'lock held by inventory.(*Cache).refresh',
      '0 2.5 +2.5 new +2.1 … +2.9 1 of 2, only checkout-7f4b-ccccc likely',
      'Red grew, blue shrank. The x-axis is alphabetical, not time.',
      'Traffic +2 %, explains nothing.',
      'CPU : 0.51 → 0.668 cores per pod (+31 %, compared per request)',
      'Baseline 2026-11-22 13:00:00 UTC to 2026-11-22 14:00:00 UTC (1 h, before)',
      'certain, by short-window walk-back. The 5m ratio left its budget here.',
      'v1.4.0 → v1.5.0 at 2026-11-22 14:00:00 UTC (profile labels)',
      'ratio_rate5m{sloth_id="checkout-latency"}) > 1',
      'One profile of pod checkout-7f4b-ddddd was cut short',
      'profiles 1.2 s timeout',
      'Everything as JSON',
      'profiles/baseline/001-pod a"b;é-cpu.pprof 1.4 MB',
    ];
    let at = 0;
    for (const piece of order) {
      const found = text.indexOf(piece, at);
      expect(found, `${piece} after ${text.slice(at, at + 60)}`).toBeGreaterThanOrEqual(at);
      at = found;
    }
  });

  it('shows the picture with its alt text, and the tall one to phones', async () => {
    const html = await page();

    expect(html).toContain(`alt="${sampleReport().altText}"`);
    expect(html).toContain('<source media="(max-width: 640px)" srcset="../incidents/abc-1.png?size=phone"');
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
    expect(text).not.toContain('Commit');
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
      asked: [{ system: 'Prometheus prod' }, { system: 'embedded store' }],
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
      [...html.matchAll(/<li><a href="\.\/incidents\/([^"?]+)"/g)].map(([, id]) => id!);
    expect(ids(first)).toHaveLength(50);
    expect(ids(first).slice(0, 3)).toEqual(['abc-1', 'i-60', 'i-59']);
    expect(ids(second)).toEqual(['i-11', 'i-10', 'i-9', 'i-8', 'i-7', 'i-6', 'i-5', 'i-4', 'i-3', 'i-2', 'i-1']);
    expect(ids(even)).toHaveLength(30);
    expect(visible(await page('/incidents?service=nobody'))).toContain('There is no incident of nobody');
  });
});

async function readJson(path: string): Promise<{ status: number; json: Record<string, unknown> }> {
  const answer = await fetch(web.url + path);
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
}

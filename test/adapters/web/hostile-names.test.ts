import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleReport } from '../../support/sample-report.ts';
import { answeredIncident, ONE_PIXEL_HASH, sampleAnalysis, sampleEvidence, sampleMover } from './sample-evidence.ts';
import { PROFILE } from './sample-flames.ts';
import { startTestWeb } from './start-test-web.ts';
import type { TestWeb } from './start-test-web.ts';

let web: TestWeb;
beforeEach(async () => {
  web = await startTestWeb({ pages: 'open' });
});
afterEach(() => web.close());

async function page(): Promise<string> {
  const answer = await fetch(`${web.url}/incidents/abc-1`);
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

describe('hostile names', () => {
  const EVIL = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>{{ title }}{% raw %}`;

  it('stay text everywhere on the page', async () => {
    const analysis = sampleAnalysis();
    await web.incidents.save(answeredIncident({ slo: EVIL }));
    await web.evidence.keep(
      sampleEvidence({
        report: sampleReport({
          headline: EVIL,
          altText: EVIL,
          links: [
            { label: EVIL, url: 'javascript:alert(1)' },
            { label: `safe ${EVIL}`, url: `https://x.example/"onmouseover="alert(1)` },
          ],
        }),
        analysis: sampleAnalysis({
          verdict: {
            ...analysis.verdict,
            sentence: EVIL,
            culprits: [
              {
                ...analysis.verdict.culprits[0]!,
                subject: EVIL,
                author: EVIL,
                permalink: 'javascript:alert(1)',
                functions: [EVIL],
              },
            ],
          },
          movers: [
            sampleMover({
              function: EVIL,
              file: EVIL,
              caller: EVIL,
              movedFrom: EVIL,
              alternatives: [EVIL],
              instances: { affected: 1, of: 1, only: EVIL },
              pods: [{ pod: EVIL, side: 'comparison', rate: 1 }],
              permalink: 'javascript:alert(1)',
            }),
          ],
          notices: [EVIL],
        }),
        asked: [
          { system: EVIL, query: EVIL },
          { system: 'prod', query: EVIL, href: 'javascript:alert(1)' },
        ],
        burn: { ...sampleEvidence().burn!, query: EVIL },
        deploys: [{ service: 'a', fromVersion: EVIL, toVersion: EVIL, at: 1, source: 'generic' }],
        files: [{ name: EVIL, hash: ONE_PIXEL_HASH, mediaType: EVIL, bytes: 1 }],
        stages: [{ name: EVIL, milliseconds: 1, outcome: EVIL }],
      }),
    );

    const html = await page();

    expect(html).not.toContain('<script>');
    expect(html).not.toContain('<img src=x');
    expect(html).not.toMatch(/ on\w+=(?!alert\(1\)&gt;)/);
    expect(html).not.toContain('javascript:');
    expect(html).not.toMatch(/<(?:script|style)(?![^>]*src=)[^>]*>/);
    expect(html.match(/<script /g)).toHaveLength(1);
    expect(visible(html).split('{{ title }}').length).toBeGreaterThan(12);
  });

  it('make safe downloads: bytes to save, under a name without surprises', async () => {
    const html = await page();
    const href = /href="([^"]*files\/profiles[^"]*)"/.exec(html)?.[1] ?? '';

    const answer = await fetch(new URL(href, `${web.url}/incidents/abc-1`));

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="001-pod_a_b_-cpu.pprof"; filename*=UTF-8''001-pod%20a%22b%3B%C3%A9-cpu.pprof`,
    );
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(PROFILE);
  });

  it('cannot leave the evidence', async () => {
    for (const path of [
      '/incidents/abc-1/files/..%2f..%2fetc%2fpasswd',
      '/incidents/abc-1/files/profiles%2f..%2fchat.png',
    ]) {
      expect((await fetch(web.url + path)).status).toBe(404);
    }
  });
});

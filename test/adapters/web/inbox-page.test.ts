import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InboxMessage } from '../../../src/pipeline/ports.ts';
import { sampleReport } from '../../support/sample-report.ts';
import { startTestWeb } from './start-test-web.ts';
import type { TestWeb } from './start-test-web.ts';

let web: TestWeb;
beforeEach(async () => {
  web = await startTestWeb();
});
afterEach(() => web.close());

const message = (changes: Partial<InboxMessage> = {}): InboxMessage => ({
  id: 'm1',
  channel: 'oncall',
  key: 'k1',
  postedAt: Date.parse('2026-11-22T14:09:30Z'),
  report: sampleReport(),
  ...changes,
});
const inbox = async (): Promise<string> => (await fetch(web.signed('/inbox'))).text();
const version = (html: string): string => /data-version="([^"]+)"/.exec(html)?.[1] ?? '';

describe('the inbox', () => {
  it('says that it is empty', async () => {
    expect(await inbox()).toContain('No message yet.');
  });

  it('shows headline, lines, time, picture and links', async () => {
    await web.inboxMessages.save(message({ pictureUrl: web.links.sign('/incidents/abc-1.png') }));

    const html = await inbox();

    expect(html).toContain('<h2 id="m-m1">checkout · latency SLO burning 14.4× since 14:02</h2>');
    expect(html).toContain('<code>pricing.(*TaxTable).Lookup</code>');
    expect(html).toContain('<time datetime="2026-11-22T14:09:30.000Z">');
    expect(html).toMatch(/<img src="\.\/incidents\/abc-1\.png\?expires=\d+&amp;signature=[\w-]+"/);
    expect(html).toContain('href="https://git.example/shop/commit/4f2c1e9?a=1&amp;b=2"');
  });

  it('signs links to our own pages anew, so that old messages open', async () => {
    const report = sampleReport({ links: [{ label: 'Open the evidence', url: web.links.sign('/incidents/abc-1') }] });
    await web.inboxMessages.save(message({ report }));
    web.pass(40 * 86_400_000);

    const href = /href="(\.\/incidents\/abc-1\?[^"]+)"/.exec(await inbox())?.[1]?.replaceAll('&amp;', '&') ?? '';

    expect((await fetch(new URL(href, `${web.url}/inbox`))).status).toBe(200);
  });

  it('has the newest first', async () => {
    for (const [id, postedAt] of [
      ['old', 1],
      ['new', 3],
      ['mid', 2],
    ] as const) {
      await web.inboxMessages.save(message({ id, key: id, postedAt }));
    }

    expect([...(await inbox()).matchAll(/<h2 id="m-(\w+)"/g)].map(([, id]) => id)).toEqual(['new', 'mid', 'old']);
  });

  it('changes its version when a message is edited, and not when only time passes', async () => {
    await web.inboxMessages.save(message());
    const first = version(await inbox());
    web.pass(2 * 3_600_000);

    expect(version(await inbox())).toBe(first);
    await web.inboxMessages.save(message({ editedAt: Date.parse('2026-11-22T14:10:00Z') }));
    const edited = await inbox();

    expect(version(edited)).not.toBe(first);
    expect(edited).toContain('edited <time datetime="2026-11-22T14:10:00.000Z">');
  });

  it('keeps hostile messages text', async () => {
    const evil = '<script>alert(1)</script><img src=x onerror=alert(1)>';
    const link = { kind: 'link', text: evil, url: 'javascript:alert(1)' } as const;
    await web.inboxMessages.save(
      message({
        id: 'a" onload="x',
        channel: evil,
        report: sampleReport({
          headline: evil,
          lines: [[{ kind: 'code', text: evil }, link]],
          links: [{ label: evil, url: 'data:text/html,x' }],
        }),
        pictureUrl: 'https://evil.example/x.png',
      }),
    );

    const html = await inbox();

    expect(html.match(/<script /g)).toHaveLength(1);
    expect(html).not.toMatch(/<script>|<img|javascript:|data:text|evil\.example|onload="/);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOSTILE_TEXTS, NOON } from '../../support/sample-incident.ts';
import { recordDeploy, recordRegression } from './deploy-samples.ts';
import { sampleAnalysis } from './sample-evidence.ts';
import { startTestWeb } from './start-test-web.ts';
import type { TestWeb } from './start-test-web.ts';

const MINUTE = 60_000;
let web: TestWeb;
beforeEach(async () => {
  web = await startTestWeb({ pages: 'open' });
});
afterEach(() => web.close());

const html = async (query = ''): Promise<string> => (await fetch(`${web.url}/deploys${query}`)).text();
const rows = (page: string): readonly string[] =>
  page
    .split('<li>')
    .slice(1)
    .map((row) => row.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' '));
const version = (page: string): string => /data-version="([^"]+)"/.exec(page)?.[1] ?? '';

describe('the list of deploys', () => {
  it('says of each what changed, who told, what came of it, and which commit', async () => {
    const key = await recordRegression(web);

    const page = await html();

    const [row = ''] = rows(page);
    for (const piece of [
      'checkout v1.4.2 → v1.5.0 regressed',
      'CPU per request grew by 31 %: 26 points of it in pricing.(*TaxTable).Lookup. sure',
      '4f2c1e9a0b cache tax bands by Mira in pricing.(*TaxTable).Lookup',
      'Rule new in top 5 : pricing.(*TaxTable).Lookup is new and takes 18 % of the CPU.',
      'Compared 5 minutes before with 5 minutes after.',
      '2026-11-22 14:09:00 UTC , production, by ana, commit 4f2c1e9a0b ; told by GitHub',
    ]) {
      expect(row).toContain(piece);
    }
    expect(page).toContain(`<a class="what" href="./deploys/${key}">`);
    expect(page).toContain('href="https://ci.example/deployments/9"');
    expect(page).toContain('href="https://git.example/shop/commit/4f2c1e9"');
  });

  it.each([
    [{ status: 'failed' } as const, undefined, 'rollout failed'],
    [{ status: 'running' } as const, undefined, 'rolling out'],
    [{ kind: 'rollback' } as const, undefined, 'v1.4.2 → v1.5.0 rollback'],
    [{ kind: 'feature-flag', toVersion: 'new-pricing on' } as const, undefined, '→ new-pricing on feature flag'],
    [{ kind: 'config' } as const, undefined, 'config'],
    [{ toVersion: 'ab'.repeat(20) }, undefined, '→ ababababab'],
    [{}, { outcome: 'unchanged', verdict: sampleAnalysis().verdict } as const, 'no regression'],
    [{}, { outcome: 'improved' } as const, 'improved'],
  ])('%j, %j: %s', async (deploy, check, words) => {
    await recordDeploy(web, deploy, check);

    const [row = ''] = rows(await html());

    expect(row).toContain(words);
    expect(row).not.toContain('sure ');
  });

  it('says what a check waits for, and why one was given up', async () => {
    const key = await recordDeploy(web, {});
    const waiting = { state: 'waiting', note: 'Waits for profiles.', dueAt: NOON + MINUTE } as const;
    await web.deployRecords.saveCheck(key, { ...waiting, attempts: 1, findings: [], told: [] });
    expect(rows(await html())[0]).toContain(
      'waits for profiles Waits for profiles. Looked at again at 2026-11-22 14:10:00 UTC',
    );

    const note = 'Given up after 6 h. No profiles.';
    await web.deployRecords.saveCheck(key, { state: 'given up', note, attempts: 9, findings: [], told: [] });
    expect(rows(await html())[0]).toContain(`not compared ${note}`);
  });

  it.each([
    ['', ['a', 'b', 'c']],
    ['?service=cart', ['b']],
    ['?outcome=improved', ['c']],
    ['?kind=rollback', ['a']],
    ['?kind=version&outcome=regressed', ['b']],
    ['?outcome=toString&kind=odd&before=soon&service=', ['a', 'b', 'c']],
    ['?service=a&service=b', ['a', 'b', 'c']],
    ['?before=2026-11-22T14:08:30Z', ['b', 'c']],
  ])('asked with %j', async (query, expected) => {
    await recordDeploy(web, { toVersion: 'a', kind: 'rollback' });
    await recordDeploy(web, { toVersion: 'b', service: 'cart', at: NOON - MINUTE }, { outcome: 'regressed' });
    await recordDeploy(web, { toVersion: 'c', at: NOON - 2 * MINUTE }, { outcome: 'improved' });

    const found = [...(await html(query)).matchAll(/→ <code>(.)<\/code>/g)].map(([, to]) => to);

    expect(found).toEqual(expected);
  });

  it('keeps the question in the form, and goes on page by page though all went live together', async () => {
    for (let n = 1; n <= 60; n++) await recordDeploy(web, { toVersion: `n${n}` }, { outcome: 'regressed' });

    const first = await html('?service=checkout&outcome=regressed');

    expect(first).toContain('name="service" value="checkout"');
    expect(first).toContain('<option value="regressed" selected>');
    expect(first).toContain('Show all');
    const older = /href="([^"]+)">Older/.exec(first)?.[1] ?? '';
    expect(older).toContain('service=checkout&amp;outcome=regressed&amp;before=');
    const second = await html(older.slice(older.indexOf('?')).replaceAll('&amp;', '&'));
    const seen = [first, second].flatMap((page) => [...page.matchAll(/→ <code>(n\d+)</g)].map(([, to]) => to));
    expect(new Set(seen).size).toBe(60);
    expect(seen).toHaveLength(60);
    expect(second).toContain('>Newest</a>');
    expect(second).not.toContain('>Older</a>');
  });

  it('says where to send deploys while there is none, and that a filter finds none', async () => {
    expect(await html()).toContain('<code>/deploys/generic</code>');
    expect(await html('?service=nowhere')).toContain('No deploy is like that.');
    expect(await html('?before=2020-01-01')).toContain('There is nothing older.');
  });

  it('links to no sender but by http', async () => {
    for (const url of ['javascript:alert(1)', 'data:text/html,x', 'ftp://x/', 'not a url']) {
      await recordDeploy(web, { url });
    }

    expect(await html()).not.toContain('at its sender');
  });

  it('shows hostile text as text', async () => {
    const text = HOSTILE_TEXTS.slice(0, 7).join(' ');
    await recordDeploy(web, { toVersion: text, actor: text, environment: text, service: text }, { note: text });

    const page = await html();

    expect(page).not.toContain('<script>@');
    expect(page).toContain('&lt;script&gt;@channel');
  });

  it('is live: its version changes with a row, and not with time', async () => {
    const key = await recordDeploy(web, {});
    const first = await html();
    web.pass(3_600_000);

    expect(first).toContain('data-refresh="5"');
    expect(version(await html())).toBe(version(first));
    await web.deployRecords.saveCheck(key, { state: 'given up', note: 'x', attempts: 1, findings: [], told: [] });
    expect(version(await html())).not.toBe(version(first));
  });
});

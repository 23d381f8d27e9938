import { afterEach, describe, expect, it } from 'vitest';
import { DeployJson } from '../../../src/adapters/web/deploy-schema.ts';
import { NOON } from '../../support/sample-incident.ts';
import { recordDeploy, recordRegression } from './deploy-samples.ts';
import { startTestWeb } from './start-test-web.ts';
import type { TestWeb } from './start-test-web.ts';

let web: TestWeb;
afterEach(() => web.close());

async function open(): Promise<void> {
  web = await startTestWeb({ pages: 'open' });
}

async function page(path: string): Promise<string> {
  const html = await (await fetch(web.url + path)).text();
  return html
    .slice(html.indexOf('<body>'))
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
}

describe('the page of a deploy', () => {
  it('leads to the evidence of its check, by the signature of its own for who came by one', async () => {
    web = await startTestWeb();
    const key = await recordRegression(web);

    const answer = await fetch(web.signed(`/deploys/${key}`), { redirect: 'manual' });

    expect(answer.status).toBe(302);
    const to = new URL(answer.headers.get('location') ?? '', `${web.url}/deploys/${key}`);
    expect(to.pathname).toBe(`/incidents/${key}`);
    expect((await fetch(to)).status).toBe(200);
    expect((await fetch(`${web.url}/incidents/${key}`)).status).toBe(403);
  });

  it('says what its check waits for, and asks again', async () => {
    await open();
    const key = await recordDeploy(web, {
      actor: 'ana',
      environment: 'production',
      image: 'shop:v1',
      startedAt: NOON - 1,
    });
    const waiting = { attempts: 1, findings: [], told: [], note: 'Waits for profiles.', dueAt: NOON } as const;
    await web.deployRecords.saveCheck(key, { state: 'waiting', ...waiting });

    const text = await page(`/deploys/${key}`);

    expect(text).toContain('Deploy v1.5.0 of checkout');
    expect(text).toContain('Waits for profiles. Looked at again at 2026-11-22 14:09:00 UTC');
    expect(text).toContain('production');
    expect(text).toContain('By ana');
    expect(text).toContain('Told by generic JSON');
    expect(await (await fetch(`${web.url}/deploys/${key}`)).text()).toContain('data-refresh="10"');
  });

  it.each([
    [{ state: 'given up', note: 'Given up after 6 h.' } as const, 'Given up after 6 h.'],
    [{ state: 'checked', note: '', evidenceId: 'd1' } as const, 'The evidence of this comparison was removed.'],
    [undefined, 'This deploy is not compared.'],
  ])('stands still where nothing is to come: %j', async (check, words) => {
    await open();
    const key = await recordDeploy(web, { kind: 'rollback' });
    if (check !== undefined) await web.deployRecords.saveCheck(key, { attempts: 1, findings: [], told: [], ...check });

    expect(await page(`/deploys/${key}`)).toContain(words);
    expect(await (await fetch(`${web.url}/deploys/${key}`)).text()).toContain('data-refresh=""');
  });

  it('is there as JSON, as the API has it', async () => {
    await open();
    const key = await recordRegression(web);

    const answer = await (await fetch(`${web.url}/deploys/${key}.json`)).json();

    expect(DeployJson.parse(answer)).toEqual(answer);
    expect(answer).toMatchObject({ key, check: { outcome: 'regressed' } });
  });

  it('says of a key that nobody knows what to do', async () => {
    await open();
    const answer = await fetch(`${web.url}/deploys/d0`);

    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('There is no such deploy');
  });

  it('leaves the doors that take deploys to those', async () => {
    await open();
    const answer = await fetch(`${web.url}/deploys/github`);

    expect(answer.status).toBe(405);
  });
});

describe('the evidence of a check', () => {
  it('speaks of the deploy, and of nothing that burns', async () => {
    await open();
    const key = await recordRegression(web);

    const text = await page(`/incidents/${key}`);

    const order = [
      'checkout v1.5.0 costs 26 % more CPU per request',
      'Went live 2026-11-22 14:09:00 UTC . Service checkout , deploy v1.4.2 → v1.5.0. regressed',
      'Verdict CPU per request grew by 31 %',
      'Commit 4f2c1e9a0b',
      'Rule new in top 5 : pricing.(*TaxTable).Lookup is new and takes 18 % of the CPU.',
      'Compared 5 minutes before with 5 minutes after.',
      'What changed',
      'What was compared',
      'After 2026',
      'Before 2026',
      'Told by GitHub',
      'Posted to oncall',
      'Downloads',
    ];
    let at = 0;
    for (const piece of order) {
      const found = text.indexOf(piece, at);
      expect(found, `${piece} after ${text.slice(at, at + 60)}`).toBeGreaterThanOrEqual(at);
      at = found;
    }
    for (const wrong of ['Burning', 'burning', 'alert fired', 'Onset', 'burn-rate', 'nothing burns', '🐢']) {
      expect(text).not.toContain(wrong);
    }
  });

  it('calls sides by their pods where both ran at once', async () => {
    await open();
    const key = await recordRegression(web);
    const { check } = (await web.deployRecords.get(key))!;
    await web.deployRecords.saveCheck(key, { ...check!, comparison: 'old and new pods' });

    const text = await page(`/incidents/${key}`);

    expect(text).toContain('New pods 2026');
    expect(text).toContain('Old pods 2026');
  });

  it('has files, flames, picture and JSON as an incident has', async () => {
    await open();
    const key = await recordRegression(web);
    const status = async (path: string) => (await fetch(`${web.url}/incidents/${key}${path}`)).status;

    expect(await status('.png')).toBe(200);
    expect(await status('/flames')).toBe(200);
    expect(await status('/diff/cpu.folded')).toBe(200);
    const json = await (await fetch(`${web.url}/incidents/${key}.json`)).json();
    expect(json).toMatchObject({
      incident: { cause: 'deploy', service: 'checkout' },
      verdict: { kind: 'code' },
      deploy: { key, toVersion: 'v1.5.0', check: { outcome: 'regressed' } },
    });
    expect(await (await fetch(`${web.url}/incidents`)).text()).not.toContain(key);
  });
});

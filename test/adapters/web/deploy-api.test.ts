import { afterEach, describe, expect, it } from 'vitest';
import { DeployJson, DeploysJson } from '../../../src/adapters/web/deploy-schema.ts';
import { NOON } from '../../support/sample-incident.ts';
import { tokenFile } from '../chats/connect-test-slack.ts';
import { recordDeploy, recordRegression } from './deploy-samples.ts';
import { startTestWeb } from './start-test-web.ts';
import type { TestWeb } from './start-test-web.ts';

const MINUTE = 60_000;
let web: TestWeb;
afterEach(() => web.close());

async function open(): Promise<void> {
  web = await startTestWeb({ pages: 'open' });
}

const get = async (path: string): Promise<unknown> => (await fetch(`${web.url}/api/v1${path}`)).json();

describe('the API of deploys', () => {
  it('tells everything of a deploy, times in ISO 8601, as its schema has it', async () => {
    await open();
    const key = await recordRegression(web, {
      startedAt: NOON - MINUTE,
      fromImage: 'shop:v1.4.2',
      image: 'shop:v1.5.0',
    });

    const answer = await get(`/deploys/${key}`);

    expect(DeployJson.parse(answer)).toEqual(answer);
    expect(answer).toMatchObject({
      key,
      service: 'checkout',
      kind: 'version',
      status: 'success',
      fromVersion: 'v1.4.2',
      toVersion: 'v1.5.0',
      startedAt: '2026-11-22T14:08:00.000Z',
      at: '2026-11-22T14:09:00.000Z',
      source: 'github',
      page: expect.stringContaining(`https://burn.example/prefix/deploys/${key}?expires=`),
      check: {
        state: 'checked',
        outcome: 'regressed',
        checkedAt: '2026-11-22T14:14:00.000Z',
        verdict: { kind: 'code', confidence: 'sure', culprits: [{ subject: 'cache tax bands' }] },
        findings: [{ rule: 'new in top 5' }],
        told: ['oncall'],
        evidence: expect.stringContaining(`https://burn.example/prefix/incidents/${key}.json?expires=`),
      },
    });
  });

  it('lists page by page what was asked for', async () => {
    await open();
    for (let n = 0; n < 5; n++) await recordDeploy(web, {}, { outcome: 'regressed' });
    await recordDeploy(web, {}, { outcome: 'improved' });
    await recordDeploy(web, { service: 'cart' }, { outcome: 'regressed' });

    const seen: string[] = [];
    let before = '';
    do {
      const page = DeploysJson.parse(
        await get(`/deploys?service=checkout&outcome=regressed&limit=2${before === '' ? '' : `&before=${before}`}`),
      );
      seen.push(...page.deploys.map(({ key }) => key));
      before = page.next ?? '';
    } while (before !== '' && seen.length < 9);

    expect(seen).toHaveLength(5);
    expect(new Set(seen).size).toBe(5);
  });

  it('says what of a question cannot be read, all at once', async () => {
    await open();
    const answer = await fetch(`${web.url}/api/v1/deploys?outcome=bad&kind=odd&before=soon&limit=900`);

    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      error: 'the question cannot be read',
      problems: [
        'outcome: none of regressed, improved, unchanged, unsure',
        'kind: none of version, rollback, feature-flag, config',
        'before: neither a time in ISO 8601 nor the next of an answer',
        'limit: no whole number from 1 to 200',
      ],
    });
  });

  it('knows what it does not know, and takes no deploys here', async () => {
    await open();

    expect((await fetch(`${web.url}/api/v1/deploys/d0`)).status).toBe(404);
    const posted = await fetch(`${web.url}/api/v1/deploys`, { method: 'POST', body: '{}' });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('asks for the token of the pages', async () => {
    web = await startTestWeb({ pages_token_file: tokenFile('s3cret') });
    const status = async (token?: string) =>
      (
        await fetch(`${web.url}/api/v1/deploys`, {
          headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        })
      ).status;

    expect([await status(), await status('wrong'), await status('s3cret')]).toEqual([401, 403, 200]);
  });

  it('says which setting opens it where there is no token', async () => {
    web = await startTestWeb();
    const answer = await fetch(`${web.url}/api/v1/deploys`);

    expect(answer.status).toBe(403);
    expect(await answer.json()).toEqual({ error: expect.stringContaining('web.pages_token_file') });
  });

  it('describes itself to anybody, with its address', async () => {
    web = await startTestWeb();

    const description = (await (await fetch(`${web.url}/api/v1/openapi.json`)).json()) as Described;

    expect(description.openapi).toBe('3.1.0');
    expect(description.servers).toEqual([{ url: 'https://burn.example/prefix/api/v1' }]);
    expect(Object.keys(description.paths)).toEqual(['/deploys', '/deploys/{key}']);
    const { Deploy, Deploys } = description.components.schemas;
    expect(Object.keys(Deploy!.properties)).toContain('toVersion');
    expect(Object.keys(Deploys!.properties)).toEqual(['deploys', 'next']);
    // Every reference leads somewhere.
    const references = [...JSON.stringify(description).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
    for (const [, name] of references) expect(Object.keys(description.components.schemas)).toContain(name);
    expect(references.length).toBeGreaterThan(3);
  });
});

interface Described {
  readonly openapi: string;
  readonly servers: readonly object[];
  readonly paths: object;
  readonly components: { readonly schemas: Readonly<Record<string, { readonly properties: object }>> };
}

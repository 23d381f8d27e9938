import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { connectVerdictWebhook, VerdictWebhookSection } from '../../../src/adapters/verdicts/webhook.ts';
import type { DeployCheck } from '../../../src/core/deploy/deploy-check.ts';
import { describeVerdictSink } from '../../contracts/verdict-sink.ts';
import { quietLog } from '../../support/quiet-log.ts';
import { sampleCheck, sampleDeploy } from '../../support/sample-deploy.ts';
import { NOON } from '../../support/sample-incident.ts';
import { receiver, type Received } from '../../support/verdict-receivers.ts';

const section = (settings: object) =>
  VerdictWebhookSection.parse({ name: 'ci', type: 'webhook', secret_file: 'secret', ...settings });
const clock = { now: () => NOON, sleep: async () => undefined };
const tools = { readFile: () => 'secret', log: quietLog(), clock };

describeVerdictSink('a webhook', {
  rules: () => ({ status: 204 }),
  connect: (url, { clock: given }, settings) =>
    connectVerdictWebhook(section({ url: `${url}/hook?x=1`, ...settings }), { ...tools, clock: given }),
  read: ({ body }) => {
    const { outcome, summary, page } = JSON.parse(body) as Record<string, string>;
    return { state: outcome!, text: summary!, page: page! };
  },
  states: { regressed: 'regressed', unchanged: 'unchanged' },
  refusals: [
    { status: 400, body: { message: 'what is this' }, says: 'what is this' },
    { status: 404, body: 'no such page', says: 'no such page' },
    { status: 302, headers: { location: 'http://elsewhere.example' }, says: 'answered 302' },
  ],
});

async function delivered(check: DeployCheck, settings: object = {}): Promise<Received> {
  const server = await receiver(() => ({ status: 200, body: {} }));
  const row = {
    key: 'd1',
    seenAt: NOON,
    deploy: sampleDeploy({
      service: 'checkout',
      id: '1',
      commit: 'abc1234',
      repository: 'https://u:token@git.example/shop',
    }),
  };
  await connectVerdictWebhook(section({ url: server.url, ...settings }), tools).tell(
    row,
    check,
    'https://p',
    AbortSignal.timeout(5000),
  );
  server.close();
  return server.received[0]!;
}

describe('connectVerdictWebhook', () => {
  it('signs what it sends', async () => {
    const { body, headers } = await delivered(sampleCheck());

    const signature = createHmac('sha256', 'secret').update(body).digest('hex');
    expect(headers['x-burnscope-signature-256']).toBe(`sha256=${signature}`);
    expect(headers['x-burnscope-event']).toBe('deploy.checked');
    expect(headers['x-burnscope-delivery']).toMatch(/^[0-9a-f]{32}$/);
  });

  it('does not sign without a secret', async () => {
    const { headers } = await delivered(sampleCheck(), { secret_file: undefined });

    expect(headers['x-burnscope-signature-256']).toBeUndefined();
  });

  it('gives another outcome another id', async () => {
    const [one, other] = [await delivered(sampleCheck()), await delivered(sampleCheck({ outcome: 'improved' }))];

    expect(one.headers['x-burnscope-delivery']).not.toBe(other.headers['x-burnscope-delivery']);
  });

  it('tells deploy, verdict, culprits and findings', async () => {
    const { body } = await delivered(
      sampleCheck({
        outcome: 'regressed',
        verdict: {
          kind: 'code',
          confidence: 'sure',
          sentence: 'Lookup costs more.',
          culprits: [
            {
              commit: 'c',
              subject: 'Faster, by @ana',
              author: 'ana',
              at: '2026-11-28T08:00:00.000Z',
              evidence: 'changed-lines',
              functions: ['Lookup'],
            },
          ],
        },
        findings: [{ rule: 'top', sentence: 'Lookup is new in the top 5.', function: 'Lookup', profile: 'cpu' }],
      }),
    );

    expect(JSON.parse(body)).toEqual({
      schema: 1,
      event: 'deploy.checked',
      outcome: 'regressed',
      summary: 'Regressed: Lookup is new in the top 5.',
      page: 'https://p',
      checkedAt: new Date(NOON + 300_000).toISOString(),
      note: 'Compared 5 minutes before with 5 minutes after.',
      comparison: 'before and after',
      deploy: {
        key: 'd1',
        service: 'checkout',
        kind: 'version',
        fromVersion: 'v1.4.2',
        toVersion: 'v1.5.0',
        commit: 'abc1234',
        repository: 'https://git.example/shop',
        at: new Date(NOON).toISOString(),
        source: 'generic',
      },
      verdict: {
        kind: 'code',
        confidence: 'sure',
        sentence: 'Lookup costs more.',
        culprits: [{ commit: 'c', subject: 'Faster, by ＠ana', evidence: 'changed-lines', functions: ['Lookup'] }],
      },
      findings: [{ rule: 'top', sentence: 'Lookup is new in the top 5.', function: 'Lookup', profile: 'cpu' }],
    });
  });
});

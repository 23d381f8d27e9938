import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type Service } from '../src/app.ts';
import { Unconnected } from '../src/app/unconnected.ts';
import { fileSource } from '../src/commands/config-source.ts';
import { parseConfig } from '../src/config/load-config.ts';
import { quietLog } from './support/quiet-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'burnscope-reload-'));
const file = join(folder, 'burnscope.yaml');

/** Where alert X leads, and to which channel. */
function settings(service: string, channel: string, more: object = {}): object {
  return {
    web: { listen_address: '127.0.0.1:0' },
    storage: { path: join(folder, 'data') },
    channels: [{ name: channel, type: 'inbox' }],
    rules: [{ name: 'x', matchers: ['alertname="X"'], service }],
    ...more,
  };
}

function write(content: object | string): void {
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
}

/** Three secrets that nobody can read. */
const NOWHERE = {
  web: { listen_address: '127.0.0.1:0', webhook_token_file: '/nowhere/webhook' },
  sources: [{ name: 'p', prometheus: { url: 'http://127.0.0.1:1', bearer_token_file: '/nowhere/token' } }],
  channels: [{ name: 'oncall', type: 'slack', channel: '#x', token_file: '/nowhere/slack' }],
};

/** Counts the alerts, so that each is another one. */
let sent = 0;

function alert(alertname = 'X'): string {
  return JSON.stringify({
    version: '4',
    status: 'firing',
    receiver: 'burnscope',
    alerts: [
      {
        status: 'firing',
        labels: { alertname, severity: 'page', count: String(++sent) },
        annotations: {},
        startsAt: new Date().toISOString(),
        endsAt: '0001-01-01T00:00:00Z',
        generatorURL: '',
        fingerprint: String(sent).padStart(16, '0'),
      },
    ],
  });
}

describe('a service whose configuration is reloaded', () => {
  const log = quietLog();
  let service: Service;
  let failed: unknown;
  /** Questions that the Prometheus of the first configuration has got, and the way to have them answered. */
  const questions: string[] = [];
  const gate = Promise.withResolvers<void>();
  const prometheus = createServer(async (request, response) => {
    questions.push(request.url ?? '');
    request.resume();
    await gate.promise;
    response
      .setHeader('content-type', 'application/json')
      .end('{"status":"success","data":{"resultType":"vector","result":[]}}');
  });

  beforeAll(async () => {
    prometheus.listen(0, '127.0.0.1');
    await once(prometheus, 'listening');
    const { port } = prometheus.address() as AddressInfo;
    const traffic = { services: { slow: { traffic: 'sum(rate(http_requests_total[1m]))' } } };
    const sources = [{ name: 'gated', prometheus: { url: `http://127.0.0.1:${port}` } }];
    const slow = { name: 'slow', matchers: ['alertname="Slow"'], service: 'slow' };
    const first = settings('a', 'first', { ...traffic, sources });
    write({ ...first, rules: [...(first as { rules: object[] }).rules, slow] });
    // Fails first, on the same folder: what it left open would keep the good one out.
    const broken = parseConfig(JSON.stringify({ ...first, ...NOWHERE }), 'broken.yaml');
    failed = await startService(broken, log, '').catch((error: unknown) => error);
    const source = fileSource(
      {
        files: [],
        text: (option) => (option === 'config.file' ? file : undefined),
        texts: () => [],
        flag: () => false,
      },
      () => undefined,
    );
    service = await startService(source.first.config, log, '', source);
  });
  afterAll(async () => {
    await service.stop();
    prometheus.closeAllConnections();
    prometheus.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const deliver = async (body: string): Promise<number> =>
    (await fetch(`${service.url}/webhooks/alertmanager`, { method: 'POST', body })).status;
  const reload = async (): Promise<{ status: number; text: string }> => {
    const answer = await fetch(`${service.url}/-/reload`, { method: 'POST' });
    return { status: answer.status, text: await answer.text() };
  };
  const incidentsOf = async (name: string): Promise<number> =>
    (await service.database.incidents.list({ service: name, limit: 100 })).length;
  const channelsTold = async (name: string): Promise<readonly string[]> =>
    (await service.database.inboxMessages.list(100))
      .filter(({ report }) => report.headline.includes(name))
      .map(({ channel }) => channel);

  it('maps by the new configuration, keeps it when the next is broken, and ends running work by the old one', async () => {
    expect(await deliver(alert())).toBe(202);
    expect(await deliver(alert('Slow'))).toBe(202);
    await expect.poll(() => questions.length, { timeout: 20_000 }).toBeGreaterThan(0);
    await expect.poll(() => channelsTold('a ·'), { timeout: 20_000 }).toEqual(['first']);

    write(settings('b', 'second'));
    const taken = await reload();
    await deliver(alert());

    expect(taken.status).toBe(200);
    expect([await incidentsOf('a'), await incidentsOf('b')]).toEqual([1, 1]);
    await expect.poll(() => channelsTold('b ·'), { timeout: 20_000 }).toEqual(['second']);

    write('rules: [{name: x, matchers: [alertname=X}], servise: c}]\nlog: {level: loud}\n');
    const refused = await reload();
    await deliver(alert());

    expect(refused.status).toBe(500);
    expect(refused.text).toContain(`${file}:1:`);
    expect(await incidentsOf('b')).toBe(1);
    expect(await incidentsOf('c')).toBe(0);
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toContain('burnscope_config_last_reload_successful 0');

    // The channel "first" is gone from the configuration, but not from the work that began with it.
    gate.resolve();
    await expect.poll(() => channelsTold('slow ·'), { timeout: 20_000 }).toEqual(['first']);
  }, 90_000);

  it('does not start with secrets that are not there, and names each', () => {
    expect(failed).toBeInstanceOf(Unconnected);
    expect((failed as Unconnected).problems).toHaveLength(3);
  });

  it('refuses a secret that is not there, names each, and leaves every door as it was', async () => {
    write(settings('b', 'second', NOWHERE));

    const { status, text } = await reload();

    expect(status).toBe(500);
    expect(text).toMatch(/^channels: oncall: .*\/nowhere\/slack/m);
    expect(text).toMatch(/^sources: p: .*bearer_token_file.*\/nowhere\/token/m);
    expect(text).toMatch(/^web\.webhook_token_file: .*\/nowhere\/webhook/m);
    expect(await deliver(alert('Y'))).toBe(202);
  });

  it('takes new tokens, and says what a restart is needed for', async () => {
    writeFileSync(join(folder, 'token'), 'sesame\n');
    write(
      settings('b', 'second', {
        web: { listen_address: '127.0.0.1:1', webhook_token_file: join(folder, 'token') },
        database: { investigations: 5 },
      }),
    );

    const { status, text } = await reload();

    expect(status).toBe(200);
    expect(text.split('\n').slice(1, 3)).toEqual([
      'web.listen_address stays "127.0.0.1:0": "127.0.0.1:1" needs a restart',
      'database.investigations stays 2: 5 needs a restart',
    ]);
    expect(await deliver(alert())).toBe(401);
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toContain('burnscope_config_last_reload_successful 1');
  });

  it('answers each of many at once, and all alike', async () => {
    write(settings('b', 'third'));

    const answers = await Promise.all(Array.from({ length: 30 }, reload));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });
});

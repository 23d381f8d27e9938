import { readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nock from 'nock';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/commands/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'burnscope-explain-'));
const CHECKOUT = 'test/fixtures/alerts/01-firing-single-1.body.json';
const EMPTY = { status: 'success', data: { resultType: 'matrix', result: [] } };

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function explain(payload: string, config?: string, ...more: readonly string[]): Promise<string> {
  const file = join(folder, 'config.yaml');
  if (config !== undefined) writeFileSync(file, config);
  const printed: string[] = [];
  const argv = ['explain', payload, ...(config === undefined ? [] : ['--config.file', file]), ...more];
  await runCommand(argv, { print: (line) => printed.push(line), complain: (line) => printed.push(line) });
  return printed.join('\n');
}

async function explainJson(payload: string, config?: string) {
  const { alerts }: { alerts: Record<string, unknown>[] } = JSON.parse(await explain(payload, config, '--json'));
  return alerts;
}

function written(name: string, body: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(body));
  return file;
}

/** Prometheus' own recorded answer to the short ratio; whatever else is asked it does not know. */
function recordedServer(): void {
  const ratio = readFileSync('test/fixtures/prometheus/query_range-pyrra.json', 'utf8');
  const json = { 'content-type': 'application/json' };
  const isRatio = (form: Record<string, string>) => form['query']?.startsWith('http_requests:burnrate5m') === true;
  nock('http://prometheus.test').post('/api/v1/query_range', isRatio).times(9).reply(200, ratio, json);
  nock('http://prometheus.test').post('/api/v1/query_range').times(9).reply(200, EMPTY, json);
  nock('http://prometheus.test').post('/api/v1/query').times(9).reply(200, EMPTY, json);
  nock('http://prometheus.test').get('/api/v1/rules').query(true).times(9).reply(404, '{}', json);
}

const PAYMENTS = {
  version: '4',
  alerts: [
    {
      status: 'firing',
      labels: {
        alertname: 'ErrorBudgetBurn',
        job: 'payments',
        long: '1h',
        severity: 'critical',
        short: '5m',
        slo: 'payments-http-errors',
      },
      annotations: {},
      startsAt: '2026-11-17T10:46:15.152Z',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL:
        'http://prom.example/graph?g0.expr=http_requests%3Aburnrate5m%7Bjob%3D%22payments%22%2Cslo%3D%22payments-http-errors%22%7D+%3E+%2814+%2A+%281+-+0.999%29%29+and+http_requests%3Aburnrate1h%7Bjob%3D%22payments%22%2Cslo%3D%22payments-http-errors%22%7D+%3E+%2814+%2A+%281+-+0.999%29%29&g0.tab=1',
    },
  ],
};
const SOURCE =
  'sources: [{name: eu, matchers: [cluster="eu"], prometheus: {url: "http://never.test"}}, {name: prod, prometheus: {url: "http://prometheus.test"}}]\n';

describe('burnscope explain', () => {
  it('says for a machine what the alert is about, what was asked and which minutes are compared', async () => {
    recordedServer();

    const [alert] = await explainJson(written('payments.json', PAYMENTS), SOURCE);

    expect(alert).toMatchObject({
      action: 'investigate',
      dialect: 'pyrra',
      service: 'payments',
      slo: 'payments-http-errors',
      objective: 0.999,
      burn: [{ long: '1h', short: '5m', factor: 14, fired: true }],
      channel: 'inbox',
      selector: { service_name: 'payments' },
      source: 'prod (http://prometheus.test)',
      // The recording's truth: active at 10:44:15 after two minutes of `for`, errors since 10:41:12.
      onset: {
        method: 'walk-back',
        activeAt: '2026-11-17T10:44:15.152Z',
        firedAt: '2026-11-17T10:46:15.152Z',
        certain: true,
      },
      windows: { baseline: { mode: expect.any(String) } },
    });
    const { onset, windows, asked } = JSON.parse(JSON.stringify(alert));
    expect(Math.abs(Date.parse(onset.at) - Date.parse('2026-11-17T10:41:12Z'))).toBeLessThan(60_000);
    expect(windows.comparison.from).toBe(onset.at);
    expect(asked.map(({ query }: { query: string }) => query)).toContainEqual(
      expect.stringContaining('ALERTS_FOR_STATE'),
    );
  });

  it('reads as a person would debug it: the rule that won, those that did not and why, and where each setting is from', async () => {
    const config = `
defaults: {channels: [inbox]}
rules:
  - {name: staging, matchers: ['env="staging"'], ignore: true}
  - {name: needs a team, matchers: ['team=~"a|b"'], service: x}
  - {name: all of Sloth, matchers: ['sloth_id!=""'], service: '{{ $labels.sloth_service }}', profiles: [cpu]}
  - {name: never, matchers: ['alertname!=""'], service: y}
`;

    const text = await explain(CHECKOUT, config);

    expect(text).toMatch(/decision +investigate: rule "all of Sloth": opens an incident of checkout/);
    expect(text).toMatch(
      /about +service checkout, errors SLO requests-availability, objective 99\.9 %, recognised as sloth/,
    );
    expect(text).toMatch(/burns +5m\/1h at 14\.4× or 30m\/6h at 6×/);
    expect(text).toMatch(/✗ staging \(.*config\.yaml:4\): .*env/);
    expect(text).toMatch(/✗ needs a team .*team/);
    expect(text).toMatch(/✓ all of Sloth \(.*config\.yaml:6\)/);
    expect(text).toMatch(/1 later rule was not reached/);
    expect(text).toMatch(/profiles +cpu {2}\(.*all of Sloth/);
    expect(text).toMatch(/source +none: no source is configured/);
  });

  it('says why no source was asked', async () => {
    const text = await explain(
      CHECKOUT,
      'sources: [{name: us, matchers: [cluster="us"], prometheus: {url: "http://never.test"}}]',
    );
    expect(text).toMatch(/source +none: us wants cluster="us"/);
  });

  it('tells what a left-alone alert would have been about', async () => {
    const ticket = JSON.parse(readFileSync(CHECKOUT, 'utf8'));
    Object.assign(ticket.alerts[0].labels, { sloth_severity: 'ticket', severity: 'warning' });

    const [alert] = await explainJson(written('ticket.json', ticket));

    expect(alert).toMatchObject({
      action: 'ignore',
      dialect: 'sloth',
      service: 'checkout',
      slo: 'requests-availability',
    });
    expect(alert?.['reason']).toContain('not a page');
    expect(alert?.['burn']).toHaveLength(2);
  });

  it('gives a resolved alert its minutes although it opens nothing', async () => {
    const resolved = JSON.parse(readFileSync(CHECKOUT, 'utf8'));
    Object.assign(resolved.alerts[0], { status: 'resolved', endsAt: '2026-11-24T19:01:09Z' });

    const [alert] = await explainJson(written('resolved.json', resolved));

    expect(alert).toMatchObject({ action: 'ignore', status: 'resolved', service: 'checkout' });
    // The alert resolves one short window after the burn.
    expect(alert).toMatchObject({ windows: { comparison: { to: '2026-11-24T18:56:09.000Z' } } });
  });

  it('says what is wrong with an expression that cannot be read', async () => {
    const odd = structuredClone(PAYMENTS);
    odd.alerts[0]!.generatorURL = 'http://prom.example/graph?g0.expr=sum%28';

    expect(await explain(written('odd.json', odd))).toMatch(/note +Its expression cannot be read: it is no PromQL/);
  });

  it('says what is odd about a delivery, beside the answer', async () => {
    const odd = structuredClone(PAYMENTS);
    odd.alerts[0]!.startsAt = 'noon';

    expect(await explain(written('noon.json', odd))).toMatch(/noon\.json: alerts\[0\]: startsAt "noon" is no time/);
  });

  it('has one entry per service that an alert concerns', async () => {
    const config = `
rules:
  - {name: first, matchers: ['sloth_id!=""'], service: api, continue: true}
  - {name: second, matchers: ['sloth_id!=""'], service: worker}
`;
    expect((await explainJson(CHECKOUT, config)).map(({ service }) => service)).toEqual(['api', 'worker']);
  });

  it('does not let an alert write to the terminal, and says when a payload holds none', async () => {
    const text = await explain('test/fixtures/alerts/22-hostile-1.body.json');
    // eslint-disable-next-line no-control-regex
    expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001F\u202E]/);

    expect(await explain(written('none.json', { alerts: [] }))).toContain('holds no alert');
  });

  it('names a payload that is not JSON', async () => {
    expect(await explain('README.md')).toMatch(/README\.md: not JSON/);
  });
});

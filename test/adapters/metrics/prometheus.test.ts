import { readFileSync } from 'node:fs';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectPrometheus } from '../../../src/adapters/metrics/prometheus.ts';
import { describeMetrics } from '../../contracts/metrics.ts';
import { fakeMetrics } from '../../support/fake-metrics.ts';

const URL = 'http://prometheus.test/prom';
const JSON_TYPE = { 'content-type': 'application/json' };
const AT = Date.parse('2026-11-17T10:46:15.152Z');

function recorded(name: string): string {
  return readFileSync(`test/fixtures/prometheus/${name}.json`, 'utf8');
}

function connect(section: Parameters<typeof connectPrometheus>[1] = { url: URL, headers: {} }) {
  return connectPrometheus('prod', section, { readFile: (path) => `content of ${path}` });
}

function answering(path: string, status: number, body: string, headers: Record<string, string> = JSON_TYPE) {
  return nock('http://prometheus.test').post(`/prom/api/v1/${path}`).reply(status, body, headers);
}

async function problemOf(answer: Promise<unknown>): Promise<unknown> {
  return answer.then(
    () => 'no problem',
    (error: unknown) => error,
  );
}

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

describeMetrics('Prometheus with recorded answers', () => {
  nock('http://prometheus.test')
    .post('/prom/api/v1/query_range', (form: Record<string, string>) => form['query'] === 'known')
    .reply(200, recorded('query_range-pyrra'), JSON_TYPE)
    .post('/prom/api/v1/query_range', (form: Record<string, string>) => form['query'] === 'nope')
    .reply(200, recorded('empty'), JSON_TYPE)
    .post('/prom/api/v1/query')
    .reply(400, recorded('bad-query'), JSON_TYPE)
    .get('/prom/api/v1/rules')
    .query(({ type }) => type === 'alert')
    .times(2)
    .reply(200, recorded('rules-pyrra'), JSON_TYPE);
  return { metrics: connect(), known: 'known', unknown: 'nope', refused: 'sum(', rule: 'ErrorBudgetBurn' };
});

const RULE = { name: 'Burns', query: 'x > 1', labels: {}, forSeconds: 0, active: [] };

describeMetrics('the fake', () => {
  const points = Array.from({ length: 20 }, (_, i) => ({ at: AT - 600_000 + i * 30_000, number: i }));
  return {
    metrics: fakeMetrics({ known: [{ labels: {}, points }] }, [RULE]),
    known: 'known',
    unknown: 'nope',
    refused: '!bad',
    rule: RULE.name,
  };
});

describe('connectPrometheus', () => {
  it('reads the instant of ALERTS_FOR_STATE and keeps NaN as NaN', async () => {
    answering('query', 200, recorded('alerts_for_state'));
    answering('query', 200, recorded('nan'));
    const metrics = connect();

    const state = await metrics.instant('ALERTS_FOR_STATE', AT, AbortSignal.timeout(5000));
    const nan = await metrics.instant('0/0', AT, AbortSignal.timeout(5000));

    expect(state.series[0]?.points[0]?.number).toBe(1794912255);
    expect(nan.series[0]?.points[0]?.number).toBeNaN();
  });

  it('passes on what the server says about its own answer', async () => {
    const warned = recorded('empty').replace('"status"', '"warnings":["partial response: store-1 is down"],"status"');
    answering('query_range', 200, warned);

    const answer = await connect().range('x', { from: AT - 60_000, to: AT }, 30, AbortSignal.timeout(5000));

    expect(answer.warnings).toEqual(['partial response: store-1 is down']);
  });

  it('reads a rule: its canonical query, its labels, how long it must hold and what is active', async () => {
    nock('http://prometheus.test').get('/prom/api/v1/rules').query(true).reply(200, recorded('rules-pyrra'), JSON_TYPE);

    const rules = await connect().rules({ kind: 'alert', name: 'ErrorBudgetBurn' }, AbortSignal.timeout(5000));

    expect(rules[0]).toMatchObject({ forSeconds: 120, labels: { severity: 'critical', short: '5m', long: '1h' } });
    expect(rules[0]?.query).toMatch(/^http_requests:burnrate5m\{/);
  });

  it('says that a plain query front end knows no rules', async () => {
    nock('http://prometheus.test').get('/prom/api/v1/rules').query(true).reply(404, '{}', JSON_TYPE);

    expect(await connect().rules({ kind: 'record', name: 'x' }, AbortSignal.timeout(5000))).toEqual([]);
  });

  it('widens the step so that no range asks for more than 11,000 points', async () => {
    let step = 0;
    nock('http://prometheus.test')
      .post('/prom/api/v1/query_range', (form: Record<string, string>) => {
        step = Number(form['step']);
        return true;
      })
      .reply(200, recorded('empty'), JSON_TYPE);

    await connect().range('x', { from: AT - 7 * 86_400_000, to: AT }, 30, AbortSignal.timeout(5000));

    expect((7 * 86_400) / step).toBeLessThan(11_000);
  });

  it('sends headers, the bearer token and the tenant', async () => {
    const scope = nock('http://prometheus.test', {
      reqheaders: { authorization: 'Bearer content of /run/t', 'x-scope-orgid': 'team' },
    })
      .post('/prom/api/v1/query')
      .reply(200, recorded('empty').replace('matrix', 'vector'), JSON_TYPE);
    const section = { url: URL, headers: { 'X-Scope-OrgID': 'team' }, bearer_token_file: '/run/t' };

    await connect(section).instant('x', AT, AbortSignal.timeout(5000));

    expect(scope.isDone()).toBe(true);
  });

  it.each([
    [
      'an HTML page of a gateway',
      200,
      '<html>sign in</html>',
      { 'content-type': 'text/html' },
      'METRICS_REJECTED',
      false,
    ],
    ['too many points', 400, recorded('too-many-points'), JSON_TYPE, 'METRICS_REJECTED', false],
    ['a proxy that is down', 503, '<html>', { 'content-type': 'text/html' }, 'METRICS_UNAVAILABLE', true],
    ['a missing tenant', 401, 'no org id', { 'content-type': 'text/plain' }, 'METRICS_REJECTED', false],
    ['a rate limit', 429, '{}', { ...JSON_TYPE, 'retry-after': '7' }, 'METRICS_UNAVAILABLE', true],
    ['broken JSON', 200, '{"status":"succ', JSON_TYPE, 'METRICS_REJECTED', false],
  ])('classifies %s', async (_name, status, body, headers, code, retryable) => {
    answering('query', status, body, headers);

    const problem = await problemOf(connect().instant('x', AT, AbortSignal.timeout(5000)));

    expect(problem).toMatchObject({ code, retryable });
  });

  it('follows no redirect, which could carry credentials elsewhere', async () => {
    answering('query', 302, '', { location: 'http://elsewhere.test/' });

    expect(await problemOf(connect().instant('x', AT, AbortSignal.timeout(5000)))).toMatchObject({
      code: 'METRICS_REJECTED',
    });
  });

  it('passes on how long a rate limit asks to wait', async () => {
    answering('query', 429, '', { 'retry-after': '7' });

    expect(await problemOf(connect().instant('x', AT, AbortSignal.timeout(5000)))).toMatchObject({ retryAfter: 7000 });
  });

  it('names a host that cannot be reached, and may be tried again', async () => {
    nock('http://prometheus.test').post('/prom/api/v1/query').replyWithError('connect ECONNREFUSED');

    expect(await problemOf(connect().instant('x', AT, AbortSignal.timeout(5000)))).toMatchObject({
      code: 'METRICS_UNAVAILABLE',
      retryable: true,
    });
  });
});

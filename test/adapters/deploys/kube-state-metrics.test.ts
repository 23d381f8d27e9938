import nock from 'nock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectKubeStateMetrics } from '../../../src/adapters/deploys/kube-state-metrics.ts';
import type { KubeWorkload } from '../../../src/adapters/deploys/kube-queries.ts';
import { connectPrometheus } from '../../../src/adapters/metrics/prometheus.ts';
import type { Deploy } from '../../../src/core/deploy/deploy.ts';
import { describeDeploys } from '../../contracts/deploys.ts';
import { fakeMetrics } from '../../support/fake-metrics.ts';
import { replayPrometheus } from '../../support/recorded-prometheus.ts';

const START = Date.parse('2026-11-28T08:00:00Z');
const MINUTE = 60_000;
const SHOP = 'registry.example/shop/checkout';
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const minutes = (from: number, to: number) => ({ from: START + from * MINUTE, to: START + to * MINUTE });

let url = '';
beforeAll(() => {
  nock.disableNetConnect();
  url = replayPrometheus('test/fixtures/kube-state-metrics/recorded.json.gz');
});
afterAll(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

function kube(workload: Partial<KubeWorkload> = {}) {
  return connectKubeStateMetrics({
    metrics: connectPrometheus('prod', { url, headers: {} }, { readFile: () => '' }),
    exportedLabels: false,
    workloadOf: (service) => ({ name: service, matchers: [], ...workload }),
  });
}

/** Times in minutes. */
async function told(service: string, from: number, to: number, workload: Partial<KubeWorkload> = {}) {
  const deploys = await kube(workload).between(service, minutes(from, to), AbortSignal.timeout(5000));
  const minute = (at: number) => Math.round(((at - START) / MINUTE) * 100) / 100;
  return deploys.map(({ kind, fromVersion, toVersion, startedAt, at, status }) =>
    [kind, fromVersion ?? '-', '>', toVersion, startedAt && minute(startedAt), minute(at), status]
      .filter(Boolean)
      .join(' '),
  );
}

const rolledOut: Deploy = {
  service: 'checkout',
  kind: 'version',
  fromVersion: 'v1.4.2',
  toVersion: 'v1.5.0',
  fromImage: `${SHOP}:v1.4.2@${digest('a')}`,
  image: `${SHOP}:v1.5.0@${digest('b')}`,
  startedAt: START + 44.75 * MINUTE,
  at: START + 47.75 * MINUTE,
  source: 'kube-state-metrics',
};

describeDeploys('kube-state-metrics in a real Prometheus', rolledOut, async () => kube({ namespace: 'pay' }));

describe('connectKubeStateMetrics', () => {
  it('tells rollout, rollback and new settings of a Deployment, and passes over scaling', async () => {
    expect(await told('checkout', 10, 115)).toEqual([
      'version v1.4.2 > v1.5.0 44.75 47.75',
      'rollback v1.5.0 > v1.4.2 69.75 70.75',
      'config - > settings or restart, same image v1.4.2 99.75 100.75',
    ]);
  });

  it('knows a rollback by the age of its ReplicaSet, where it was not seen before', async () => {
    expect(await told('checkout', 68, 80)).toEqual(['rollback v1.5.0 > v1.4.2 69.75 70.75']);
  });

  it('says that a rollout runs', async () => {
    expect(await told('checkout', 30, 46.5)).toEqual(['version v1.4.2 > v1.5.0 44.75 44.75 running']);
  });

  it('tells a StatefulSet from the first new pod to the last, with the commits of its tags', async () => {
    expect(await told('ledger', 10, 60)).toEqual(['version 3f2a91c > 77aa00b 29.75 36.25']);
    const [deploy] = await kube().between('ledger', minutes(10, 60), AbortSignal.timeout(5000));
    expect(deploy).toMatchObject({ fromCommit: '3f2a91c', commit: '77aa00b' });
  });

  it('tells image and settings of a DaemonSet', async () => {
    expect(await told('shipper', 10, 115, { namespace: 'ops' })).toEqual([
      'version 2.0 > 2.1 50.75 51.25',
      'config - > settings or restart, same image 2.1 79.75',
    ]);
  });

  it('tells settings from scaling where no ReplicaSets are told of', async () => {
    expect(await told('quiet', 10, 115)).toEqual(['config - > settings or restart, same image v9 89.75']);
  });

  it('names templates where no images are told of, and is not led astray by names that begin alike', async () => {
    expect(await told('checkout-api', 10, 115)).toEqual([
      'version checkout-api-8c7d6f5b4x > checkout-api-9d8c7f6b5x 59.75 59.75',
    ]);
  });

  it('does not guess among namespaces', async () => {
    await expect(told('search', 10, 115)).rejects.toMatchObject({
      name: 'Failure',
      code: 'METRICS_REJECTED',
      retryable: false,
      message: expect.stringContaining('in the namespaces shop, shop-staging: set deploys.kube.namespace'),
    });
    expect(await told('search', 10, 115, { namespace: 'shop' })).toEqual([]);
    expect(await told('search', 10, 50)).toEqual([]);
  });

  it('asks nothing about services that it does not know', async () => {
    const tools = { metrics: fakeMetrics({}), exportedLabels: false, workloadOf: () => undefined };
    expect(await connectKubeStateMetrics(tools).between('x', minutes(0, 1), AbortSignal.abort())).toEqual([]);
  });

  it('fails as its server fails', async () => {
    nock('http://down.test').post(/.*/).reply(503, 'no', { 'content-type': 'text/plain' });
    const metrics = connectPrometheus('down', { url: 'http://down.test', headers: {} }, { readFile: () => '' });
    const tools = { metrics, exportedLabels: false, workloadOf: () => ({ name: 'checkout', matchers: [] }) };

    await expect(
      connectKubeStateMetrics(tools).between('checkout', minutes(0, 10), AbortSignal.timeout(5000)),
    ).rejects.toMatchObject({ code: 'METRICS_UNAVAILABLE', retryable: true });
  });
});

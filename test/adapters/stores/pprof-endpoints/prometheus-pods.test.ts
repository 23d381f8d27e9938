import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectPrometheus } from '../../../../src/adapters/metrics/prometheus.ts';
import { PrometheusSection } from '../../../../src/adapters/metrics/prometheus-section.ts';
import {
  CHECKOUT,
  COMPARISON,
  connectTest,
  likeGo,
  NOW,
  profilesOf,
  reasonOf,
  startPods,
  type TestPods,
} from './test-pods.ts';

const PROMETHEUS = 'http://prometheus.test:9090';
let fleet: TestPods;
beforeEach(async () => {
  fleet = await startPods(likeGo, likeGo);
  nock.disableNetConnect();
  nock.enableNetConnect('127.0.0.1');
});
afterEach(() => {
  fleet.close();
  nock.cleanAll();
  nock.enableNetConnect();
});

/** As Prometheus answers an instant query; the last scrape of the second pod failed. */
function prometheusSays(series: readonly Record<string, string>[], query = 'up{job="checkout"}') {
  const result = series.map((metric, index) => ({
    metric: { __name__: 'up', job: 'checkout', ...metric },
    value: [NOW / 1000, index === 1 ? '0' : '1'],
  }));
  return nock(PROMETHEUS)
    .post('/api/v1/query', { query, time: (NOW / 1000).toFixed(3) })
    .reply(200, { status: 'success', data: { resultType: 'vector', result } });
}

function connect(settings: Record<string, unknown> = {}) {
  const section = PrometheusSection.parse({ url: PROMETHEUS });
  const metrics = connectPrometheus('prod', section, { readFile: () => '' });
  return connectTest({ prometheus: {}, ...settings }, { metrics: (name) => (name === 'none' ? undefined : metrics) });
}

const [namespace, node] = ['pay', 'node-1'];

describe('the pods behind a query', () => {
  it('are those of its series, also one whose scrape failed', async () => {
    const [first = '', second = ''] = fleet.addresses;
    const series = [
      { instance: first, pod: 'checkout-a', namespace, node },
      { instance: second, pod: 'checkout-b', namespace, node },
    ];
    prometheusSays(series);

    const { blocks, asked } = profilesOf(await connect().fetch(COMPARISON));

    expect(blocks.map(({ pod }) => pod)).toEqual(['checkout-a', 'checkout-b']);
    expect(blocks[0]!.labels).toEqual({
      service_name: 'checkout',
      job: 'checkout',
      pod: 'checkout-a',
      namespace,
      node,
      burnscope_capture: 'burn',
    });
    expect(asked).toContain('of up{job="checkout"} of prod: 2 of 2 pods (checkout-a, checkout-b)');
  });

  it('are chosen by what their series tell, where the query does not ask for it', async () => {
    const [first = '', second = ''] = fleet.addresses;
    prometheusSays([
      { instance: first, pod: 'a', namespace: 'pay' },
      { instance: second, pod: 'b', namespace: 'try' },
    ]);
    const selector = { ...CHECKOUT, namespace: 'pay' };

    const { blocks } = profilesOf(await connect().fetch({ ...COMPARISON, selector }));

    expect(blocks.map(({ pod }) => pod)).toEqual(['a']);
  });

  it('listen at the port that a label or the configuration says', async () => {
    const [first = ''] = fleet.addresses;
    const port = first.split(':')[1]!;
    const series = [{ instance: '127.0.0.1:9090', kubernetes_pod_name: 'a', pprof_port: port }];
    prometheusSays(series);
    prometheusSays(series);

    const byLabel = await connect({ prometheus: { labels: { port: 'pprof_port' } } }).fetch(COMPARISON);
    const byNumber = await connect({ port: Number(port) }).fetch(COMPARISON);

    expect([byLabel, byNumber].map((fetched) => profilesOf(fetched).blocks[0]!.pod)).toEqual(['a', 'a']);
  });

  it('are asked for by what an alert says as one text, whatever it says', async () => {
    const hostile = 'checkout"} or up{job=~".*';
    const scope = prometheusSays([], `up{job="checkout\\x22} or up{job=~\\x22.*"}`);

    const reason = reasonOf(await connect().fetch({ ...COMPARISON, selector: { service_name: hostile } }));

    expect(scope.isDone()).toBe(true);
    expect(reason).toContain('prod has no series for up{job=');
  });

  it('are left out where their address is never called', async () => {
    const [first = ''] = fleet.addresses;
    prometheusSays([
      { instance: first, pod: 'a' },
      { instance: '169.254.169.254:80', pod: 'b' },
      { instance: 'http://pod/?x', pod: 'c' },
    ]);

    const { blocks, notices } = profilesOf(await connect().fetch(COMPARISON));

    expect(blocks).toHaveLength(1);
    expect(notices.join()).toMatch(/b \(169\.254\.169\.254 is never called: .*c \("http:\/\/pod\/\?x" is no host/);
  });

  it('are none, and the post says why', async () => {
    prometheusSays([{ pod: 'a' }]);
    nock(PROMETHEUS).post('/api/v1/query').reply(503, 'no healthy upstream');

    expect(reasonOf(await connect().fetch({ ...COMPARISON, selector: { app: 'checkout' } }))).toContain(
      'the selector has no label service_name, which prometheus.query needs',
    );
    expect(reasonOf(await connect().fetch(COMPARISON))).toContain('prod has no series with the label instance');
    await expect(connect().fetch(COMPARISON)).rejects.toMatchObject({ code: 'METRICS_UNAVAILABLE' });
  });

  it('cannot be asked for at a source that is not there', () => {
    expect(() => connect({ prometheus: { source: 'none' } })).toThrow('no source is called "none"');
  });
});

import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  CHECKOUT,
  COMPARISON,
  connectTest,
  likeGo,
  profilesOf,
  reasonOf,
  startPods,
  type TestPods,
} from './test-pods.ts';

const API = 'http://kubernetes.test';
const PATH = '/apis/discovery.k8s.io/v1/namespaces/pay/endpointslices';
const SELECTOR = { ...CHECKOUT, namespace: 'pay' };
const QUERY = { ...COMPARISON, selector: SELECTOR };

let fleet: TestPods;
beforeEach(async () => {
  fleet = await startPods(likeGo);
  nock.disableNetConnect();
  nock.enableNetConnect('127.0.0.1');
});
afterEach(() => {
  fleet.close();
  nock.cleanAll();
  nock.enableNetConnect();
});

const port = () => Number(fleet.addresses[0]!.split(':')[1]);

function endpoint(pod: string, address: string, conditions = {}) {
  return {
    addresses: [address],
    conditions: { ready: true, serving: true, terminating: false, ...conditions },
    nodeName: 'node-1',
    targetRef: { kind: 'Pod', namespace: 'pay', name: pod, uid: '61b7d4c2-6c61-4a31-8c6e-1f4e2a6d7a3b' },
    zone: 'eu-1a',
  };
}

/** In the shape of the API server's EndpointSliceList. */
function sliceOf(endpoints: readonly object[] | null, ports: readonly object[] | null, changes = {}) {
  return {
    metadata: {
      name: 'checkout-x7k2p',
      generateName: 'checkout-',
      namespace: 'pay',
      labels: {
        app: 'checkout',
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        'kubernetes.io/service-name': 'checkout',
      },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name: 'checkout', controller: true }],
    },
    addressType: 'IPv4',
    endpoints,
    ports,
    ...changes,
  };
}

function listOf(items: readonly object[], next?: string) {
  const metadata = { resourceVersion: '184467', ...(next === undefined ? {} : { continue: next }) };
  return { kind: 'EndpointSliceList', apiVersion: 'discovery.k8s.io/v1', metadata, items };
}

function kubernetesSays(items: readonly object[]) {
  return nock(API).get(PATH).query(true).reply(200, listOf(items));
}

function connect(settings: Record<string, unknown> = {}, kubernetes: Record<string, unknown> = {}) {
  const readFile = (path: string) => (path.endsWith('/token') ? 'a-token' : 'PEM');
  return connectTest({ kubernetes: { url: API, ...kubernetes }, ...settings }, { readFile });
}

describe('the pods behind a Service', () => {
  it('are those of all its slices, asked for with the token of the service account', async () => {
    const asked: unknown[] = [];
    const api = nock(API, { reqheaders: { authorization: 'Bearer a-token' } });
    api
      .get(PATH)
      .query((query) => query['continue'] === undefined && asked.push(query) > 0)
      .reply(200, listOf([sliceOf([endpoint('checkout-a', '127.0.0.1')], [{ name: 'pprof', port: port() }])], 'more'));
    api
      .get(PATH)
      .query((query) => query['continue'] === 'more')
      .reply(200, listOf([sliceOf([endpoint('checkout-b', '127.0.0.1')], [{ name: 'pprof', port: port() }])]));

    const { blocks } = profilesOf(await connect().fetch(QUERY));

    expect(asked).toEqual([{ labelSelector: 'kubernetes.io/service-name=checkout', limit: '200' }]);
    expect(blocks.map(({ pod }) => pod)).toEqual(['checkout-a', 'checkout-b']);
    expect(blocks[0]!.labels).toEqual({
      ...SELECTOR,
      app: 'checkout',
      node: 'node-1',
      zone: 'eu-1a',
      pod: 'checkout-a',
      burnscope_capture: 'burn',
    });
  });

  it('count when they are not ready, which burning ones may be, and not when they end', async () => {
    kubernetesSays([
      sliceOf(
        [
          endpoint('burning', '127.0.0.1', { ready: false, serving: false }),
          endpoint('ending', '127.0.0.1', { ready: false, terminating: true }),
        ],
        [{ name: '', port: 8080 }],
      ),
    ]);

    const { blocks } = profilesOf(await connect({ port: port() }).fetch(QUERY));

    expect(blocks.map(({ pod }) => pod)).toEqual(['burning']);
  });

  it('are each asked once where they have addresses of two families', async () => {
    kubernetesSays([
      sliceOf([endpoint('a', '127.0.0.1')], [{ port: 8080 }]),
      sliceOf([endpoint('a', 'fd00::17')], [{ port: 8080 }], { addressType: 'IPv6' }),
    ]);

    expect(profilesOf(await connect({ port: port() }).fetch(QUERY)).blocks).toHaveLength(1);
    expect(fleet.asked).toHaveLength(1);
  });

  it.each([
    ['named', { port: 'debug-http' }, [{ name: 'http', port: 8080 }, { name: 'debug-http' }]],
    ['with the usual name', {}, [{ name: 'http', port: 8080 }, { name: 'pprof' }]],
    ['alone', {}, [{ name: 'http' }]],
  ])('listen at a port of the Service that is %s', async (_, settings, ports) => {
    const numbered = ports.map((one) => ({ port: port(), protocol: 'TCP', ...one }));
    kubernetesSays([sliceOf([endpoint('a', '127.0.0.1')], numbered), sliceOf([], null)]);

    expect(profilesOf(await connect(settings).fetch(QUERY)).blocks).toHaveLength(1);
  });

  it('listen nowhere that the Service tells, and the post says what to set', async () => {
    const ports = [
      { name: 'http', port: 8080 },
      { name: 'grpc', port: 9000 },
    ];
    kubernetesSays([sliceOf([endpoint('a', '127.0.0.1')], ports)]);
    kubernetesSays([sliceOf([endpoint('a', '127.0.0.1')], ports)]);

    expect(reasonOf(await connect().fetch(QUERY))).toContain(
      "which of its ports is pprof's? There are http 8080, grpc 9000: set port, best to its number",
    );
    expect(reasonOf(await connect({ port: 'pprof' }).fetch(QUERY))).toContain('it has no port pprof?');
  });

  it.each([
    ['there is no such Service, or it has no pods', SELECTOR, {}],
    ['the selector has no label namespace, which kubernetes.namespace needs', CHECKOUT, {}],
    ['"../../secrets" is no name of Kubernetes', { ...SELECTOR, namespace: '../../secrets' }, {}],
    ['"a,b" is no name of Kubernetes', { ...SELECTOR, service_name: 'a,b' }, {}],
  ])('are none: %s', async (words, selector, settings) => {
    kubernetesSays([]);

    expect(reasonOf(await connect(settings).fetch({ ...QUERY, selector }))).toContain(words);
  });

  it('cannot be listed without the right to, and the post says which', async () => {
    const message =
      'endpointslices.discovery.k8s.io is forbidden: User "system:serviceaccount:observability:burnscope" cannot list resource "endpointslices" in API group "discovery.k8s.io" in the namespace "pay"';
    nock(API)
      .get(PATH)
      .query(true)
      .reply(403, { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason: 'Forbidden', code: 403 });

    await expect(connect().fetch(QUERY)).rejects.toMatchObject({
      code: 'PROFILE_STORE_REJECTED',
      message: `${API}: EndpointSlices of the Service pay/checkout: 403 ${message}; grant list of endpointslices in discovery.k8s.io`,
    });
  });

  it.each([
    ['of another kind', 200, { kind: 'PodList' }, /the answer is no EndpointSliceList/],
    ['that are pages', 200, '<html>', /the answer is not Kubernetes'/],
    ['of an overloaded server', 429, { message: 'too many requests' }, /answered 429/],
  ])('are not read from answers %s', async (_, status, body, words) => {
    nock(API).get(PATH).query(true).reply(status, body);

    await expect(connect().fetch(QUERY)).rejects.toThrow(words);
  });

  it('may be those of a fixed Service', async () => {
    nock(API)
      .get('/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices')
      .query({ labelSelector: 'kubernetes.io/service-name=checkout-pprof', limit: '200' })
      .reply(200, listOf([sliceOf([endpoint('a', '127.0.0.1')], [{ port: port() }])]));
    const { fetch } = connect({ labels: CHECKOUT }, { namespace: 'shop', service: '{{ $labels.service_name }}-pprof' });

    expect(profilesOf(await fetch(COMPARISON)).blocks).toHaveLength(1);
  });

  it('cannot be asked for without a token, which is known at start', () => {
    const readFile = () => {
      throw new Error('ENOENT: no such file');
    };

    expect(() => connectTest({ kubernetes: {} }, { readFile })).toThrow(
      'https://kubernetes.default.svc was not asked: bearer_token_file cannot be read: ENOENT',
    );
  });
});

import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectDeploySources } from '../../src/app/connect-deploy-sources.ts';
import { connectSources } from '../../src/app/connect-sources.ts';
import { parseConfig } from '../../src/config/load-config.ts';
import { mappingOf } from '../../src/config/mapping.ts';
import { NOON } from '../support/sample-incident.ts';

const SOURCES = `
sources:
  - { name: eu, prometheus: { url: http://eu.test } }
  - { name: us, prometheus: { url: http://us.test } }
`;

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

function connect(yaml: string) {
  const config = parseConfig(yaml, 'burnscope.yaml');
  const readFile = () => 'secret';
  return connectDeploySources(config, {
    sources: connectSources(config, readFile),
    mapping: mappingOf(config),
    readFile,
  });
}

/** What each source is asked about a service. */
async function askedOf(yaml: string, service: string): Promise<readonly string[]> {
  const asked: string[] = [];
  nock.cleanAll();
  for (const host of ['eu', 'us']) {
    nock(`http://${host}.test`)
      .persist()
      .post(/.*/)
      .reply(async (request: Request) => {
        const query = new URLSearchParams(await request.text()).get('query') ?? '';
        asked.push(`${host} ${query.startsWith('count by') ? 'labels' : 'kube'} ${query}`);
        return [
          200,
          '{"status":"success","data":{"resultType":"matrix","result":[]}}',
          { 'content-type': 'application/json' },
        ];
      });
  }
  for (const deploys of connect(yaml))
    await deploys.between(service, { from: NOON - 60_000, to: NOON }, AbortSignal.timeout(5000));
  return asked;
}

describe('connectDeploySources', () => {
  it('asks every source about labels and Kubernetes, without a word', () => {
    expect(connect(SOURCES).map(({ name }) => name)).toEqual([
      'metric labels in eu',
      'metric labels in us',
      'kube-state-metrics in eu',
      'kube-state-metrics in us',
    ]);
    expect(connect('')).toEqual([]);
  });

  it('asks none of what was turned off', () => {
    expect(connect(`${SOURCES}deploys: { metric_labels: [], kube: [] }`)).toEqual([]);
  });

  it('gives a source to the entry that names it', async () => {
    const asked = await askedOf(
      `${SOURCES}deploys: { metric_labels: [], kube: [{ source: us, selector: { cluster: us-1 } }, {}] }`,
      'shop',
    );

    expect(asked.map((one) => [one.slice(0, 2), one.includes('cluster="us-1"')])).toEqual([
      ['us', true],
      ['eu', false],
    ]);
  });

  it('finds the workload by the service’s own entry, then the source’s, then by the selector of its profiles', async () => {
    const kube = (entry: string) => `${SOURCES}
services: { shop: { selector: { service_name: shop, namespace: pay } } }
deploys: { metric_labels: [], kube: [{ source: eu${entry} }] }`;

    expect((await askedOf(kube(''), 'shop'))[0]).toMatch(/deployment="shop", namespace="pay"/);
    expect((await askedOf(kube(', namespace: ops, workload: "{{ $service }}-api"'), 'shop'))[0]).toMatch(
      /deployment="shop-api", namespace="ops"/,
    );
    expect((await askedOf(kube(', namespace: ops, services: { shop: { workload: till } }'), 'shop'))[0]).toMatch(
      /deployment="till", namespace="ops"/,
    );
    expect((await askedOf(kube(''), 'other'))[0]).not.toContain('namespace=');
  });

  it('finds metrics by their selector, with what a service is called in quotes', async () => {
    const yaml = `${SOURCES}deploys: { kube: [], metric_labels: [{ source: eu, selector: { job: "pay/{{ $service }}", tier: web } }] }`;

    expect((await askedOf(yaml, 'a"b'))[0]).toContain(
      String.raw`{__name__=~".*build_info|target_info", job="pay/a\"b", tier="web"}`,
    );
  });

  it('asks Grafana for annotations that name the service', async () => {
    const yaml = `deploys: { grafana: [{ name: g, url: http://grafana.test, bearer_token_file: t }] }`;
    const [deploys] = connect(yaml);
    const note = (id: number, tags: readonly string[]) => ({ id, time: NOON, text: 'v1 to v2', tags });
    const notes = [note(1, ['deploy', 'service:shop']), note(2, ['deploy', 'app:search'])];
    nock('http://grafana.test', { reqheaders: { authorization: 'Bearer secret' } })
      .get('/api/annotations')
      .query(true)
      .reply(200, JSON.stringify(notes), { 'content-type': 'application/json' });

    const told = await deploys!.between('shop', { from: NOON - 1, to: NOON }, AbortSignal.timeout(5000));

    expect(deploys?.name).toBe('annotations of g');
    expect(told).toMatchObject([{ service: 'shop', toVersion: 'v2' }]);
  });
});

/**
 * Answers in the shapes that public clients of these paths read: datadog-pgo (client.go), pup (src/commands/profiling.rs) and ddx
 * (internal/commands/profile.go). Nothing here was recorded of Datadog itself.
 */
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectDatadog } from '../../../../src/adapters/stores/datadog.ts';
import { fakeCompute } from '../../../support/fake-compute.ts';
import { NOON } from '../../../support/sample-incident.ts';
import { writeZip } from '../../../support/write-zip.ts';
import { stillClock } from '../pyroscope/connect-test-pyroscope.ts';
import { costOf, datadogSection, LATER, MINUTE, profilesOf } from './connect-test-datadog.ts';
import { CPU_TYPES, pprof } from './sample-uploads.ts';

const WINDOW = { from: NOON, to: NOON + 90_000 };
const QUERY = { kind: 'cpu', selector: { service_name: 'payments' }, window: WINDOW } as const;
const signal = new AbortController().signal;

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

function connect(settings: Readonly<Record<string, unknown>>) {
  const tools = { readFile: (path: string) => path, clock: stillClock(LATER), compute: fakeCompute(), budgetMs: 9_000 };
  return connectDatadog(datadogSection(settings), tools);
}

const listed = {
  data: [
    {
      id: 'AwAAAZ33AAAA_-x',
      type: 'profile',
      attributes: {
        id: 'AZ33SqdJ/AA+',
        service: 'payments',
        host: 'ip-10-0-0-1.ec2.internal',
        timestamp: '2026-11-22T14:09:30.123Z',
        duration_nanos: 59_998_000_000.0,
        ingest_size_in_bytes: 12_345,
        tag: { pod_name: 'payments-7f9c', version: 'v2.4.0', runtime: 'go', env: ['prod', 'eu'] },
        custom: { metrics: { core_cpu_cores: 0.73 } },
      },
    },
  ],
  meta: { page: {} },
};

describe('what the clients of Datadog read', () => {
  it('are a list of events and an archive for each, as datadog-pgo asks for them', async () => {
    const list = nock('https://app.datadoghq.eu', {
      reqheaders: { 'dd-api-key': '/run/api', 'dd-application-key': '/run/app' },
    })
      .post('/api/unstable/profiles/list', {
        filter: { from: '2026-11-22T14:09:00Z', to: '2026-11-22T14:10:30Z', query: 'service:"payments"' },
        sort: { field: 'timestamp', order: 'desc' },
        limit: 1000,
      })
      .reply(200, listed);
    const archive = writeZip([
      { name: 'cpu.pprof', bytes: pprof(CPU_TYPES, 5e9, NOON + 30_123) },
      { name: 'event.json', bytes: Buffer.from('{"family":"go"}') },
    ]);
    const download = nock('https://app.datadoghq.eu')
      .get('/api/ui/profiling/profiles/AZ33SqdJ%2FAA%2B/download?eventId=AwAAAZ33AAAA_-x')
      .reply(200, Buffer.from(archive), { 'content-type': 'application/zip' });

    const { blocks } = profilesOf(await connect({ site: 'datadoghq.eu', read: 'download' }).fetch(QUERY, signal));

    expect(list.isDone() && download.isDone()).toBe(true);
    expect(blocks.map(costOf)).toEqual([5e9]);
    expect(blocks[0]).toMatchObject({
      pod: 'payments-7f9c',
      labels: { service_name: 'payments', pod: 'payments-7f9c', node: 'ip-10-0-0-1.ec2.internal', version: 'v2.4.0' },
      interval: { from: NOON + 30_123, to: NOON + 30_123 + MINUTE },
    });
  });

  it('are sums, as pup asks for them', async () => {
    nock('https://us3.datadoghq.com').post('/api/unstable/profiles/list').reply(200, listed);
    const sum = nock('https://us3.datadoghq.com')
      .post('/profiling/api/v1/aggregate', {
        query: 'service:"payments" pod_name:"payments-7f9c"',
        from: '2026-11-22T14:09:00.000Z',
        to: '2026-11-22T14:10:30.000Z',
        profileType: 'cpu-time',
        limit: 1,
        aggregationFunction: 'sum',
      })
      .reply(200, {
        metadata: { service: 'payments' },
        profileType: 'cpu-time',
        aggregationFunction: 'sum',
        numberOfProfiles: 1,
        totalProfilesCount: 1,
        profileIds: ['AZ33SqdJ/AA+'],
        nodeSchema: ['frame', 'value', 'gini', 'children'],
        frameSchema: ['schema', 'kind', 'library', 'package', 'function', 'file', 'line'],
        frameSchemas: [{ family: 'go', fields: ['library', 'package', 'function', 'file', 'line'] }],
        strings: ['', 'stdlib', 'main', 'work', 'main.go'],
        frames: [
          [0, 0, 0, 0, 0, 0, 0],
          [0, 1, 2, 2, 3, 4, 7],
        ],
        flameGraph: [0, 3e9, -1, [[1, 3e9, 0.2, []]]],
        summaryValues: { 'cpu-time': 3e9, 'alloc-samples': 12 },
        summaryDurations: { 'cpu-time': 59_998_000_000 },
        endpointValues: {},
        endpointCounts: {},
      });

    const { blocks } = profilesOf(await connect({ site: 'us3.datadoghq.com' }).fetch(QUERY, signal));

    expect(sum.isDone()).toBe(true);
    expect(blocks.map(costOf)).toEqual([3e9]);
    expect(blocks[0]).toMatchObject({ pod: 'payments-7f9c', seconds: 59.998 });
  });

  it('may lack an id of the profile, a length and tags', async () => {
    nock('https://app.datadoghq.com')
      .post('/api/unstable/profiles/list')
      .reply(200, {
        data: [{ id: 'E1', attributes: { timestamp: NOON + 1_000 } }, { id: 'E2', attributes: {} }, 'what'],
      });
    nock('https://app.datadoghq.com')
      .get('/api/ui/profiling/profiles/E1/download?eventId=E1')
      .reply(200, Buffer.from(pprof(CPU_TYPES, 1, 0)), { 'content-type': 'application/octet-stream' });

    const { blocks, notices } = profilesOf(await connect({ read: 'download' }).fetch(QUERY, signal));

    expect(blocks.map(({ pod, interval }) => [pod, interval.from])).toEqual([['all pods', NOON + 1_000]]);
    expect(notices).toContain('2 events of Datadog do not say when they were recorded and were left out.');
  });
});

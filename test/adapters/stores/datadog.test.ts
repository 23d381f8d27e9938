import { afterEach, describe, expect, it } from 'vitest';
import { readProfile } from '../../../src/core/profile/read-profile.ts';
import { describeProfileStore } from '../../contracts/profile-store.ts';
import { NOON } from '../../support/sample-incident.ts';
import { connectTest, CPU, LATER, MINUTE, profilesOf, reasonOf, WINDOW } from './datadog/connect-test-datadog.ts';
import { startFakeDatadog, type FakeDatadog, type FakeProfile, type FakeRules } from './datadog/fake-datadog.ts';
import { uploads } from './datadog/sample-uploads.ts';
import { stillClock } from './pyroscope/connect-test-pyroscope.ts';

const signal = new AbortController().signal;
const DOWNLOAD = { read: 'download' };

const servers: { close(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function start(profiles: readonly FakeProfile[], rules?: FakeRules): Promise<FakeDatadog> {
  const server = await startFakeDatadog(profiles, rules);
  servers.push(server);
  return server;
}

for (const read of ['download', 'aggregate'])
  describeProfileStore(`Datadog, read: ${read}`, async (blocks) => {
    const profiles = blocks.map(({ kind, labels, interval, bytes }): FakeProfile => {
      const cost = readProfile(bytes).values.reduce((sum, one) => sum + one, 0);
      return {
        tags: { service: labels['service_name']!, pod_name: labels['pod']! },
        at: interval.from,
        seconds: (interval.to - interval.from) / 1000,
        files: { [`${kind}.pprof`]: bytes },
        sums: { [`${kind}-time`]: cost },
      };
    });
    return connectTest((await start(profiles)).url, { read });
  });

describe('questions to Datadog', () => {
  it('carry both keys and the names that Datadog has for labels', async () => {
    const server = await start(uploads({ tags: { kube_namespace: 'shop', owner: 'x' } }));
    const selector = { service_name: 'payments', namespace: 'shop', environment: 'prod', team: 'x' };
    const store = connectTest(server.url, { ...DOWNLOAD, tags: { team: 'owner' }, query: '-host:"canary"' });

    await store.fetch({ ...CPU, selector }, signal);

    expect(server.asked[0]!.body['filter']).toMatchObject({
      query: 'env:"prod" kube_namespace:"shop" owner:"x" service:"payments" -host:"canary"',
    });
    for (const { headers } of server.asked)
      expect(headers).toMatchObject({
        'dd-api-key': 'content of /run/api',
        'dd-application-key': 'content of /run/app',
      });
  });

  it('keep what an alert says one text', async () => {
    const service = String.raw`pay" OR service:* \ `;
    const server = await start(uploads({ tags: { service } }));

    const { blocks } = profilesOf(
      await connectTest(server.url, DOWNLOAD).fetch({ ...CPU, selector: { service_name: service } }, signal),
    );

    expect(blocks).toHaveLength(20);
    expect(server.asked[0]!.body['filter']).toMatchObject({
      query: String.raw`service:"pay\" OR service:* \\ "`,
    });
  });

  it('understand tags of either form', async () => {
    const server = await start(uploads({ pods: ['x'] }), { tagsIn: 'tags' });

    const { blocks } = profilesOf(await connectTest(server.url, DOWNLOAD).fetch(CPU, signal));

    expect(blocks[0]).toMatchObject({ pod: 'x', labels: { node: 'node-x', version: 'v1' } });
  });

  it('go to the paths of the configuration', async () => {
    const server = await start([]);
    const paths = { list: '/api/v2/profiles/search' };
    server.trouble = ({ path }, response) => {
      response.writeHead(path === paths.list ? 200 : 500, { 'content-type': 'application/json' }).end('{"data":[]}');
      return true;
    };

    expect(await connectTest(server.url, { paths }).fetch(CPU, signal)).toMatchObject({ kind: 'empty' });
  });

  it('lead to the explorer and to the comparison of both windows', async () => {
    const server = await start(uploads());
    const store = connectTest(server.url, { ...DOWNLOAD, ui_url: 'https://team.datadoghq.eu/' });

    const { links } = profilesOf(await store.fetch(CPU, signal));

    const [shown, compared] = [new URL(links!.window), new URL(links!.diff({ from: NOON - MINUTE, to: NOON }))];
    expect([shown.origin + shown.pathname, compared.origin + compared.pathname]).toEqual([
      'https://team.datadoghq.eu/profiling/explorer',
      'https://team.datadoghq.eu/profiling/comparison',
    ]);
    expect(Object.fromEntries(shown.searchParams)).toMatchObject({
      query: 'service:"payments"',
      start: String(WINDOW.from),
      to_ts: String(WINDOW.to),
      profile_type: 'cpu-time',
    });
    expect(Object.fromEntries(compared.searchParams)).toMatchObject({
      compare_query_A: 'service:"payments"',
      compare_start_A: String(NOON - MINUTE),
      compare_end_A: String(NOON),
      compare_start_B: String(WINDOW.from),
    });
  });
});

describe('where Datadog has nothing', () => {
  it.each([
    ['nothing of any service', [], 'Datadog shows no profiles of any service then'],
    [
      'another service',
      uploads({ tags: { service: 'cart' } }),
      'payments is not among the services that it shows then: cart',
    ],
    ['other tags', uploads({ tags: { env: 'dev' } }), 'nothing answers to all of these tags together'],
  ])('says that there is %s', async (_, profiles, words) => {
    const server = await start(profiles);

    const fetched = await connectTest(server.url, DOWNLOAD).fetch(
      { ...CPU, selector: { service_name: 'payments', env: 'prod' } },
      signal,
    );

    expect(reasonOf(fetched)).toContain(words);
    expect(reasonOf(fetched)).toContain('service:"payments" between 2026-');
  });

  it('names the time that profiles take to be shown', async () => {
    const server = await start(uploads({ minutes: [-30] }));
    const clock = stillClock(WINDOW.to + 1_000);

    const reason = reasonOf(await connectTest(server.url, DOWNLOAD, { clock }).fetch(CPU, signal));

    expect(reason).toContain('one to two minutes late');
  });

  it('says which end of a window is not there yet, and says no more once it is old', async () => {
    const server = await start(uploads({ minutes: [0, 1, 2, 3, 4, 5, 6] }));
    const noticesAt = async (now: number) =>
      profilesOf(await connectTest(server.url, DOWNLOAD, { clock: stillClock(now) }).fetch(CPU, signal)).notices;

    expect(await noticesAt(WINDOW.to + 1_000)).toEqual([
      'Datadog shows profiles one to two minutes late: the last 180 s of the window are not there yet.',
    ]);
    expect(await noticesAt(LATER)).toEqual([]);
  });

  it('says where a list was as long as it may be', async () => {
    const server = await start(uploads());

    const settings = { ...DOWNLOAD, limits: { listed: 4 } };
    const { notices } = profilesOf(await connectTest(server.url, settings).fetch(CPU, signal));

    expect(notices.join()).toContain('in 4 of 4 parts of the window: there may be more');
  });

  it('says when nothing tells which pod a profile is of', async () => {
    const server = await start(uploads().map((one) => ({ ...one, tags: { service: 'payments' } })));

    const { blocks, notices } = profilesOf(await connectTest(server.url, DOWNLOAD).fetch(CPU, signal));

    expect(blocks[0]!.pod).toBe('all pods');
    expect(notices.join()).toContain('labels.pod');
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { readProfile } from '../../../src/core/profile/read-profile.ts';
import type { FetchedProfiles, ProfileBlock } from '../../../src/pipeline/ports.ts';
import { describeProfileStore } from '../../contracts/profile-store.ts';
import { NOON } from '../../support/sample-incident.ts';
import { connectTest } from './pyroscope/connect-test-pyroscope.ts';
import { startFakePyroscope, type FakeProfile, type FakePyroscope } from './pyroscope/fake-pyroscope.ts';
import { everyPod, MINUTE, PAYMENTS, TYPES, WINDOW } from './pyroscope/payments-pods.ts';

const signal = new AbortController().signal;

const servers: FakePyroscope[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function start(...given: Parameters<typeof startFakePyroscope>): Promise<FakePyroscope> {
  const server = await startFakePyroscope(...given);
  servers.push(server);
  return server;
}

function profilesOf(fetched: FetchedProfiles): Extract<FetchedProfiles, { kind: 'profiles' }> {
  if (fetched.kind === 'empty') throw new Error(fetched.reason);
  return fetched;
}

const costOf = ({ bytes }: ProfileBlock) => readProfile(bytes).values.reduce((sum, one) => sum + one, 0);
const secondsOf = ({ interval }: ProfileBlock) => (interval.to - interval.from) / 1000;

describeProfileStore('Pyroscope', async (blocks) => {
  const profiles = blocks.map(({ kind, labels, interval, bytes }): FakeProfile => {
    const cost = readProfile(bytes).values.reduce((sum, one) => sum + one, 0);
    return { type: TYPES[kind], labels, at: interval.from, cost };
  });
  return connectTest((await start(profiles)).url);
});

describe('reading from Pyroscope', () => {
  it('answers with a block per pod and quarter of the window, of which every profile is in one', async () => {
    const server = await start(everyPod());

    const { blocks, asked, notices } = profilesOf(
      await connectTest(server.url).fetch({ kind: 'cpu', selector: PAYMENTS, window: WINDOW }, signal),
    );

    expect(blocks.map((block) => [block.pod, costOf(block), secondsOf(block)])).toEqual(
      [0, 1, 2, 3].flatMap(() => [
        ['pod-00', 10e9, 150],
        ['pod-01', 10e9, 150],
      ]),
    );
    expect(notices).toEqual([]);
    expect(asked).toContain(`SelectMergeProfile ${TYPES.cpu}{service_name="payments"}`);
    expect(asked).toContain('2 of 2 pods, 4 parts, a profile each 15 s');
  });

  it('asks without a limit of nodes, so that nothing is cut', async () => {
    const server = await start(everyPod());

    await connectTest(server.url).fetch({ kind: 'cpu', selector: PAYMENTS, window: WINDOW }, signal);

    const merges = server.asked.filter(({ method }) => method === 'SelectMergeProfile');
    expect(merges).toHaveLength(8);
    for (const { message } of merges) expect(message).not.toHaveProperty('maxNodes');
  });

  it('counts no profile twice where two windows touch, though Pyroscope counts both ends', async () => {
    const edge = NOON + 5 * MINUTE;
    const server = await start(everyPod({ pods: 1 }).map((one) => ({ ...one, at: one.at - 40 })));
    const store = connectTest(server.url);
    const ask = async (from: number, to: number) =>
      profilesOf(await store.fetch({ kind: 'cpu', selector: PAYMENTS, window: { from, to } }, signal)).blocks;

    const blocks = [...(await ask(NOON, edge)), ...(await ask(edge, WINDOW.to))];

    expect(blocks.reduce((sum, block) => sum + costOf(block), 0)).toBe(40e9);
  });

  it('moves its questions by half an interval where agents stamp the start or the end of theirs', async () => {
    const labels = { 'process.runtime.name': 'go' };
    const server = await start([
      ...everyPod({ pods: 1, labels, from: NOON - MINUTE, to: WINDOW.to + MINUTE }),
      ...everyPod({ pods: 1, kind: 'mutex', labels, from: NOON - MINUTE, to: WINDOW.to + MINUTE }),
    ]);
    const store = connectTest(server.url);
    const rangesOf = async (kind: 'cpu' | 'mutex') => {
      server.asked.length = 0;
      await store.fetch({ kind, selector: PAYMENTS, window: WINDOW }, signal);
      const merges = server.asked.filter(({ method }) => method === 'SelectMergeProfile').map(({ message }) => message);
      return [
        Math.min(...merges.map(({ start: one }) => Number(one))),
        Math.max(...merges.map(({ end }) => Number(end))),
      ];
    };

    expect(await rangesOf('cpu')).toEqual([WINDOW.from - 7_500, WINDOW.to - 7_500 - 1]);
    expect(await rangesOf('mutex')).toEqual([WINDOW.from + 7_500, WINDOW.to + 7_500 - 1]);
  });

  it('asks for no more than a day at once, which is what servers allow', async () => {
    const server = await start(everyPod());
    const day = { from: WINDOW.to - 86_400_000, to: WINDOW.to };

    await connectTest(server.url).fetch({ kind: 'cpu', selector: PAYMENTS, window: day }, signal);

    const lengths = server.asked.map(({ message }) => Number(message['end']) - Number(message['start']));
    expect(Math.max(...lengths)).toBe(86_400_000);
  });

  it('asks once for types and times, however many kinds are asked for at once', async () => {
    const server = await start([...everyPod(), ...everyPod({ kind: 'block' }), ...everyPod({ kind: 'mutex' })]);
    const store = connectTest(server.url);

    await Promise.all(
      (['cpu', 'block', 'mutex'] as const).map((kind) =>
        store.fetch({ kind, selector: PAYMENTS, window: WINDOW }, signal),
      ),
    );

    const methods = server.asked.map(({ method }) => method).filter((method) => method !== 'SelectMergeProfile');
    expect(methods.toSorted()).toEqual(['SelectSeries', 'Series']);
  });

  it('sees what came meanwhile when it asks again', async () => {
    const server = await start(everyPod({ to: NOON + 5 * MINUTE }));
    const store = connectTest(server.url);
    const total = async () =>
      profilesOf(await store.fetch({ kind: 'cpu', selector: PAYMENTS, window: WINDOW }, signal)).blocks.reduce(
        (sum, block) => [sum[0]! + costOf(block), sum[1]! + secondsOf(block)],
        [0, 0],
      );
    const first = await total();
    server.profiles.push(...everyPod({ from: NOON + 5 * MINUTE }));
    const second = await total();

    expect(first).toEqual([40e9, 600]);
    expect(second).toEqual([80e9, 1200]);
  });

  it('knows of a pod only what it recorded', async () => {
    const server = await start([
      ...everyPod({ pods: 1 }),
      ...everyPod({ pods: 1, from: NOON + 4 * MINUTE, labels: { pod: 'started-later' } }),
    ]);

    const { blocks } = profilesOf(
      await connectTest(server.url).fetch({ kind: 'cpu', selector: PAYMENTS, window: WINDOW }, signal),
    );
    const late = blocks.filter(({ pod }) => pod === 'started-later');

    const seconds = late.reduce((sum, block) => sum + secondsOf(block), 0);
    expect(seconds).toBeGreaterThan(350);
    expect(seconds).toBeLessThanOrEqual(376);
    expect(late.reduce((sum, block) => sum + costOf(block), 0)).toBe(24e9);
  });

  it('counts the time in which a pod that was there did not wait', async () => {
    const server = await start([
      ...everyPod({ pods: 1 }),
      { type: TYPES.mutex, labels: { ...PAYMENTS, pod: 'pod-00' }, at: NOON + MINUTE, cost: 5 },
    ]);

    const { blocks, asked } = profilesOf(
      await connectTest(server.url).fetch({ kind: 'mutex', selector: PAYMENTS, window: WINDOW }, signal),
    );

    expect(blocks.map((block) => [block.kind, costOf(block), secondsOf(block)])).toEqual([
      ['mutex', 5, 150],
      ['mutex', 0, 150],
      ['mutex', 0, 150],
      ['mutex', 0, 150],
    ]);
    expect(asked).toContain('3 of 4 without samples');
  });

  it('gives each block the version and the node of its pod, by the names that deploys are told by', async () => {
    const server = await start([
      ...everyPod({ pods: 1, to: NOON + 5 * MINUTE, labels: { app_release: '1.4', 'k8s.node.name': 'n1' } }),
      ...everyPod({ pods: 1, from: NOON + 5 * MINUTE, labels: { app_release: '1.5', 'k8s.node.name': 'n1' } }),
    ]);

    const { blocks } = profilesOf(
      await connectTest(server.url, { labels: { version: 'app_release' } }).fetch(
        { kind: 'cpu', selector: PAYMENTS, window: WINDOW },
        signal,
      ),
    );

    expect(blocks.map(({ labels }) => [labels['service_git_ref'], labels['node']])).toEqual([
      ['1.4', 'n1'],
      ['1.4', 'n1'],
      ['1.5', 'n1'],
      ['1.5', 'n1'],
    ]);
  });

  it('reads some of many pods, evenly, and says so', async () => {
    const server = await start(everyPod({ pods: 40 }));

    const { blocks, notices } = profilesOf(
      await connectTest(server.url).fetch({ kind: 'cpu', selector: PAYMENTS, window: WINDOW }, signal),
    );

    const pods = new Set(blocks.map(({ pod }) => pod));
    expect(pods.size).toBe(16);
    expect(pods).toContain('pod-37');
    expect(notices).toEqual(['Of 40 pods with cpu profiles 16 were read, evenly chosen by name.']);
    expect(server.asked.filter(({ method }) => method === 'SelectMergeProfile').length).toBeLessThanOrEqual(32);
  });

  it('counts all as one where no series says which pod it is of', async () => {
    const nameless = everyPod({ pods: 1 }).map((one) => ({ ...one, labels: PAYMENTS }));
    const server = await start(nameless);

    const { blocks, notices } = profilesOf(
      await connectTest(server.url).fetch({ kind: 'cpu', selector: PAYMENTS, window: WINDOW }, signal),
    );

    expect(blocks.map(({ pod }) => pod)).toEqual(Array(4).fill('all pods'));
    expect(notices).toEqual([expect.stringContaining('No series says which pod it is of')]);
  });

  it('lets wall time stand in for off-CPU time, and says so', async () => {
    const server = await start([...everyPod(), ...everyPod({ kind: 'wall' })]);

    const { blocks, notices } = profilesOf(
      await connectTest(server.url).fetch({ kind: 'off-cpu', selector: PAYMENTS, window: WINDOW }, signal),
    );

    expect(new Set(blocks.map(({ kind }) => kind))).toEqual(new Set(['wall']));
    expect(notices).toEqual([`off-cpu is told by wall time (${TYPES.wall}).`]);
  });

  it('asks for the service by the name that the store has for it', async () => {
    const server = await start(
      everyPod().map((one) => ({ ...one, labels: { app: 'payments', pod: one.labels['pod']! } })),
    );
    const store = connectTest(server.url, { labels: { service: 'app' } });

    expect(await store.fetch({ kind: 'cpu', selector: PAYMENTS, window: WINDOW }, signal)).toMatchObject({
      kind: 'profiles',
    });
  });

  it('links to Grafana where one is configured', async () => {
    const server = await start(everyPod());
    const grafana = { url: 'https://grafana.example', datasource_uid: 'p' };

    const { links, asked } = profilesOf(
      await connectTest(server.url, { grafana }).fetch({ kind: 'cpu', selector: PAYMENTS, window: WINDOW }, signal),
    );

    expect(asked).toContain(links!.window);
    expect(links!.diff({ from: 1, to: 2 })).toContain('diff-flame-graph');
  });

  it('says how much the store cut off, but not of a function that is really called other', async () => {
    const cut = everyPod({ pods: 1, cost: 1e9 }).map((one, index) =>
      index % 4 === 0 ? { ...one, stack: ['main', 'other'] } : one,
    );
    const server = await start(cut);

    const { notices } = profilesOf(
      await connectTest(server.url).fetch({ kind: 'cpu', selector: PAYMENTS, window: WINDOW }, signal),
    );

    expect(notices).toEqual([
      expect.stringMatching(/^The store cut cpu profiles: up to (?:2[5-9]|30) % .* "other"\.$/),
    ]);
  });
});

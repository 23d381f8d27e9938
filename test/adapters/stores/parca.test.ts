import { afterEach, describe, expect, it } from 'vitest';
import { readProfile } from '../../../src/core/profile/read-profile.ts';
import type { FetchedProfiles, ProfileBlock } from '../../../src/pipeline/ports.ts';
import { describeProfileStore } from '../../contracts/profile-store.ts';
import { NOON } from '../../support/sample-incident.ts';
import { connectTest } from './parca/connect-test-parca.ts';
import { startFakeParca, type FakeParca, type FakeProfile } from './parca/fake-parca.ts';
import { partOf, textOf } from './parca/proto.ts';
import { AGENT_CPU, CPU, everyPod, MINUTE, PAYMENTS, profilesOf, TYPES, WINDOW } from './parca/sample-profiles.ts';

const signal = new AbortController().signal;

const servers: { close(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function start(profiles: readonly FakeProfile[]): Promise<FakeParca> {
  const server = await startFakeParca(profiles);
  servers.push(server);
  return server;
}

const reasonOf = (fetched: FetchedProfiles) => (fetched.kind === 'empty' ? fetched.reason : 'there are some');
const costOf = ({ bytes }: ProfileBlock) => readProfile(bytes).values.reduce((sum, one) => sum + one, 0);
const secondsOf = ({ interval }: ProfileBlock) => (interval.to - interval.from) / 1000;
const mergesOf = (server: FakeParca) =>
  server.asked.filter(({ method }) => method === 'Query').map(({ message }) => partOf(message, 3));

describeProfileStore('Parca', async (blocks) => {
  const profiles = blocks.map(({ kind, labels, interval, bytes }): FakeProfile => {
    const { service_name: job = '', pod = '' } = labels;
    const cost = readProfile(bytes).values.reduce((sum, one) => sum + one, 0);
    const seconds = (interval.to - interval.from) / 1000;
    return { type: TYPES[kind], labels: { job, pod }, at: interval.from, seconds, cost };
  });
  return connectTest((await start(profiles)).url);
});

describe('reading from Parca', () => {
  it('answers with a block per pod and quarter of the window, of which every profile is in one', async () => {
    const server = await start(everyPod());

    const { blocks, asked, notices } = profilesOf(await connectTest(server.url).fetch(CPU, signal));

    expect(blocks.map((block) => [block.pod, costOf(block), secondsOf(block)])).toEqual(
      [0, 1, 2, 3].flatMap(() => [
        ['pod-00', 15e9, 150],
        ['pod-01', 15e9, 150],
      ]),
    );
    expect(notices).toEqual([]);
    expect(asked).toContain(`${TYPES.cpu}{job="payments"} ${WINDOW.from}..${WINDOW.to}: 2 of 2 pods, 4 parts`);
  });

  it('counts no profile twice and loses none, whatever the window', async () => {
    const server = await start(everyPod({ pods: 1, everyMs: 1_700, from: NOON, to: NOON + 30 * MINUTE }));
    const window = { from: NOON + 12_345, to: NOON + 25 * MINUTE + 111 };

    const { blocks } = profilesOf(await connectTest(server.url).fetch({ ...CPU, window }, signal));

    const inside = Math.floor((window.to - NOON) / 1_700) - Math.floor((window.from - 1 - NOON) / 1_700);
    expect(blocks.reduce((sum, block) => sum + costOf(block), 0)).toBe(inside * 1e9);
  });

  it('takes the window for the time of the recording, not what Parca writes into its merges', async () => {
    const server = await start(everyPod({ pods: 1, from: NOON + 5 * MINUTE }));

    const { blocks } = profilesOf(await connectTest(server.url).fetch(CPU, signal));

    expect(blocks.map(({ interval }) => [interval.from - NOON, interval.to - NOON])).toEqual([
      [5 * MINUTE, 7.5 * MINUTE],
      [7.5 * MINUTE, 10 * MINUTE],
    ]);
  });

  it('takes gaps of a process that sleeps for recorded time', async () => {
    const server = await start(everyPod({ pods: 1, everyMs: 45_000, from: NOON + 20_000, to: WINDOW.to + 20_000 }));

    const { blocks } = profilesOf(await connectTest(server.url).fetch(CPU, signal));

    expect(blocks.map(secondsOf)).toEqual([150, 150, 150, 150]);
  });

  it('finds the CPU type that the service has among those of all services', async () => {
    const server = await start([
      ...everyPod({ labels: { job: 'other' } }),
      ...everyPod({ type: AGENT_CPU, labels: { job: 'payments' } }),
    ]);

    const { blocks, asked } = profilesOf(await connectTest(server.url).fetch(CPU, signal));

    expect(asked).toContain(AGENT_CPU);
    expect(readProfile(blocks[0]!.bytes).sampleTypes).toEqual([{ type: 'cpu', unit: 'nanoseconds' }]);
  });

  it('says that off-CPU time of the agent is sampled', async () => {
    const server = await start(everyPod({ type: TYPES['off-cpu'] }));

    const { notices } = profilesOf(await connectTest(server.url).fetch({ ...CPU, kind: 'off-cpu' }, signal));

    expect(notices.join()).toContain('--off-cpu-threshold');
  });

  it('gives wall time where there is no off-CPU time', async () => {
    const server = await start([...everyPod(), ...everyPod({ type: TYPES.wall })]);

    const { blocks, notices } = profilesOf(await connectTest(server.url).fetch({ ...CPU, kind: 'off-cpu' }, signal));

    expect(blocks[0]!.kind).toBe('wall');
    expect(notices).toEqual([`off-cpu is told by wall time (${TYPES.wall}).`]);
  });

  it('knows by the CPU that a pod was there when nothing of it waited', async () => {
    const late = everyPod({ pods: 1, type: TYPES.block, from: NOON + 8 * MINUTE });
    const server = await start([...everyPod(), ...late]);

    const { blocks, asked } = profilesOf(await connectTest(server.url).fetch({ ...CPU, kind: 'block' }, signal));

    expect(blocks.map((block) => [block.kind, block.pod, costOf(block)])).toEqual([
      ['block', 'pod-00', 0],
      ['block', 'pod-01', 0],
      ['block', 'pod-00', 0],
      ['block', 'pod-01', 0],
      ['block', 'pod-00', 0],
      ['block', 'pod-01', 0],
      ['block', 'pod-00', 12e9],
      ['block', 'pod-01', 0],
    ]);
    expect(asked).toContain('7 of 8 without samples');
    expect(mergesOf(server)).toHaveLength(1);
  });

  it('does not add up snapshots, and says how to get what can be added', async () => {
    const server = await start([...everyPod(), ...everyPod({ type: TYPES.block.replace(':delta', '') })]);

    const reason = reasonOf(await connectTest(server.url).fetch({ ...CPU, kind: 'block' }, signal));

    expect(reason).toContain('block:delay:nanoseconds:contentions:count holds snapshots');
    expect(reason).toContain('set delta: true');
  });

  it('reads the type that is configured', async () => {
    const type = 'custom:busy:nanoseconds:busy:nanoseconds:delta';
    const server = await start([...everyPod(), ...everyPod({ type })]);

    const { asked } = profilesOf(await connectTest(server.url, { types: { cpu: type } }).fetch(CPU, signal));

    expect(asked).toContain(`${type}{job="payments"}`);
  });

  it('reads at most 16 pods, evenly by name, and says so', async () => {
    const server = await start(everyPod({ pods: 40, everyMs: MINUTE }));

    const { blocks, notices } = profilesOf(await connectTest(server.url).fetch(CPU, signal));

    expect(new Set(blocks.map(({ pod }) => pod)).size).toBe(16);
    expect(blocks.some(({ pod }) => pod > 'pod-35')).toBe(true);
    expect(notices).toEqual(['Of 40 pods with cpu profiles 16 were read, evenly chosen by name.']);
  });

  it('says when nothing tells which pod a profile is of', async () => {
    const server = await start(
      everyPod({ pods: 1, labels: { pod: '' } }).map((one) => ({ ...one, labels: { job: 'payments' } })),
    );

    const { blocks, notices } = profilesOf(await connectTest(server.url).fetch(CPU, signal));

    expect(blocks[0]!.pod).toBe('all pods');
    expect(notices.join()).toContain('labels.pod');
  });

  it('tells versions to the deploys, and the node', async () => {
    const labels = { release: 'v7', machine: 'n1' };
    const server = await start(everyPod({ pods: 1, labels }));
    const store = connectTest(server.url, { labels: { version: 'release', node: 'machine' } });

    const { blocks } = profilesOf(await store.fetch(CPU, signal));

    expect(blocks[0]!.labels).toEqual({ ...PAYMENTS, service_git_ref: 'v7', node: 'n1', pod: 'pod-00' });
  });

  it('links to both windows beside each other in the pages of Parca', async () => {
    const server = await start(everyPod());
    const store = connectTest(server.url, { ui_url: 'https://parca.example/p/' });

    const { links } = profilesOf(await store.fetch(CPU, signal));

    const address = new URL(links!.diff({ from: NOON - MINUTE, to: NOON }));
    expect(address.origin + address.pathname).toBe('https://parca.example/p/');
    expect(Object.fromEntries(address.searchParams)).toMatchObject({
      compare_a: 'true',
      compare_b: 'true',
      expression_a: `${TYPES.cpu}{job="payments"}`,
      merge_from_a: `${NOON - MINUTE}000000`,
      merge_to_b: `${WINDOW.to}000000`,
      time_selection_b: `absolute:${WINDOW.from}-${WINDOW.to}`,
    });
  });

  it('asks for the types once, whatever the kinds', async () => {
    const server = await start([...everyPod(), ...everyPod({ type: TYPES.block })]);
    const store = connectTest(server.url);

    await Promise.all((['cpu', 'block', 'mutex'] as const).map((kind) => store.fetch({ ...CPU, kind }, signal)));
    await store.fetch(CPU, signal);

    expect(server.asked.filter(({ method }) => method === 'ProfileTypes')).toHaveLength(1);
  });

  it('asks pods by a regular expression that matches the whole name', async () => {
    const server = await start([
      ...everyPod({ pods: 1, labels: { pod: 'pay.ments-7f9c' } }),
      ...everyPod({ pods: 1, labels: { pod: 'not-pay.ments-7f9c' } }),
      ...everyPod({ pods: 1, labels: { pod: 'payxments-7f9c' } }),
    ]);
    const store = connectTest(server.url, { labels: { service: { pod: '~{service_name}-[0-9a-f]+' } } });

    const { blocks } = profilesOf(
      await store.fetch({ ...CPU, selector: { service_name: 'pay.ments', job: 'payments' } }, signal),
    );

    expect(new Set(blocks.map(({ pod }) => pod))).toEqual(new Set(['pay.ments-7f9c']));
    expect(textOf(mergesOf(server)[0]!, 1)).toContain(String.raw`pod=~"^(?:pay\\.ments-[0-9a-f]+)$"`);
  });
});

describe('where Parca has nothing', () => {
  it.each([
    ['nothing of any service', [], 'the server has no profiles at all of that time'],
    ['another service', everyPod({ labels: { job: 'cart' } }), 'payments is not among what job is there: cart'],
    ['another kind', everyPod(), 'SetMutexProfileFraction'],
    [
      'another label',
      everyPod().map((one) => ({ ...one, labels: { service: 'payments' } })),
      'no profile of that time has the label job',
    ],
  ])('says that there is %s', async (_, profiles, words) => {
    const server = await start(profiles);

    const kind = words === 'SetMutexProfileFraction' ? 'mutex' : 'cpu';
    const fetched = await connectTest(server.url).fetch({ ...CPU, kind }, signal);

    expect(reasonOf(fetched)).toContain(words);
    expect(reasonOf(fetched)).toContain('{job="payments"} between 2026-');
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { encodePprof } from '../../../../src/core/profile/encode-pprof.ts';
import type { ProfileSource } from '../../../../src/pipeline/ports.ts';
import { fakeCompute } from '../../../support/fake-compute.ts';
import { NOON } from '../../../support/sample-incident.ts';
import { connectTest, MINUTE, profilesOf } from './connect-test-datadog.ts';
import { startFakeDatadog, type FakeProfile } from './fake-datadog.ts';

const signal = new AbortController().signal;
const BASELINE = { from: NOON, to: NOON + 10 * MINUTE - 1 };
const COMPARISON = { from: NOON + 10 * MINUTE, to: NOON + 20 * MINUTE - 1 };

const servers: { close(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** What a tracer of Python sends: CPU and wall time of the same stacks, in one file. A minute of each of two pods. */
function python(at: number, waitedSeconds: number): Uint8Array {
  const frame = (name: string, line: number) => ({ name, file: '/app/shop/orders.py', line, startLine: line - 2 });
  return encodePprof({
    format: 'pprof',
    sampleTypes: [
      { type: 'cpu-time', unit: 'nanoseconds' },
      { type: 'wall-time', unit: 'nanoseconds' },
    ],
    values: Float64Array.of(12e9, 12e9, 1e9, (1 + waitedSeconds) * 1e9),
    stackStart: Int32Array.of(0, 2, 4),
    stacks: Int32Array.of(0, 1, 0, 2),
    frames: [frame('checkout', 10), frame('price_of', 40), frame('ask_stock', 70)],
    period: 0,
    periodType: { type: '', unit: '' },
    timeMs: at,
    durationSeconds: 60,
  });
}

describe('off-CPU time of Datadog', () => {
  it('is wall time less CPU time, and names who waits longer', async () => {
    const profiles = ['a', 'b'].flatMap((pod) =>
      [...Array(20).keys()].map((minute): FakeProfile => {
        const at = NOON + minute * MINUTE;
        const files = { 'auto.pprof': python(at, minute < 10 ? 5 + (minute % 2) / 2 : 25 + (minute % 2) / 2) };
        return { tags: { service: 'payments', pod_name: pod }, at, files };
      }),
    );
    const server = await startFakeDatadog(profiles);
    servers.push(server);
    const store = connectTest(server.url, { read: 'download' });
    const sourcesOf = async (side: 'baseline' | 'comparison'): Promise<readonly ProfileSource[]> => {
      const window = side === 'baseline' ? BASELINE : COMPARISON;
      const query = { selector: { service_name: 'payments' }, window };
      const answers = await Promise.all(
        (['cpu', 'off-cpu'] as const).map((kind) => store.fetch({ ...query, kind }, signal)),
      );
      return answers
        .flatMap((answer) => profilesOf(answer).blocks)
        .map(({ kind, pod, bytes }) => ({ side, kind, pod, bytes, name: 'datadog' }));
    };

    const sources = [...(await sourcesOf('baseline')), ...(await sourcesOf('comparison'))];
    const { analysis } = await fakeCompute().analyse({ sources, pictures: [] }, signal);

    const panel = analysis.panels.find(({ profile }) => profile === 'off-cpu');
    expect(panel).toMatchObject({ source: 'wall time less CPU time', pods: { baseline: 2, comparison: 2 } });
    expect([panel!.baseline * 60, panel!.comparison * 60].map(Math.round)).toEqual([5, 25]);
    expect(analysis.movers[0]).toMatchObject({ profile: 'off-cpu', function: expect.stringContaining('ask_stock') });
    expect(analysis.notices.join()).toContain('Waiting is wall time less the CPU time of the same stacks');
  });
});

import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { RequestIds } from '../../../../src/core/profile/request-ids.ts';
import { connectTest } from './connect-test-pyroscope.ts';
import { startFakePyroscope, type FakePyroscope } from './fake-pyroscope.ts';
import { selfTimes } from './recorded.ts';

const CPU = 'process_cpu:cpu:nanoseconds:cpu:nanoseconds';
const NOON = 1_795_856_100_000;
const WINDOW = { from: NOON, to: NOON + 600_000 };
const TRACE = { by: 'trace', ids: [`${'0'.repeat(30)}b2`] } as const;
const SPAN = { by: 'span', ids: ['00000000000000a1'] } as const;

let fake: FakePyroscope;
afterEach(() => fake.close());

/** Answers what the real server did; what is not named here the fake answers itself. */
async function asked(recordings: Readonly<Record<string, string>>, requests: RequestIds) {
  fake = await startFakePyroscope([{ type: CPU, labels: { service_name: 'payments' }, at: NOON, cost: 1 }]);
  fake.trouble = ({ method }, response) => {
    const name = recordings[method];
    if (name === undefined) return false;
    const { status, headers } = JSON.parse(readFileSync(`test/fixtures/pyroscope/${name}.meta.json`, 'utf8'));
    const body = readFileSync(`test/fixtures/pyroscope/${name}.response`);
    const type = new Map<string, string>(headers).get('Content-Type');
    response.writeHead(status, { 'content-type': type }).end(body);
    return true;
  };
  const query = { kind: 'cpu', selector: { service_name: 'payments' }, window: WINDOW, requests } as const;
  return connectTest(fake.url).fetch(query, AbortSignal.timeout(10_000));
}

describe('samples of single requests from a recorded Pyroscope', () => {
  it('are those of the trace', async () => {
    const fetched = await asked({ SelectMergeStacktraces: '400-main-trace-b2-pprof-proto' }, TRACE);

    expect(selfTimes(fetched)).toEqual({ 'regexp.Match': 0.8e9 });
    expect(fetched).toMatchObject({ kind: 'profiles', notices: [] });
    const [question] = fake.asked.filter(({ method }) => method === 'SelectMergeStacktraces');
    // Format 6 is PPROF, 10 the traces, as in the recorded question.
    expect(question?.message).toEqual({
      profileTypeID: CPU,
      labelSelector: '{service_name="payments"}',
      start: WINDOW.from,
      end: WINDOW.to,
      6: 4,
      10: TRACE.ids[0],
    });
  });

  it('are asked for by span under another number', async () => {
    await asked({ SelectMergeStacktraces: '400-main-trace-b2-pprof-proto' }, SPAN);

    expect(fake.asked.at(-1)?.message).toMatchObject({ 11: SPAN.ids[0] });
    expect(fake.asked.at(-1)?.message).not.toHaveProperty('10');
  });

  it('are none where the trace has none', async () => {
    const fetched = await asked({ SelectMergeStacktraces: '401-main-trace-unknown-pprof-proto' }, TRACE);

    expect(fetched).toMatchObject({
      kind: 'empty',
      reason: expect.stringContaining(`of trace ${TRACE.ids[0]}: none in`),
    });
  });

  it('are never everything: an old server that knows no traces is told by its answer', async () => {
    const fetched = await asked({ SelectMergeStacktraces: '402-main-flamegraph-proto' }, TRACE);

    expect(fetched).toMatchObject({ kind: 'empty', reason: expect.stringContaining('cannot tell traces apart') });
  });

  it('are read as a tree of functions where an old server knows spans alone', async () => {
    const fetched = await asked(
      {
        SelectMergeStacktraces: '402-main-flamegraph-proto',
        SelectMergeSpanProfile: '403-main-SelectMergeSpanProfile-tree-a1',
      },
      SPAN,
    );

    expect(selfTimes(fetched)).toEqual({ 'crypto.Sign': 8e9 });
    expect(fetched).toMatchObject({ notices: [expect.stringContaining('functions only')] });
    expect(fake.asked.at(-1)?.message).toMatchObject({ spanSelector: SPAN.ids, format: 'PROFILE_FORMAT_TREE' });
  });

  it('are refused by a server with the old storage, in its words', async () => {
    const fetching = asked({ SelectMergeStacktraces: '306-v1-traceIdSelector' }, TRACE);

    await expect(fetching).rejects.toMatchObject({
      code: 'PROFILE_STORE_REJECTED',
      retryable: false,
      message: expect.stringContaining('trace_id_selector is only supported with the v2 query backend'),
    });
  });
});

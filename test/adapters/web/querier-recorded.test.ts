import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectDatabase, type OpenDatabase } from '../../../src/adapters/database/connect-database.ts';
import type { StoredProfile } from '../../../src/pipeline/ports.ts';
import { storeProfile } from '../../../src/pipeline/store-profile.ts';
import { fakeBlobs } from '../../support/fake-blobs.ts';
import { fakeCompute } from '../../support/fake-compute.ts';
import { recordedPushes, send } from '../../support/pushed.ts';
import { jsonRows, levelsOf, pprofRows, protoLength, seriesByLabels, treeRows } from '../../support/querier-answers.ts';
import { quietLog } from '../../support/quiet-log.ts';
import { askAgain, paymentsBodies, recordedQuestion } from '../../support/recorded-questions.ts';
import { startTestWeb, type TestWeb } from './start-test-web.ts';

/** A day after the recordings. */
const clock = { now: () => Date.parse('2026-11-25T18:27:00Z') };
let database: OpenDatabase;
let web: TestWeb;
/** The same pushes as the real server had, through the same doors; the index is written at once. */
beforeAll(async () => {
  const log = quietLog();
  database = await connectDatabase({ kind: 'memory' }, { log, clock });
  const blobs = fakeBlobs();
  const pushed: StoredProfile[] = [];
  const profileIndex = {
    ...database.profileIndex,
    add: async (more: readonly StoredProfile[]) => void pushed.push(...more),
  };
  const world = { compute: fakeCompute(), blobs, profileIndex, clock, log };
  web = await startTestWeb(
    { pages: 'open' },
    { ingest: (push) => storeProfile(push, world), blobs, catalogue: database.catalogue, clock },
  );
  for (const body of paymentsBodies()) {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${web.url}/push.v1.PusherService/Push`, { method: 'POST', headers, body });
    if (!answer.ok) throw new Error(await answer.text());
  }
  for (const push of recordedPushes()) await send(web.url, push);
  await database.profileIndex.add(pushed);
}, 60_000);
afterAll(async () => {
  await web.close();
  await database.close();
});

async function answerOf(name: string): Promise<{ readonly ours: unknown; readonly theirs: unknown }> {
  const question = recordedQuestion(name);
  const answer = await askAgain(web.url, question);
  expect(answer.status).toBe(200);
  return { ours: await answer.json(), theirs: JSON.parse(question.answer) };
}

describe('what there is', () => {
  it.each([
    '13-LabelNames-payments',
    '15-LabelValues-version-payments',
    '16-LabelValues-unknown-label',
    '19-Series-types-payments',
    '20-Series-payments-pod-node-version',
    '23-Series-none',
  ])('%s is answered as there', async (name) => {
    const { ours, theirs } = await answerOf(name);

    expect(ours).toEqual(theirs);
  });

  it('are profile types of the kinds that we keep, in their order and spelling', async () => {
    const { ours, theirs } = await answerOf('10-ProfileTypes');

    const kept = new Set(['off_cpu:off_cpu:nanoseconds::', 'process_cpu:cpu:nanoseconds:cpu:nanoseconds']);
    const known = (theirs as { profileTypes: { ID: string }[] }).profileTypes.filter(({ ID }) => kept.has(ID));
    const types = (ours as { profileTypes: { ID: string }[] }).profileTypes;
    expect(types.filter(({ ID }) => kept.has(ID))).toEqual(known);
    expect(known).toHaveLength(2);
    expect(types.map(({ ID }) => ID)).toEqual(types.map(({ ID }) => ID).toSorted());
  });

  it('are the services of all pushes, the agents aside that were not replayed', async () => {
    const { ours, theirs } = await answerOf('14-LabelValues-service_name');

    const absent = new Set(['checkout', 'node-shop', 'py-shop', 'wide']);
    const there = (theirs as { names: string[] }).names.filter((name) => !absent.has(name));
    expect((ours as { names: string[] }).names).toEqual(expect.arrayContaining(there));
  });

  it('labels with dots only for those who say that they read them', async () => {
    const [plain, any] = [await answerOf('11-LabelNames'), await answerOf('12-LabelNames-utf8')];

    const dotted = (names: readonly string[]) => names.filter((name) => name.includes('.'));
    expect(dotted((plain.ours as { names: string[] }).names)).toEqual([]);
    expect(dotted((any.ours as { names: string[] }).names)).toEqual([
      'k8s.node.name',
      'k8s.pod.name',
      'service.version',
    ]);
  });
});

describe('questions that get no answer', () => {
  it.each([
    '66-span-and-trace-together',
    '78-SelectSeries-step-zero',
    '90-err-type-4-parts',
    '93-err-selector-empty-string',
    '94-err-selector-missing',
    '95-err-start-after-end',
    '96-err-no-range',
    '97-err-labelnames-no-range',
    '98-err-maxnodes-too-large',
    '99-err-maxnodes-negative',
    '100-err-empty-body',
    '117-labelvalues-no-name',
  ])('%s is refused in the same words', async (name) => {
    const question = recordedQuestion(name);

    const answer = await askAgain(web.url, question);

    expect(answer.status).toBe(question.status);
    expect(await answer.json()).toEqual(JSON.parse(question.answer));
  });

  it.each([
    '92-err-selector-syntax',
    '101-err-not-json',
    '102-err-wrong-json-type',
    '109-err-garbage-proto',
    '103-err-content-type',
    '104-err-get-on-rpc',
    '105-err-unknown-method',
    '106-err-accept-malformed',
    '108-err-series-bad-matcher',
  ])('%s has the same status', async (name) => {
    const question = recordedQuestion(name);

    const answer = await askAgain(web.url, question);

    expect(answer.status).toBe(question.status);
  });
});

describe('profiles added up', () => {
  it.each([
    '40-SelectMergeStacktraces-flamegraph-base',
    '40-SelectMergeStacktraces-flamegraph-burn',
    '46-SelectMergeStacktraces-maxnodes6',
    '47-SelectMergeStacktraces-unknown-format',
    '48-SelectMergeStacktraces-format-number-9',
    '49-SelectMergeStacktraces-unknown-field',
    '50-empty-flamegraph',
    '54-empty-type-not-in-service',
    '57-dotted-selector-quoted',
    '58-folded-frontend-cpu',
    '60-SelectMergeSpanProfile-a1',
    '61-SelectMergeStacktraces-spanSelector-a1',
    '62-SelectMergeStacktraces-traceId-a1',
    '65-traceId-unknown',
    '91-err-type-unknown',
    '116-snake-case-fields',
    '123-http-head-style-nonascii-selector',
    '133-range-start-0-end-15s',
    '134-range-start-0-end-14999',
    '135-range-start-plus1ms-end-15s',
    '142-vector-flamegraph',
  ])('as a flame graph: %s', async (name) => {
    const { ours, theirs } = await answerOf(name);

    expect(levelsOf(ours)).toEqual(levelsOf(theirs));
  });

  it.each([
    '41-SelectMergeStacktraces-tree-json-base',
    '41-SelectMergeStacktraces-tree-json-burn',
    '42-SelectMergeStacktraces-tree-proto-base',
    '42-SelectMergeStacktraces-tree-proto-burn',
    '51-empty-tree',
    '143-vector-tree',
  ])('as a tree: %s', async (name) => {
    const question = recordedQuestion(name);
    const isJson = question.contentType.includes('json');
    const read = (answer: Uint8Array) => {
      if (!isJson) return treeRows(answer.subarray(protoLength(answer)));
      return treeRows(Buffer.from(JSON.parse(Buffer.from(answer).toString()).tree ?? '', 'base64'));
    };

    const answer = new Uint8Array(await (await askAgain(web.url, question)).arrayBuffer());

    expect(read(answer)).toEqual(read(Buffer.from(question.answer, question.answerEncoding)));
  });

  it.each([
    '30-SelectMergeProfile-payments-cpu-base-proto',
    '30-SelectMergeProfile-payments-cpu-burn-proto',
    '32-SelectMergeProfile-payments-offcpu-base-proto',
    '32-SelectMergeProfile-payments-offcpu-burn-proto',
    '137-SelectMergeProfile-both-versions-two-mappings-proto',
  ])('as a pprof that any tool reads: %s', async (name) => {
    const question = recordedQuestion(name);

    const answer = await askAgain(web.url, question);

    expect(answer.headers.get('content-type')).toBe('application/proto');
    const ours = new Uint8Array(await answer.arrayBuffer());
    expect(pprofRows(ours)).toEqual(pprofRows(Buffer.from(question.answer, 'base64')));
  });

  it.each([
    '31-SelectMergeProfile-payments-cpu-base-json',
    '31-SelectMergeProfile-payments-cpu-burn-json',
    '38-SelectMergeProfile-empty-json',
    '39-SelectMergeProfile-callsite-json',
    '43-SelectMergeStacktraces-pprof-json-base',
    '43-SelectMergeStacktraces-pprof-json-burn',
    '52-empty-pprof',
    '63-SelectMergeStacktraces-traceId-b2-pprof',
    '64-SelectMergeProfile-traceId-b2',
  ])('as a pprof in JSON: %s', async (name) => {
    const { ours, theirs } = await answerOf(name);

    expect(jsonRows(ours)).toEqual(jsonRows(theirs));
  });

  it('are nothing at all in binary where nothing fits', async () => {
    const answer = await askAgain(web.url, recordedQuestion('37-SelectMergeProfile-empty-proto'));

    expect((await answer.arrayBuffer()).byteLength).toBe(0);
  });

  it.each([
    '70-SelectSeries-payments-cpu-by-node-version',
    '70-SelectSeries-payments-cpu-by-nothing',
    '70-SelectSeries-payments-cpu-by-pod',
    '70-SelectSeries-payments-cpu-by-version',
    '74-SelectSeries-none',
    '136-SelectSeries-unaligned-first-point',
    '141-SelectSeries-groupBy-dotted',
  ])('over time: %s', async (name) => {
    const { ours, theirs } = await answerOf(name);

    expect(seriesByLabels(ours)).toEqual(seriesByLabels(theirs));
  });

  it('over time: only the largest series where only one is asked for', async () => {
    const { ours } = await answerOf('72-SelectSeries-limit1');

    expect((ours as { series: { labels: unknown }[] }).series.map(({ labels }) => labels)).toEqual([
      [{ name: 'service_name', value: 'payments' }],
    ]);
  });
});

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { frameOf } from '../../../../src/adapters/stores/parca/grpc-web.ts';
import {
  encodeMergeRequest,
  encodeTypesRequest,
  encodeValuesRequest,
} from '../../../../src/adapters/stores/parca/messages.ts';
import { readProfile } from '../../../../src/core/profile/read-profile.ts';
import type { ProfileBlock } from '../../../../src/pipeline/ports.ts';
import { fakeCompute } from '../../../support/fake-compute.ts';
import { connectTest } from './connect-test-parca.ts';
import { frame, GOOD_END } from './fake-parca.ts';
import { field, time } from './proto.ts';

interface Recorded {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly request?: string;
  readonly response?: string;
  readonly json?: Record<string, unknown>;
}

const recorded = JSON.parse(readFileSync('test/fixtures/parca/recorded.json', 'utf8')) as Record<string, Recorded>;
const BASE = { from: Date.parse('2026-11-24T18:24:00Z'), to: Date.parse('2026-11-24T18:33:59Z') };
const BURN = { from: Date.parse('2026-11-24T18:34:00Z'), to: Date.parse('2026-11-24T18:43:59Z') };
const CPU = 'process_cpu:cpu:nanoseconds:cpu:nanoseconds:delta';
const URL = 'http://parca.test';
const SERVICE = '/parca.query.v1alpha1.QueryService';
const signal = new AbortController().signal;

const requestOf = (name: string) => recorded[name]!.request;
const framed = (message: Uint8Array) => Buffer.from(frameOf(message)).toString('base64');

function replay(method: string, name: string, change: (body: Buffer) => Buffer = (body) => body): void {
  const { status, headers, response = '' } = recorded[name]!;
  nock(URL)
    .post(`${SERVICE}/${method}`)
    .times(99)
    .reply(status, change(Buffer.from(response, 'base64')), headers);
}

/** What the JSON gateway recorded, in the frames of gRPC-web. */
function replayJson(method: string, message: Buffer): void {
  const body = Buffer.concat([frame(0, message), GOOD_END]);
  nock(URL).post(`${SERVICE}/${method}`).times(99).reply(200, body, { 'content-type': 'application/grpc-web+proto' });
}

interface RangeJson {
  readonly series: readonly {
    readonly labelset: { readonly labels: readonly { readonly name: string; readonly value: string }[] };
    readonly samples: readonly { readonly timestamp: string; readonly duration: string }[];
  }[];
}

function rangeMessage(): Buffer {
  const { series } = recorded['46-QueryRange-sumby-json']!.json as unknown as RangeJson;
  return Buffer.concat(
    series.map(({ labelset, samples }) =>
      field(1, [
        field(
          1,
          labelset.labels.map(({ name, value: text }) => field(1, [field(1, name), field(2, text)])),
        ),
        ...samples.map(({ timestamp, duration }) =>
          field(2, [time(1, Date.parse(timestamp)), field(4, Number(duration))]),
        ),
      ]),
    ),
  );
}

function secondsIn({ bytes }: Pick<ProfileBlock, 'bytes'>): number {
  const profile = readProfile(gunzipSync(bytes));
  return profile.values.reduce((sum, one) => sum + one, 0) / 1e9;
}

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

describe('questions to Parca', () => {
  it('are byte for byte those that a real server answered', () => {
    const query = `${CPU}{job="payments",version="v2.4.0"}`;

    expect(framed(encodeMergeRequest(query, BURN))).toBe(requestOf('21-Query-merge-pprof-burn-grpcweb'));
    expect(framed(encodeTypesRequest({ from: BASE.from, to: BURN.to + 1000 }))).toBe(
      requestOf('11-ProfileTypes-grpcweb'),
    );
    expect(framed(encodeValuesRequest('version', { from: BASE.from, to: BURN.to + 1000 }))).toBe(
      requestOf('17-Values-grpcweb'),
    );
  });
});

describe('recorded answers of Parca', () => {
  it.each([
    ['base', '21-Query-merge-pprof-base-grpcweb', 48],
    ['burn', '21-Query-merge-pprof-burn-grpcweb', 84],
  ])('hold the CPU of the %s window exactly', async (_, name, seconds) => {
    replay('ProfileTypes', '11-ProfileTypes-grpcweb');
    replayJson('QueryRange', rangeMessage());
    replay('Query', name);

    const window = name.includes('base') ? BASE : BURN;
    const fetched = await connectTest(URL).fetch(
      { kind: 'cpu', selector: { service_name: 'payments' }, window },
      signal,
    );

    if (fetched.kind === 'empty') throw new Error(fetched.reason);
    expect(new Set(fetched.blocks.map(({ pod }) => pod))).toEqual(new Set(['payments-a1', 'payments-b2']));
    for (const block of fetched.blocks) expect(secondsIn(block)).toBeCloseTo(seconds, 6);
    expect(fetched.blocks.map(({ interval }) => interval.to - interval.from).reduce((sum, one) => sum + one, 0)).toBe(
      2 * 600_000,
    );
  });

  it.each([
    ['off-cpu', '22-Query-merge-pprof-offcpu-burn-json', 1232],
    ['cpu', '23-Query-merge-pprof-agentcpu-burn-json', 84],
  ] as const)('hold the %s time that the agent recorded', async (kind, name, seconds) => {
    replay('ProfileTypes', '11-ProfileTypes-grpcweb');
    replayJson('QueryRange', rangeMessage());
    replayJson('Query', field(6, Buffer.from(String(recorded[name]!.json!['pprof']), 'base64')));

    const fetched = await connectTest(URL).fetch(
      { kind, selector: { service_name: 'payments' }, window: BURN },
      signal,
    );

    if (fetched.kind === 'empty') throw new Error(fetched.reason);
    expect(secondsIn(fetched.blocks[0]!)).toBeCloseTo(seconds, 6);
  });

  it('name the function that was not there before', async () => {
    const sideOf = async (side: 'baseline' | 'comparison', name: string, window: typeof BASE) => {
      nock.cleanAll();
      replay('ProfileTypes', '11-ProfileTypes-grpcweb');
      replayJson('QueryRange', rangeMessage());
      replay('Query', name);
      const query = { kind: 'cpu', selector: { service_name: 'payments' }, window } as const;
      const fetched = await connectTest(URL).fetch(query, signal);
      return fetched.kind === 'empty' ? [] : fetched.blocks.map((block) => ({ ...block, side, name, seconds: 600 }));
    };
    const sources = [
      ...(await sideOf('baseline', '21-Query-merge-pprof-base-grpcweb', BASE)),
      ...(await sideOf('comparison', '21-Query-merge-pprof-burn-grpcweb', BURN)),
    ];

    const { analysis } = await fakeCompute().analyse({ sources, pictures: [] }, signal);

    expect(analysis.verdict.sentence).toContain('CPU per second +75 %');
    expect(analysis.verdict.sentence).toContain('risk.Score');
  });

  it('without samples are no profiles', async () => {
    replay('ProfileTypes', '11-ProfileTypes-grpcweb');
    replayJson('QueryRange', rangeMessage());
    replay('Query', '51-empty-merge-pprof-grpcweb');

    const fetched = await connectTest(URL).fetch({ kind: 'cpu', selector: {}, window: BURN }, signal);

    expect(fetched).toMatchObject({
      kind: 'empty',
      reason: expect.stringContaining('none of its pods had any samples'),
    });
  });

  it('that find nothing are no failure', async () => {
    replay('ProfileTypes', '11-ProfileTypes-grpcweb');
    replay('QueryRange', '87-Query-single-notfound-grpcweb');
    replay('Values', '17-Values-grpcweb');

    const fetched = await connectTest(URL, { labels: { service: 'version' } }).fetch(
      { kind: 'cpu', selector: { service_name: 'v9' }, window: BURN },
      signal,
    );

    expect(fetched).toMatchObject({
      kind: 'empty',
      reason: expect.stringContaining('v9 is not among what version is there: v2.3.0, v2.4.0'),
    });
  });

  it.each([
    ['61-err-4-part-type-grpcweb', 'answered invalid argument: profile-type selection must be of the form'],
    ['67-err-unknown-method-grpcweb', 'answered unimplemented: unknown method Nope for service'],
    ['56-single-notfound-json', 'does not answer like Parca (text/html; charset=utf-8)'],
  ])('refuse in their own words (%s)', async (name, words) => {
    replay('ProfileTypes', name);

    const fetching = connectTest(URL).fetch({ kind: 'cpu', selector: {}, window: BURN }, signal);

    await expect(fetching).rejects.toMatchObject({
      code: 'PROFILE_STORE_REJECTED',
      message: expect.stringContaining(words),
    });
  });
});

import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { BadPush } from '../../../src/adapters/web/push-refusal.ts';
import { readPushProto } from '../../../src/adapters/web/push-v1-proto.ts';
import { Failure } from '../../../src/core/failure.ts';
import { MalformedProfile } from '../../../src/core/profile/profile.ts';
import type { ProfilePush, PushOutcome } from '../../../src/pipeline/pushes.ts';
import { bytesField } from '../../support/write-pprof.ts';
import { refusalOf } from '../../support/refusal-of.ts';
import { tokenFile } from '../chats/connect-test-slack.ts';
import { startTestWeb } from './start-test-web.ts';
import type { TestWeb } from './start-test-web.ts';

let web: TestWeb;
afterEach(() => web.close());

const PATH = '/push.v1.PusherService/Push';
const CPU = { __name__: 'process_cpu', service_name: 'shop' };

interface Series {
  readonly labels: Readonly<Record<string, string>> | readonly (readonly [string, string])[];
  readonly profiles: readonly Uint8Array[];
}

function pairsOf({ labels }: Series): readonly (readonly [string, string])[] {
  return Array.isArray(labels) ? labels : Object.entries(labels);
}

function proto(series: readonly Series[]): Uint8Array {
  const text = (field: number, one: string) => bytesField(field, [...Buffer.from(one)]);
  return Uint8Array.from(
    series.flatMap((one) =>
      bytesField(1, [
        ...pairsOf(one).flatMap(([name, value]) => bytesField(1, [...text(1, name), ...text(2, value)])),
        ...one.profiles.flatMap((profile) => bytesField(2, [...bytesField(1, [...profile]), ...text(2, 'an id')])),
      ]),
    ),
  );
}

function json(series: readonly Series[]): string {
  return JSON.stringify({
    series: series.map((one) => ({
      labels: pairsOf(one).map(([name, value]) => ({ name, value })),
      samples: one.profiles.map((bytes) => ({ rawProfile: Buffer.from(bytes).toString('base64'), ID: 'an id' })),
    })),
  });
}

function push(body: Uint8Array | string, type = 'application/proto', headers: Record<string, string> = {}) {
  const content = typeof body === 'string' ? body : new Uint8Array(body);
  return fetch(`${web.url}${PATH}`, { method: 'POST', body: content, headers: { 'content-type': type, ...headers } });
}

const bytes = (...numbers: readonly number[]): Uint8Array => Uint8Array.from([10, ...numbers]);

const MANY: readonly Series[] = [
  { labels: { ...CPU, 'k8s.pod.name': 'a-1', __session_id__: 'x', empty: '' }, profiles: [bytes(1), bytes(2)] },
  { labels: { __name__: 'mutex', service_name: 'till' }, profiles: [bytes(3)] },
  { labels: { __name__: 'memory' }, profiles: [bytes(4)] },
];

describe('push.v1', () => {
  it.each([
    ['protobuf', 'application/proto', proto(MANY), {}, ''],
    ['JSON', 'application/json; charset=utf-8', json(MANY), {}, '{}'],
    ['protobuf in gzip', 'application/proto', gzipSync(proto(MANY)), { 'content-encoding': 'gzip' }, ''],
    ['JSON of the schema', 'application/json', json(MANY).replaceAll('rawProfile', 'raw_profile'), {}, '{}'],
  ])('takes every profile of every series, as %s', async (_name, type, body, headers, told) => {
    web = await startTestWeb();

    const answer = await push(body, type, headers);

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain(type.split(';')[0]);
    expect(await answer.text()).toBe(told);
    const labels = { 'k8s.pod.name': 'a-1', service_name: 'shop' };
    expect(web.pushes).toEqual([
      { service: 'shop', kind: 'cpu', labels, bytes: bytes(1) },
      { service: 'shop', kind: 'cpu', labels, bytes: bytes(2) },
      { service: 'till', kind: 'mutex', labels: { service_name: 'till' }, bytes: bytes(3) },
      { service: 'unknown_service', kind: 'none', labels: { service_name: 'unknown_service' }, bytes: bytes(4) },
    ]);
    // What goes to another thread takes the memory along that it is a part of.
    expect(web.pushes.every((one) => one.bytes.buffer.byteLength === one.bytes.byteLength)).toBe(true);
  });

  it('keeps the good ones beside a bad one, and says which was bad', async () => {
    const kept: number[] = [];
    const ingest = async (one: ProfilePush): Promise<PushOutcome> => {
      if (one.bytes[1] === 2) throw new MalformedProfile('pprof', 'it is cut off');
      kept.push(one.bytes[1]!);
      return 'kept';
    };
    web = await startTestWeb({}, { ingest });
    const twice: Series = {
      labels: [
        ['__name__', 'process_cpu'],
        ['pod', 'a'],
        ['pod', 'b'],
      ],
      profiles: [bytes(9)],
    };

    const answer = await push(proto([twice, ...MANY]));

    expect(kept).toEqual([1, 3, 4]);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      code: 'invalid_argument',
      message:
        'series 1, profile 1: the label "pod" is given twice (2 of 5 profiles were not taken, the others are kept)',
    });
    expect(web.counted.toSorted()).toEqual([
      'push push.v1 kept',
      'push push.v1 kept',
      'push push.v1 kept',
      'push push.v1 refused',
      'push push.v1 refused',
    ]);
    expect(JSON.stringify(web.log.lines)).toContain('series 2, profile 2: not a readable pprof profile: it is cut off');
  });

  it('asks for the push once more when one of it could not be kept', async () => {
    const full = new Failure('DISK_FULL', 'no space at /var/lib/secret', { retryable: true });
    let nth = 0;
    const ingest = (): Promise<PushOutcome> => (nth++ === 1 ? Promise.reject(full) : Promise.resolve('kept'));
    web = await startTestWeb({}, { ingest });

    const answer = await push(json(MANY), 'application/json');

    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await answer.json()).toMatchObject({ code: 'unavailable', message: expect.not.stringContaining('/var') });
    expect(nth).toBe(4);
  });

  it.each([
    ['application/json', '{"series":', 400, 'the body is no JSON'],
    ['application/json', '[]', 400, 'the body is no object'],
    ['application/json', '{"series":{}}', 400, 'the body: series is no list'],
    ['application/json', '{"series":[null]}', 400, 'series[0] is no object'],
    ['application/json', '{"series":[{"labels":[{"name":1}]}]}', 400, 'series[0].labels[0]: name is no text'],
    [
      'application/json',
      '{"series":[{"samples":[{"rawProfile":"%"}]}]}',
      400,
      'series[0].samples[0].rawProfile is no base64',
    ],
    ['application/proto', 'not a message', 400, 'the body is no PushRequest'],
    ['application/proto', '', 400, 'no profiles received'],
    ['application/proto', proto([{ labels: { pod: 'a' }, profiles: [bytes(1)] }]), 400, '"__name__"'],
    ['application/proto', Uint8Array.from([10, 5, 10, 3, 10, 1, 0xff]), 400, 'a label is no UTF-8'],
  ])('refuses %s %s with %i', async (type, body, status, why) => {
    web = await startTestWeb();

    const answer = await push(body, type);

    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ code: 'invalid_argument', message: expect.stringContaining(why) });
  });

  it('speaks as Connect does of other methods, types and encodings, and of tokens', async () => {
    web = await startTestWeb({ ingest_token_file: tokenFile('push-token') });
    const headers = { authorization: 'Basic ' + Buffer.from('any:push-token').toString('base64') };

    const get = await fetch(`${web.url}${PATH}`);
    const text = await push('', 'text/plain', headers);
    const lzma = await push('x', 'application/proto', { ...headers, 'content-encoding': 'lzma' });
    const broken = await push('x', 'application/proto', { ...headers, 'content-encoding': 'gzip' });
    const [none, wrong] = [await push(''), await push('', 'application/proto', { authorization: 'Bearer x' })];

    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
    expect([text.status, text.headers.get('accept-post')]).toEqual([415, 'application/proto, application/json']);
    expect([lzma.status, await lzma.json()]).toEqual([
      501,
      { code: 'unimplemented', message: 'unsupported content encoding "lzma"; send gzip, zstd or plain' },
    ]);
    expect([broken.status, await broken.json()]).toMatchObject([400, { code: 'invalid_argument' }]);
    expect([none.status, await none.json()]).toMatchObject([401, { code: 'unauthenticated' }]);
    expect([wrong.status, await wrong.json()]).toEqual([401, { code: 'unauthenticated', message: 'wrong token' }]);
  });

  it('refuses a bomb, a push of 10,000 series and a profile above 16 MB, each alone', async () => {
    web = await startTestWeb();
    const bomb = gzipSync(new Uint8Array(200 * 1024 * 1024), { level: 1 });
    const crowd = proto(
      Array.from({ length: 10_000 }, (_, n) => ({ labels: { ...CPU, n: `${n}` }, profiles: [bytes(1)] })),
    );
    const large = Buffer.alloc(16 * 1024 * 1024 + 1, 65).toString('base64');
    const series = (rawProfile: string) => ({
      labels: [{ name: '__name__', value: 'block' }],
      samples: [{ rawProfile }],
    });

    const [first, second, third] = [
      await push(bomb, 'application/proto', { 'content-encoding': 'gzip' }),
      await push(crowd),
      await push(JSON.stringify({ series: [series(large), series('Cg==')] }), 'application/json'),
    ];

    expect([first.status, second.status, third.status]).toEqual([413, 400, 413]);
    expect(await first.json()).toMatchObject({ code: 'resource_exhausted' });
    expect(await second.text()).toContain('more than 1000 series in one push');
    expect(await third.text()).toContain('1 of 2 profiles were not taken');
    expect(web.pushes.length).toBe(1);
  });

  it('reads any bytes, or refuses them in a sentence', async () => {
    web = await startTestWeb();
    const whole = proto(MANY);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), fc.nat(whole.length), (at, byte, end) => {
        const broken = whole.slice(0, Math.max(end, 1));
        broken[at % broken.length] = byte;
        expect(refusalOf(() => readPushProto(broken)) ?? new BadPush()).toBeInstanceOf(BadPush);
      }),
    );
  });
});

import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { inflateProfile } from '../../../src/adapters/compute/inflate.ts';
import { Failure } from '../../../src/core/failure.ts';
import { MalformedProfile } from '../../../src/core/profile/profile.ts';
import { readProfile } from '../../../src/core/profile/read-profile.ts';
import type { ProfilePush, PushOutcome } from '../../../src/pipeline/pushes.ts';
import { rowsOf } from '../../support/profile-rows.ts';
import { writeOtlp, writeOtlpJson, type OtlpPlan } from '../../support/write-otlp.ts';
import { tokenFile } from '../chats/connect-test-slack.ts';
import { startTestWeb } from './start-test-web.ts';
import type { TestWeb } from './start-test-web.ts';

let web: TestWeb;
afterEach(() => web.close());

const cpu = (leaf: string) => ({
  type: ['cpu', 'nanoseconds'] as const,
  samples: [{ stack: [leaf, 'main'], values: [10_000_000n] }],
});
const HOST: OtlpPlan = {
  resources: [
    { service: 'shop', profiles: [cpu('parse')] },
    { service: 'till', profiles: [cpu('pay')] },
  ],
};

function push(body: Uint8Array | string, type = 'application/x-protobuf', headers: Record<string, string> = {}) {
  const content = typeof body === 'string' ? body : new Uint8Array(body);
  return fetch(`${web.url}/v1development/profiles`, {
    method: 'POST',
    body: content,
    headers: { 'content-type': type, ...headers },
  });
}

const takesOnly =
  (service: string, error: Error) =>
  async (one: ProfilePush): Promise<PushOutcome> => {
    if (one.service !== service) throw error;
    return 'kept';
  };

describe('OTLP profiles', () => {
  it.each([
    ['protobuf', 'application/x-protobuf', writeOtlp(HOST, '1.10'), {}, ''],
    ['gzip', 'application/x-protobuf', gzipSync(writeOtlp(HOST, '1.9')), { 'content-encoding': 'gzip' }, ''],
    ['JSON', 'application/json', JSON.stringify(writeOtlpJson(HOST)), {}, '{}'],
  ])('are kept by service, as %s', async (_name, type, body, headers, told) => {
    web = await startTestWeb();

    const answer = await push(body, type, headers);

    expect([answer.status, await answer.text()]).toEqual([200, told]);
    expect(answer.headers.get('content-type')).toContain(type);
    expect(web.pushes.map(({ service, labels }) => [service, labels])).toEqual([
      ['shop', { 'service.name': 'shop', service_name: 'shop' }],
      ['till', { 'service.name': 'till', service_name: 'till' }],
    ]);
    const stacks = web.pushes.map(({ bytes }) =>
      rowsOf(readProfile(inflateProfile(bytes, 1e6))).map((row) => row.stack),
    );
    expect(stacks).toEqual([['main;parse'], ['main;pay']]);
  });

  it('take what is too long or too much of the attributes as no label', async () => {
    const attributes = {
      'process.command_line': 'x'.repeat(100),
      a: '1',
      b: '2',
      'k8s.pod.name': 'shop-1',
      'service.name': 'shop',
    };
    const splitByProcess = async () => [{ attributes, bytes: Uint8Array.of(1) }];
    web = await startTestWeb({ ingest_labels: { per_profile: 4, longest: 64, sets_per_hour: 9 } }, { splitByProcess });

    expect((await push('x')).status).toBe(200);
    expect(web.pushes[0]?.labels).toEqual({
      'k8s.pod.name': 'shop-1',
      'service.name': 'shop',
      a: '1',
      service_name: 'shop',
    });
  });

  it.each([
    [{}, 'unknown_service'],
    [{ 'process.executable.name': 'cart' }, 'unknown_service:cart'],
    [{ service_name: 'cart' }, 'cart'],
  ])('of %j are of %s', async (attributes, service) => {
    const splitByProcess = async () => [{ attributes, bytes: Uint8Array.of(1) }];
    web = await startTestWeb({}, { splitByProcess });

    await push('x');

    expect(web.pushes.map((one) => one.service)).toEqual([service]);
  });

  it('tell of a bad one among good ones as a partial success, so that nobody sends them again', async () => {
    web = await startTestWeb({}, { ingest: takesOnly('shop', new MalformedProfile('pprof', 'it is odd')) });

    const [json, proto] = [
      await push(JSON.stringify(writeOtlpJson(HOST)), 'application/json'),
      await push(writeOtlp(HOST, '1.10')),
    ];

    expect(json.status).toBe(200);
    expect(await json.json()).toEqual({
      partialSuccess: {
        rejectedProfiles: 1,
        errorMessage: expect.stringContaining('process 2 (till): not a readable'),
      },
    });
    const bytes = Buffer.from(await proto.arrayBuffer());
    // Field 1, a message: its field 1 is the number, field 2 the text.
    expect([bytes[0], bytes[1] === bytes.length - 2 ? 'whole' : bytes[1], bytes[2], bytes[3], bytes[4]]).toEqual([
      10,
      expect.anything(),
      8,
      1,
      18,
    ]);
    expect(bytes.toString('utf8')).toContain('process 2 (till)');
  });

  it('that could not be kept are asked for once more', async () => {
    web = await startTestWeb({}, { ingest: takesOnly('shop', new Failure('DISK_FULL', 'full', { retryable: true })) });

    const answer = await push(JSON.stringify(writeOtlpJson(HOST)), 'application/json');

    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await answer.json()).toMatchObject({ code: 14 });
  });

  it('that are none are refused in the sender’s own encoding', async () => {
    web = await startTestWeb({ ingest_token_file: tokenFile('push-token') });
    const headers = { authorization: 'Bearer push-token' };

    const [json, proto, text, none] = [
      await push('{"resourceSpans":[]}', 'application/json', headers),
      await push('nothing of the kind', 'application/x-protobuf', headers),
      await push('', 'text/plain', headers),
      await push(''),
    ];

    expect([json.status, proto.status, text.status, none.status]).toEqual([400, 400, 415, 401]);
    expect(await json.json()).toEqual({ code: 3, message: expect.stringContaining('no list called resourceProfiles') });
    const status = Buffer.from(await proto.arrayBuffer());
    expect([status[0], status[1], status[2]]).toEqual([8, 3, 18]);
    expect(status.toString()).toContain('no message of profiles');
  });
});

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { request as ask } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import type { KeptProfile, KeptSeries } from '../../../src/pipeline/querier-ports.ts';
import { fakeBlobs } from '../../support/fake-blobs.ts';
import { fakeProfileCatalogue } from '../../support/fake-profile-catalogue.ts';
import { startTestWeb, type TestWeb } from './start-test-web.ts';

const CPU = 'process_cpu:cpu:nanoseconds:cpu:nanoseconds';
const RANGE = { start: 1000, end: 2000 };
const SERIES: readonly KeptSeries[] = [{ id: '1', kind: 'cpu', labels: { service_name: 'shop', pod: 'a' } }];
const JSON_TYPE = { 'content-type': 'application/json' };

let web: TestWeb;
afterEach(() => web.close());

async function open(
  section: Parameters<typeof startTestWeb>[0] = { pages: 'open' },
  doors: Parameters<typeof startTestWeb>[1] = { catalogue: fakeProfileCatalogue() },
): Promise<void> {
  web = await startTestWeb(section, doors);
}

function post(method: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${web.url}/querier.v1.QuerierService/${method}`, {
    method: 'POST',
    headers: { ...JSON_TYPE, ...headers },
    body: body instanceof Uint8Array ? Uint8Array.from(body) : JSON.stringify(body),
  });
}

function tokenFile(token: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'burnscope-querier-')), 'token');
  writeFileSync(file, `${token}\n`);
  return file;
}

describe('who reads', () => {
  it('needs the token of the pages, as bearer or as password', async () => {
    await open({ pages_token_file: tokenFile('s3cret') });

    const statuses = await Promise.all(
      [undefined, 'Bearer s3cret', `Basic ${btoa('anybody:s3cret')}`, 'Bearer other'].map((authorization) =>
        post('ProfileTypes', RANGE, authorization === undefined ? {} : { authorization }).then(({ status }) => status),
      ),
    );

    expect(statuses).toEqual([401, 200, 200, 401]);
  });

  it('is told which setting is missing where pages are signed and there is no token', async () => {
    await open({});

    const answer = await post('ProfileTypes', RANGE);

    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    expect(await answer.json()).toEqual({
      code: 'unauthenticated',
      message: expect.stringContaining('web.pages_token_file'),
    });
  });
});

describe('an answer', () => {
  const many = Array.from({ length: 200 }, (_, at) => ({
    id: String(at),
    kind: 'cpu' as const,
    labels: { service_name: `service-${at}` },
  }));
  const profiles: readonly KeptProfile[] = many.map(({ id }) => ({ series: id, at: 1500, hash: id, bytes: 1 }));

  it('is packed for those who can unpack it, and for those only', async () => {
    await open({ pages: 'open' }, { catalogue: fakeProfileCatalogue(many, profiles) });
    const body = JSON.stringify({ name: 'service_name', ...RANGE });
    const raw = (encoding: string) =>
      new Promise<{ encoding: string | undefined; bytes: Buffer }>((resolve, reject) => {
        const options = { method: 'POST', headers: { ...JSON_TYPE, 'accept-encoding': encoding } };
        const sent = ask(`${web.url}/querier.v1.QuerierService/LabelValues`, options, async (response) => {
          resolve({ encoding: response.headers['content-encoding'], bytes: await buffer(response) });
        });
        sent.on('error', reject).end(body);
      });

    const [packed, plain, refused] = await Promise.all([raw('br, gzip'), raw('identity'), raw('gzip;q=0')]);

    expect([packed.encoding, plain.encoding, refused.encoding]).toEqual(['gzip', undefined, undefined]);
    expect(gunzipSync(packed.bytes)).toEqual(plain.bytes);
    expect(JSON.parse(plain.bytes.toString()).names).toHaveLength(200);
  });

  it('says the same in protobuf', async () => {
    const blobs = fakeBlobs();
    const hash = await blobs.put(Buffer.from('main;work 3\nmain;rest 1\n'));
    const kept = [{ series: '1', at: 1500, hash, bytes: 9, counts: SECONDS }];
    await open({ pages: 'open' }, { blobs, catalogue: fakeProfileCatalogue(SERIES, kept) });
    const proto = { 'content-type': 'application/proto' };

    const names = await post('LabelValues', message(text(1, 'pod'), number(3, 1000), number(4, 2000)), proto);
    const types = await post('ProfileTypes', message(number(1, 1000), number(2, 2000)), proto);
    const series = await post('Series', message(text(2, 'pod'), number(3, 1000), number(4, 2000)), proto);

    const asked = message(text(1, CPU), text(2, '{pod="a"}'), number(3, 1000), number(4, 2000));
    const graph = await post('SelectMergeStacktraces', asked, proto);
    const step = Buffer.alloc(9);
    step[0] = 6 * 8 + 1;
    step.writeDoubleLE(1, 1);
    const sums = await post('SelectSeries', message(asked, text(5, 'pod'), step), proto);

    const point = Buffer.alloc(9);
    point[0] = 9;
    point.writeDoubleLE(4e9, 1);
    expect(Buffer.from(await sums.arrayBuffer())).toEqual(
      message(
        bytesField(
          1,
          message(bytesField(1, message(text(1, 'pod'), text(2, 'a'))), bytesField(2, message(point, number(2, 2000)))),
        ),
      ),
    );
    const levels = [
      [0, 4e9, 0, 0],
      [0, 4e9, 0, 1],
      [0, 1e9, 1e9, 2, 0, 3e9, 3e9, 3],
    ];
    expect(Buffer.from(await graph.arrayBuffer())).toEqual(
      message(
        bytesField(
          1,
          message(
            ...['total', 'main', 'rest', 'work'].map((name) => text(1, name)),
            ...levels.map((level) => bytesField(2, bytesField(1, Buffer.concat(level.map(varint))))),
            Buffer.from([3 * 8]),
            varint(4e9),
            Buffer.from([4 * 8]),
            varint(3e9),
          ),
        ),
      ),
    );
    expect(names.headers.get('content-type')).toBe('application/proto');
    expect(Buffer.from(await names.arrayBuffer())).toEqual(message(text(1, 'a')));
    expect(Buffer.from(await types.arrayBuffer()).includes(CPU)).toBe(true);
    expect(Buffer.from(await series.arrayBuffer())).toEqual(
      message(bytesField(2, message(bytesField(1, message(text(1, 'pod'), text(2, 'a')))))),
    );
  });
});

describe('what cannot be answered', () => {
  it.each([
    ['a type that is none', { profileTypeID: 'cpu' }, 400, 'invalid_argument'],
    ['a range of a year', { end: 400 * 24 * 3_600_000 }, 400, 'invalid_argument'],
    ['a drawing by graphviz', { format: 'PROFILE_FORMAT_DOT' }, 501, 'unimplemented'],
    ['ids of profiles', { profileIdSelector: ['7c9e6679-7425-40de-944b-e07fc1f90ae7'] }, 501, 'unimplemented'],
    ['an id of a span that is none', { spanSelector: ['zz'] }, 400, 'invalid_argument'],
    ['a number that is none', { start: 'soon' }, 400, 'invalid_argument'],
  ])('%s is said to be so', async (_what, changed, status, code) => {
    await open();

    const answer = await post('SelectMergeStacktraces', {
      profileTypeID: CPU,
      labelSelector: '{}',
      ...RANGE,
      ...changed,
    });

    expect([answer.status, (await answer.json()).code]).toEqual([status, code]);
  });

  it('are more profiles than are added up, with what to do about it', async () => {
    const huge = [{ series: '1', at: 1500, hash: 'h', bytes: 1e9 }];
    await open({ pages: 'open' }, { catalogue: fakeProfileCatalogue(SERIES, huge) });

    const answer = await post('SelectMergeProfile', { profileTypeID: CPU, labelSelector: '{}', ...RANGE });

    expect(answer.status).toBe(429);
    expect(await answer.json()).toEqual({
      code: 'resource_exhausted',
      message: expect.stringContaining('shorten the range'),
    });
  });

  it('is said when the time that the reader gives is up', async () => {
    const hanging = { ...fakeProfileCatalogue(), series: () => new Promise<never>(() => undefined) };
    await open({ pages: 'open' }, { catalogue: hanging });

    const answer = await post('Series', RANGE, { 'connect-timeout-ms': '5' });

    expect(answer.status).toBe(504);
    expect(await answer.json()).toEqual({ code: 'deadline_exceeded', message: expect.stringContaining('timed out') });
  });

  it('is the fault of a database that is away, told without its inside', async () => {
    const away = new Failure('DATABASE_UNAVAILABLE', 'database: password is s3cret', { retryable: true });
    await open({ pages: 'open' }, { catalogue: { ...fakeProfileCatalogue(), series: () => Promise.reject(away) } });

    const answer = await post('LabelNames', RANGE);

    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({
      code: 'unavailable',
      message: 'the store does not answer (DATABASE_UNAVAILABLE)',
    });
  });

  it('is a body that is too large, or packed in an unknown way', async () => {
    await open();

    const large = await post('Series', { matchers: ['x'.repeat(2_000_000)] });
    const strange = await post('Series', RANGE, { 'content-encoding': 'lz77' });

    expect([large.status, (await large.json()).code]).toEqual([429, 'resource_exhausted']);
    expect([strange.status, (await strange.json()).code]).toEqual([501, 'unimplemented']);
  });
});

const SECONDS = { unit: 'seconds', rateHz: 100 } as const;

function message(...fields: readonly Buffer[]): Buffer {
  return Buffer.concat(fields);
}

function text(field: number, content: string): Buffer {
  return bytesField(field, Buffer.from(content));
}

function bytesField(field: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([field * 8 + 2, content.length]), content]);
}

function number(field: number, content: number): Buffer {
  return Buffer.from([field * 8, (content & 127) | 128, content >> 7]);
}

function varint(content: number): Buffer {
  const bytes: number[] = [];
  let rest = content;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}

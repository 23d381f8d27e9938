import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { connectFiles } from '../../../../src/adapters/stores/files.ts';
import { FilesSection } from '../../../../src/adapters/stores/files/files-section.ts';
import type { FetchedProfiles } from '../../../../src/pipeline/ports.ts';
import { describeProfileStore } from '../../../contracts/profile-store.ts';
import { fakeCompute } from '../../../support/fake-compute.ts';
import { startS3 } from '../../../support/s3-server.ts';
import { NOON } from '../../../support/sample-incident.ts';
import { CPU, MINUTE, pprof, stamp } from './sample-folder.ts';

const signal = AbortSignal.timeout(60_000);
// Any credentials will do for the server; the SDK would look for some on the machine.
process.env['AWS_ACCESS_KEY_ID'] = 'id';
process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';

function connectTest(
  s3: Readonly<Record<string, unknown>>,
  settings: Readonly<Record<string, unknown>> = {},
  budgetMs = 10_000,
) {
  const section = FilesSection.parse({ name: 'main', type: 'files', s3: { bucket: 'burnscope', ...s3 }, ...settings });
  return connectFiles(section, { compute: fakeCompute(), budgetMs });
}

const blocksOf = (fetched: FetchedProfiles) => (fetched.kind === 'profiles' ? fetched.blocks : []);

const server = await startS3();
afterAll(() => server?.stop());

describe.runIf(server !== undefined)('profiles in a bucket of a real S3 server', () => {
  const { endpoint, bucket } = server ?? { endpoint: '', bucket: '' };

  async function put(name: string, body: Uint8Array | string): Promise<void> {
    const answer = await fetch(`${endpoint}/${bucket}/${name}`, { method: 'PUT', body: body as BodyInit });
    expect(answer.status).toBe(200);
  }

  describeProfileStore('files in a bucket', async (blocks) => {
    const prefix = `${randomUUID()}/`;
    for (const { labels, kind, interval, bytes } of blocks)
      await put(`${prefix}${labels['service_name']}/${kind}/${labels['pod']}-${interval.from}.pprof`, bytes);
    return connectTest({ endpoint, bucket, prefix }, { pattern: '{service}/{type}/{instance}-{unix_ms}.pprof' });
  });

  it('are found among thousands of other times, and read', async () => {
    const prefix = `${randomUUID()}/`;
    const all = Array.from({ length: 2_200 }, (_, index) => NOON + (index - 1_100) * MINUTE);
    for (let at = 0; at < all.length; at += 100)
      await Promise.all(all.slice(at, at + 100).map((time) => put(`${prefix}shop/cpu/${stamp(time)}.pprof`, pprof())));

    const fetched = await connectTest({ endpoint, bucket, prefix }).fetch(CPU, signal);

    expect(blocksOf(fetched).map(({ interval }) => (interval.from - NOON) / MINUTE)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
    expect(fetched.asked).toContain(`s3://${bucket}/${prefix.slice(0, -1)}/{service}/{type}/{iso}.pprof`);
  });

  it('that are no profiles are named while the others answer', async () => {
    const prefix = `${randomUUID()}/`;
    await put(`${prefix}shop/cpu/${stamp(NOON)}.pprof`, pprof());
    await put(`${prefix}shop/cpu/${stamp(NOON + MINUTE)}.pprof`, '<html>log in</html>');
    await put(`${prefix}shop/cpu/${stamp(NOON + 2 * MINUTE)}.pprof`, '');

    const fetched = await connectTest({ endpoint, bucket, prefix }).fetch(CPU, signal);

    expect(blocksOf(fetched)).toHaveLength(1);
    expect(fetched.kind === 'profiles' && fetched.notices.join()).toMatch(
      /it is HTML or XML.*it is empty|it is empty.*it is HTML or XML/,
    );
  });

  it('profefe’s names are read as it writes them', async () => {
    const prefix = `${randomUUID()}/`;
    const xid = (at: number) => {
      let rest = (at / 1000) * 8;
      let text = '';
      for (; rest > 0; rest = Math.floor(rest / 32)) text = '0123456789abcdefghijklmnopqrstuv'[rest % 32] + text;
      return text.padEnd(20, '0');
    };
    await put(`${prefix}P0.shop/1/${xid(NOON)},region=eu`, pprof());
    await put(`${prefix}P0.shop/1/${xid(NOON - MINUTE)},region=eu`, pprof());
    await put(`${prefix}P0.shop/2/${xid(NOON)},region=eu`, pprof());

    const store = connectTest({ endpoint, bucket, prefix }, { pattern: 'P0.{service}/{type}/{xid},{labels}' });
    const fetched = await store.fetch(CPU, signal);

    expect(blocksOf(fetched).map(({ labels }) => labels['region'])).toEqual(['eu']);
  });
});

describe('a bucket', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const one of servers.splice(0)) {
      one.closeAllConnections();
      one.close();
    }
  });

  async function answering(listener: RequestListener) {
    const asked: URLSearchParams[] = [];
    const one = createServer((request, response) => {
      asked.push(new URL(request.url ?? '', 'http://s3').searchParams);
      listener(request, response);
    }).listen(0, '127.0.0.1');
    servers.push(one);
    await once(one, 'listening');
    return { asked, endpoint: `http://127.0.0.1:${(one.address() as AddressInfo).port}` };
  }

  it('is asked only for the service and the hours of the window', async () => {
    const { asked, endpoint } = await answering((_, response) => {
      response.setHeader('content-type', 'application/xml');
      const prefix = asked.at(-1)?.get('prefix') ?? '';
      const below = prefix === 'p/shop' ? '<CommonPrefixes><Prefix>p/shop/</Prefix></CommonPrefixes>' : '';
      response.end(`<?xml version="1.0"?><ListBucketResult>${below}</ListBucketResult>`);
    });
    const store = connectTest(
      { endpoint, prefix: 'p/' },
      { pattern: '{service}/{yyyy}-{mm}-{dd}T{HH}{MM}-{type}.pprof' },
    );

    await store.fetch(CPU, signal);

    expect(asked.map((one) => [one.get('prefix'), one.get('delimiter')])).toEqual([
      ['p/shop', '/'],
      ['p/shop/2026-11-22T14', '/'],
    ]);
  });

  it.each<readonly [string, RequestListener, object]>([
    [
      'refuses us',
      (_, response) =>
        void response.writeHead(403).end('<Error><Code>AccessDenied</Code><Message>no</Message></Error>'),
      {
        code: 'OBJECT_STORAGE_REJECTED',
        retryable: false,
        message: expect.stringContaining('bucket burnscope at 127.'),
      },
    ],
    [
      'is not there',
      (_, response) => void response.writeHead(404).end('<Error><Code>NoSuchBucket</Code></Error>'),
      { code: 'OBJECT_STORAGE_REJECTED' },
    ],
    [
      'is nothing of the kind',
      (_, response) => void response.writeHead(404).end('<html>nothing here</html>'),
      { code: 'OBJECT_STORAGE_REJECTED' },
    ],
  ])('that %s fails in words', async (_, listener, failure) => {
    const { endpoint } = await answering(listener);

    await expect(connectTest({ endpoint, timeout: 2 }).fetch(CPU, signal)).rejects.toMatchObject(failure);
  });

  it('that never answers is left when the time is over', async () => {
    const { endpoint } = await answering(() => undefined);

    const fetching = connectTest({ endpoint, timeout: 60 }, {}, 200).fetch(CPU, signal);

    await expect(fetching).rejects.toMatchObject({ code: 'PROFILE_STORE_TIMEOUT', retryable: true });
  });
});

describe('the section', () => {
  it.each([[{ path: '/x', s3: { bucket: 'burnscope' } }], [{}]])('wants a folder or a bucket, not %j', (where) => {
    const parsed = FilesSection.safeParse({ name: 'main', type: 'files', ...where });

    expect(parsed.error?.issues[0]?.message).toBe('needs path (a folder) or s3 (a bucket), one of them');
  });
});

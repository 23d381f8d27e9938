import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { connectS3Blobs } from '../../../src/adapters/files/s3-blobs.ts';
import { S3Section } from '../../../src/adapters/s3-section.ts';
import type { KeptBlobs } from '../../../src/pipeline/housekeeping-ports.ts';
import { describeBlobs } from '../../contracts/blobs.ts';
import { quietLog } from '../../support/quiet-log.ts';
import { startS3 } from '../../support/s3-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'burnscope-s3-secrets-'));
const [id, secret] = ['id', 'secret'].map((name) => join(folder, name));
writeFileSync(id!, 'the-key-id\n');
writeFileSync(secret!, 'hunter2\n');

function section(changes: Readonly<Record<string, unknown>>): S3Section {
  const files = { access_key_id_file: id, secret_access_key_file: secret };
  return S3Section.parse({ bucket: 'burnscope', timeout: 1, ...files, ...changes });
}

const server = await startS3();
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await server?.stop();
});

describe.runIf(server !== undefined)('a real S3 server', async () => {
  const { endpoint, bucket } = server ?? { endpoint: '', bucket: '' };
  const log = quietLog();
  let blobs: KeptBlobs;
  if (server !== undefined) {
    blobs = await connectS3Blobs(section({ endpoint, bucket, prefix: 'prod/', timeout: 10 }), { log });
  }

  describeBlobs('S3', () => blobs);

  it('keeps what is not compressed compressed, and two prefixes apart', async () => {
    const text = Buffer.from('main;runtime.mallocgc 12\n'.repeat(20_000));
    const hash = await blobs.put(text);
    const other = await connectS3Blobs(section({ endpoint, bucket, prefix: 'test/', timeout: 10 }), { log });

    const listed = (await blobs.list(hash.slice(0, 2))).find((blob) => blob.hash === hash);

    expect(listed?.diskBytes).toBeLessThan(text.length / 100);
    expect(await other.get(hash)).toBeUndefined();
    expect(log.lines).toEqual([]);
  });

  it('lists more than one page', async () => {
    // The hash says in which shard they are, so they are put as if they were blobs.
    const many = Array.from({ length: 1_050 }, (_, at) => `ab${at.toString(16).padStart(62, '0')}`);
    for (let at = 0; at < many.length; at += 50) {
      const puts = many
        .slice(at, at + 50)
        .map((hash) => fetch(`${endpoint}/${bucket}/prod/blobs/ab/${hash}`, { method: 'PUT', body: 'x' }));
      for (const answer of await Promise.all(puts)) expect(answer.status).toBe(200);
    }

    const listed = new Set((await blobs.list('ab')).map(({ hash }) => hash));

    expect(many.filter((hash) => !listed.has(hash))).toEqual([]);
  });

  it('reports an object that was damaged, and answers as if it were gone', async () => {
    const hash = await blobs.put(gzipSync(randomBytes(100)));
    await fetch(`${endpoint}/${bucket}/prod/blobs/${hash.slice(0, 2)}/${hash}`, { method: 'PUT', body: 'damaged' });

    expect(await blobs.get(hash)).toBeUndefined();
    expect(log.lines).toMatchObject([{ level: 'error', fields: { bucket } }]);
  });
});

describe('an object storage in trouble', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const one of servers.splice(0)) {
      one.closeAllConnections();
      one.close();
    }
  });

  /** Answers the first list, which is asked at the start, and then as the test says. */
  async function troubled(trouble: RequestListener, timeout: number) {
    const asked: string[] = [];
    const listener: RequestListener = (request, response) => {
      asked.push(`${request.method} ${request.url}`);
      if (asked.length > 1) return trouble(request, response);
      response.setHeader('content-type', 'application/xml');
      response.end('<?xml version="1.0"?><ListBucketResult></ListBucketResult>');
    };
    const one = createServer(listener).listen(0, '127.0.0.1');
    servers.push(one);
    await once(one, 'listening');
    const endpoint = `http://127.0.0.1:${(one.address() as AddressInfo).port}`;
    const blobs = await connectS3Blobs(section({ endpoint, timeout }), { log: quietLog() });
    return { blobs, asked };
  }

  it.each<readonly [string, RequestListener, { readonly code: string; readonly retryable: boolean }]>([
    ['never answers', () => undefined, { code: 'OBJECT_STORAGE_TIMEOUT', retryable: true }],
    [
      'begins an answer and never ends it',
      (_, response) => void response.writeHead(200, { 'content-length': 100 }).write('x'),
      { code: 'OBJECT_STORAGE_TIMEOUT', retryable: true },
    ],
    [
      'resets the connection',
      (request) => void request.socket.destroy(),
      { code: 'OBJECT_STORAGE_UNAVAILABLE', retryable: true },
    ],
    [
      'is overloaded for ever',
      (_, response) => void response.writeHead(503).end('<Error><Code>SlowDown</Code></Error>'),
      { code: 'OBJECT_STORAGE_UNAVAILABLE', retryable: true },
    ],
    [
      'refuses the key',
      (_, response) => void response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>'),
      { code: 'OBJECT_STORAGE_REJECTED', retryable: false },
    ],
    [
      'lost the bucket',
      (_, response) => void response.writeHead(404).end('<Error><Code>NoSuchBucket</Code></Error>'),
      { code: 'OBJECT_STORAGE_REJECTED', retryable: false },
    ],
  ])('that %s is a failure that ends', async (_, trouble, failure) => {
    const { blobs, asked } = await troubled(trouble, failure.code === 'OBJECT_STORAGE_TIMEOUT' ? 1 : 10);

    const problem: unknown = await blobs.get('a'.repeat(64)).catch((error: unknown) => error);

    expect(problem).toMatchObject(failure);
    expect(String(problem)).toMatch(/bucket burnscope at 127\.0\.0\.1:\d+/);
    expect(String(problem)).not.toContain('hunter2');
    expect(asked.length).toBeLessThanOrEqual(4);
  });

  it('that refuses us at the start ends the start, and one that is away does not', async () => {
    const refusing = createServer((_, response) => void response.writeHead(403).end()).listen(0, '127.0.0.1');
    servers.push(refusing);
    await once(refusing, 'listening');
    const endpoint = `http://127.0.0.1:${(refusing.address() as AddressInfo).port}`;
    const log = quietLog();

    await expect(connectS3Blobs(section({ endpoint }), { log })).rejects.toMatchObject({
      code: 'OBJECT_STORAGE_REJECTED',
    });
    await expect(connectS3Blobs(section({ endpoint: 'http://127.0.0.1:1' }), { log })).resolves.toBeDefined();
    expect(log.lines).toMatchObject([{ level: 'error' }]);
  });

  it('says which file of a secret is missing', async () => {
    const missing = section({ endpoint: 'http://127.0.0.1:1', access_key_id_file: join(folder, 'none') });

    await expect(connectS3Blobs(missing, { log: quietLog() })).rejects.toThrow(join(folder, 'none'));
  });
});

describe('the section of a bucket', () => {
  it.each([
    [{ bucket: 'burnscope', access_key_id_file: 'id' }, 'go together'],
    [{ bucket: 'burnscope', prefix: 'no-slash' }, 'end with a slash'],
    [{ bucket: 'burnscope', endpoint: 'ftp://x' }, 'Invalid'],
    [{ bucket: 'burnscope', secret_access_key: 'x' }, 'Unrecognized'],
  ])('refuses %j', (given, problem) => {
    expect(S3Section.safeParse(given).error?.message).toContain(problem);
  });
});

import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { httpClient, type HttpSection } from '../../src/adapters/http-client.ts';

const CODES = {
  unavailable: 'METRICS_UNAVAILABLE',
  timeout: 'METRICS_TIMEOUT',
  rejected: 'METRICS_REJECTED',
} as const;

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** What a client says of a server on loopback that answers so. */
async function ask(answer: RequestListener, section: Partial<HttpSection> = {}, signal = new AbortController().signal) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = httpClient({ url, timeoutMs: 2_000, maxBytes: 10_000, ...section }, CODES);
  return client.postForm('/api', { a: 'b' }, signal).catch((error: unknown) => error);
}

const plain = (status: number, text: string, headers: Record<string, string> = {}): RequestListener => {
  return (_request, response) => response.writeHead(status, { 'content-type': 'text/plain', ...headers }).end(text);
};

describe('the way out over HTTP', () => {
  it('reads no more than it was told to', async () => {
    expect(await ask(plain(200, 'x'.repeat(10_001)))).toMatchObject({
      code: 'METRICS_REJECTED',
      retryable: false,
      message: expect.stringContaining('answered more than we read'),
    });
  });

  it.each([
    ['in seconds', { 'retry-after': '7' }, 7_000],
    [
      'as a date, by the clock of the server, wherever that one is',
      { 'retry-after': 'Fri, 31 Dec 1999 23:59:59 GMT', date: 'Fri, 31 Dec 1999 23:59:29 GMT' },
      30_000,
    ],
    ['as a date that is over', { 'retry-after': 'Fri, 31 Dec 1999 23:59:59 GMT' }, undefined],
    ['as nothing', { 'retry-after': '' }, undefined],
    ['as something else', { 'retry-after': 'soon' }, undefined],
    ['as a time before', { 'retry-after': '-5' }, undefined],
  ])('is told how long to wait %s', async (_, headers, retryAfter) => {
    expect(await ask(plain(429, 'slow down', headers))).toMatchObject({ code: 'METRICS_UNAVAILABLE', retryAfter });
  });

  it('counts what comes out of a compressed answer, not what goes in', async () => {
    const bomb: RequestListener = (_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(1_000_000)));

    expect(await ask(bomb)).toMatchObject({ code: 'METRICS_REJECTED' });
  });

  it('ends with its timeout though the answer comes on, byte by byte', async () => {
    const drip: RequestListener = (_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'), 10);
      response.on('close', () => clearInterval(timer));
    };

    expect(await ask(drip, { timeoutMs: 100 })).toMatchObject({
      code: 'METRICS_TIMEOUT',
      message: expect.stringContaining('did not answer within 0.1 s'),
    });
  });

  it('passes on what a server says in plain text, such as Mimir without a tenant', async () => {
    const problem = await ask(plain(401, 'no org id\n'));

    expect(String(problem)).toMatch(/answered 401: no org id$/);
  });

  it('says where a redirect leads, without the query of a login page, and does not go there', async () => {
    const problem = await ask(plain(302, '', { location: 'https://login.test/start?state=secret#x' }));

    expect(problem).toMatchObject({ code: 'METRICS_REJECTED' });
    expect(String(problem)).toContain('answered 302: a redirect to https://login.test/start, which is not followed');
    expect(String(problem)).not.toContain('secret');
  });

  it('is cancelled by its caller, which is no timeout', async () => {
    const cancelled = new AbortController();
    const problem = await ask(() => cancelled.abort(), {}, cancelled.signal);

    expect(problem).toMatchObject({ code: 'CANCELLED' });
  });

  it('sends no secret into its messages', async () => {
    const problem = await ask(plain(403, ''), { bearer: 'sesame', params: { key: 'hidden' } });

    expect(String(problem)).toContain('answered 403');
    expect(JSON.stringify(problem) + String(problem)).not.toMatch(/sesame|hidden/);
  });
});

describe('answers of bytes', () => {
  /** What is answered to bytes that were posted, and what arrived. */
  async function post(answer: RequestListener, section: Partial<HttpSection> = {}) {
    const arrived: { body: Buffer; type: string | undefined }[] = [];
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      arrived.push({ body: Buffer.concat(chunks), type: request.headers['content-type'] });
      answer(request, response);
    }).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = httpClient({ url, timeoutMs: 2_000, maxBytes: 10_000, ...section }, CODES);
    const asked = { body: Uint8Array.of(0, 255, 128), headers: { 'content-type': 'application/proto' } };
    const got = await client.postBytes('/x', asked, new AbortController().signal).catch((error: unknown) => error);
    return { got, arrived };
  }

  it('come and go as they are', async () => {
    const bytes = Uint8Array.of(0, 200, 255, 10);
    const { got, arrived } = await post((_request, response) =>
      response.writeHead(200, { 'content-type': 'application/proto', 'content-encoding': 'gzip' }).end(gzipSync(bytes)),
    );

    expect(got).toMatchObject({ status: 200, contentType: 'application/proto', body: Buffer.from(bytes) });
    expect(arrived).toEqual([{ body: Buffer.from([0, 255, 128]), type: 'application/proto' }]);
  });

  it.each([400, 429, 504])(
    'leave an error %i in JSON to who knows its codes, with the time to wait',
    async (status) => {
      const { got } = await post((_request, response) =>
        response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '2' }).end('{"code":"x"}'),
      );

      expect(got).toMatchObject({ status, retryAfter: 2000, body: Buffer.from('{"code":"x"}') });
    },
  );

  it('are judged like others where the error is a page', async () => {
    const { got } = await post((_request, response) =>
      response.writeHead(502, { 'content-type': 'text/html' }).end('<p>'),
    );

    expect(got).toMatchObject({
      code: 'METRICS_UNAVAILABLE',
      message: expect.stringMatching(/answered 502: text\/html$/),
    });
  });
});

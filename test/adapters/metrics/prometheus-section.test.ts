import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createPlain, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { httpClient } from '../../../src/adapters/http-client.ts';
import { addressOf } from '../../../src/adapters/metrics/prometheus-address.ts';
import { PrometheusSection } from '../../../src/adapters/metrics/prometheus-section.ts';

const TLS = 'test/fixtures/tls';
const folder = mkdtempSync(join(tmpdir(), 'burnscope-prometheus-'));
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Asked {
  readonly headers: IncomingMessage['headers'];
  readonly url: string;
  /** Common name of the certificate that the client showed. */
  readonly client: unknown;
}

interface Rig {
  readonly port: number;
  readonly asked: Asked[];
  readonly connections: () => number;
}

/** A server on loopback that notes what it is asked; with TLS it is called prometheus.test. */
async function serve(secure: 'plain' | 'tls' | 'mutual'): Promise<Rig> {
  const asked: Asked[] = [];
  let connections = 0;
  const answer: RequestListener = (request, response) => {
    const client = secure === 'plain' ? undefined : (request.socket as TLSSocket).getPeerCertificate().subject?.CN;
    asked.push({ headers: request.headers, url: request.url ?? '', client });
    request.resume();
    response.setHeader('content-type', 'application/json').end('{}');
  };
  const pem = (name: string) => readFileSync(join(TLS, name));
  const server =
    secure === 'plain'
      ? createPlain(answer)
      : createServer(
          {
            cert: pem('server.pem'),
            key: pem('server.key'),
            ...(secure === 'mutual' ? { ca: pem('ca.pem'), requestCert: true, rejectUnauthorized: true } : {}),
          },
          answer,
        );
  server.on('connection', (_socket: Socket) => connections++);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return { port: (server.address() as AddressInfo).port, asked, connections: () => connections };
}

function ask(given: z.input<typeof PrometheusSection>): Promise<unknown> {
  return asker(given)();
}

/** Parsed once and asked often, as in the service. */
function asker(given: z.input<typeof PrometheusSection>): () => Promise<unknown> {
  const section = PrometheusSection.parse(given);
  const codes = {
    unavailable: 'METRICS_UNAVAILABLE',
    timeout: 'METRICS_TIMEOUT',
    rejected: 'METRICS_REJECTED',
  } as const;
  return async () => {
    try {
      const address = addressOf(section, (path) => readFileSync(path, 'utf8').trim());
      return await httpClient(address, codes).postForm('/api/v1/query', { query: 'up' }, AbortSignal.timeout(5000));
    } catch (error) {
      return error;
    }
  };
}

function secret(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, `${text}\n`);
  return path;
}

function problemsOf(given: unknown): readonly string[] {
  const { error } = PrometheusSection.safeParse(given);
  return error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) ?? [];
}

describe('a Prometheus source', () => {
  it('sends tenant, own headers, secret headers, basic auth and parameters', async () => {
    const { port, asked } = await serve('plain');

    await ask({
      url: `http://127.0.0.1:${port}/api/prom/`,
      tenant: 'team-a|team-b',
      headers: { 'X-Own': 'yes' },
      header_files: { 'X-Api-Key': secret('key', 's3cret') },
      username: '123456',
      password_file: secret('password', 'pa:ss'),
      params: { dedup: true, partial_response: false, max_source_resolution: '5m' },
    });

    expect(asked[0]?.headers).toMatchObject({
      'x-scope-orgid': 'team-a|team-b',
      'x-own': 'yes',
      'x-api-key': 's3cret',
      authorization: `Basic ${Buffer.from('123456:pa:ss').toString('base64')}`,
    });
    expect(asked[0]?.url).toBe('/api/prom/api/v1/query?dedup=true&partial_response=false&max_source_resolution=5m');
  });

  it('reads a rotated token at the next query', async () => {
    const { port, asked } = await serve('plain');
    const again = asker({ url: `http://127.0.0.1:${port}`, bearer_token_file: secret('token', 'old') });

    await again();
    secret('token', 'new');
    await again();

    expect(asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer new']);
  });

  it.each([
    ['password_file', { username: 'u', password_file: '/nowhere/secret' }],
    ['bearer_token_file', { bearer_token_file: '/nowhere/secret' }],
    ['header_files.X-Key', { header_files: { 'X-Key': '/nowhere/secret' } }],
    [
      'oauth2.client_secret_file',
      { oauth2: { client_id: 'c', client_secret_file: '/nowhere/secret', token_url: 'https://login.test' } },
    ],
    ['tls.ca_file', { url: 'https://prometheus.test', tls: { ca_file: '/nowhere/secret' } }],
  ])('says that %s cannot be read, and asks nobody', async (setting, given) => {
    const problem = await ask({ url: 'http://prometheus.test', ...given });

    expect(problem).toMatchObject({ code: 'METRICS_REJECTED', retryable: false });
    expect(String(problem)).toMatch(
      new RegExp(`https?://prometheus.test was not asked: ${setting} cannot be read: ENOENT.*/nowhere/secret`),
    );
  });

  it('takes an empty secret for none', async () => {
    const given = { url: 'http://prometheus.test', bearer_token_file: secret('empty', '') };

    expect(String(await ask(given))).toMatch(/was not asked: bearer_token_file: .*empty is empty/);
  });

  it('waits as long as timeout says', async () => {
    const silent = createPlain(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    servers.push(silent);
    const { port } = silent.address() as AddressInfo;

    expect(await ask({ url: `http://127.0.0.1:${port}`, timeout: '50ms' })).toMatchObject({ code: 'METRICS_TIMEOUT' });
  });
});

describe('TLS to a Prometheus source', () => {
  const ca = join(TLS, 'ca.pem');
  const known = { ca_file: ca, server_name: 'prometheus.test' };

  it('trusts the named authority, under the named name, in one connection for several queries', async () => {
    const { port, asked, connections } = await serve('tls');
    const again = asker({ url: `https://127.0.0.1:${port}`, tls: known });

    await again();
    await again();

    expect(asked).toHaveLength(2);
    expect(connections()).toBe(1);
  });

  it('shows its own certificate where that is asked for, and a rotated one from then on', async () => {
    const { port, asked } = await serve('mutual');
    const [cert, key] = [join(folder, 'client.pem'), join(folder, 'client.key')];
    copyFileSync(join(TLS, 'server.pem'), cert);
    copyFileSync(join(TLS, 'client.key'), key);
    const again = asker({ url: `https://127.0.0.1:${port}`, tls: { ...known, cert_file: cert, key_file: key } });

    // The key came first, the certificate is still another's.
    const torn = await again();
    copyFileSync(join(TLS, 'client.pem'), cert);
    await again();

    expect(String(torn)).toContain('tls.key_file is no key of tls.cert_file');
    expect(asked.map(({ client }) => client)).toEqual(['burnscope']);
  });

  it('trusts an authority that was put into the file after others had been refused by it', async () => {
    const { port, asked } = await serve('tls');
    const authority = join(folder, 'ca.pem');
    copyFileSync(join(TLS, 'other-ca.pem'), authority);
    const again = asker({ url: `https://127.0.0.1:${port}`, tls: { ...known, ca_file: authority } });

    const before = await again();
    copyFileSync(ca, authority);
    await again();

    expect(before).toMatchObject({ code: 'METRICS_REJECTED' });
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['nobody signed for', 'tls', {}, /certificate is of no authority that we trust: name theirs in tls\.ca_file/],
    [
      'another authority signed for',
      'tls',
      { ca_file: join(TLS, 'other-ca.pem') },
      /certificate is of no authority that we trust/,
    ],
    ['is called otherwise', 'tls', { ca_file: ca }, /certificate is for other names: set tls\.server_name/],
    ['asks who we are', 'mutual', known, /asks for a certificate of ours: set tls\.cert_file and tls\.key_file/],
    ['speaks no TLS', 'plain', known, /does not speak TLS there: is the address http\?/],
  ] as const)('says what to do about a server that %s', async (_name, kind, tls, sentence) => {
    const { port, asked } = await serve(kind);

    const problem = await ask({ url: `https://127.0.0.1:${port}`, tls });

    expect(problem).toMatchObject({ code: 'METRICS_REJECTED', retryable: false });
    expect(String(problem)).toMatch(sentence);
    expect(asked).toEqual([]);
  });

  it('talks to anybody when told to', async () => {
    const { port, asked } = await serve('tls');

    await ask({ url: `https://127.0.0.1:${port}`, tls: { insecure_skip_verify: true } });

    expect(asked).toHaveLength(1);
  });

  it('takes no authority that is none: Node would trust nobody without a word', async () => {
    const problem = await ask({ url: 'https://prometheus.test', tls: { ca_file: secret('ca', 'not a certificate') } });

    expect(String(problem)).toContain('tls.ca_file holds no PEM certificate');
  });
});

describe('the section of a Prometheus source', () => {
  const url = 'https://prometheus.test';

  const OAUTH = { client_id: 'c', client_secret_file: 's', token_url: 'https://login.test/token' };

  it.each([
    [{ username: 'u', password_file: 'p', bearer_token_file: 't' }, 'bearer_token_file: basic auth and a bearer token'],
    [{ username: 'u' }, 'username: basic auth needs username and password_file'],
    [{ password_file: 'p' }, 'password_file: basic auth needs username and password_file'],
    [{ bearer_token_file: 't', oauth2: OAUTH }, 'oauth2: brings a token: no basic auth and no bearer_token_file'],
    [{ oauth2: { ...OAUTH, tls: { key_file: 'k' } } }, 'oauth2.tls.cert_file: cert_file and key_file belong together'],
    [{ tenant: 'a', headers: { 'x-scope-orgid': 'b' } }, 'tenant: X-Scope-OrgID is among the headers already'],
    [{ headers: { 'X-A': '1' }, header_files: { 'x-a': 'f' } }, 'headers: x-a is given twice'],
    [{ headers: { Authorization: 'x' }, bearer_token_file: 't' }, 'headers: Authorization comes from'],
    [{ headers: { 'X A': '1' } }, 'headers.X A: '],
    [{ url: 'https://u:p@prometheus.test' }, 'url: holds credentials: they belong into username and password_file'],
    [{ url: 'https://prometheus.test/?dedup=true' }, 'url: ends with the path prefix: a query belongs into params'],
    [{ url: 'http://prometheus.test', tls: {} }, 'tls: needs an https address in url'],
    [{ tls: { cert_file: 'c' } }, 'tls.key_file: cert_file and key_file belong together'],
    [{ timeout: '5' }, 'timeout: must be a duration from 1ms to 2m, such as 5s'],
    [{ timeout: '1h' }, 'timeout: must be a duration'],
    [{ params: { query: 'up' } }, 'params: query is part of each query and cannot be set'],
  ])('refuses %j', (given, sentence) => {
    const problems = problemsOf({ url, ...given });

    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(sentence);
  });

  it('names all contradictions at once', () => {
    expect(problemsOf({ url, username: 'u', tenant: 'a', headers: { 'X-Scope-OrgID': 'b' } })).toHaveLength(2);
  });
});

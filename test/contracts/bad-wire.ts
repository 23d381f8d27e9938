import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { Failure } from '../../src/core/failure.ts';
import type { ProfileStore } from '../../src/pipeline/ports.ts';
import { NOON } from '../support/sample-incident.ts';

const MEGABYTE = 1024 * 1024;
const QUERY = { kind: 'cpu', selector: { service_name: 'shop' }, window: { from: NOON, to: NOON + 600_000 } } as const;
const SECRET = 'ticket=abc123';

export interface BadWire {
  readonly connect: (url: string, settings: Readonly<Record<string, unknown>>) => ProfileStore;
  /** Of its good answers. */
  readonly contentType: string;
}

/** What any store that is asked over HTTP makes of a wire or a server that is not as it should be: one sentence, soon, in bounds. */
export function describeBadWire(name: string, { connect, contentType }: BadWire): void {
  const closing: (() => void)[] = [];
  afterEach(() => closing.splice(0).forEach((close) => close()));

  /** A server that does to each connection what it is told once it was asked something. */
  async function wire(answer: (socket: Socket) => void): Promise<string> {
    const sockets = new Set<Socket>();
    const server: Server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('data', () => answer(socket));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async function failure(url: string, settings: Readonly<Record<string, unknown>> = {}): Promise<Failure> {
    const problem: unknown = await connect(url, settings)
      .fetch(QUERY, new AbortController().signal)
      .catch((error: unknown) => error);
    if (!(problem instanceof Failure)) throw new Error(`no failure but ${JSON.stringify(problem)}`);
    return problem;
  }

  const head = (...lines: readonly string[]) =>
    ['HTTP/1.1 200 OK', `content-type: ${contentType}`, ...lines, '', ''].join('\r\n');
  const refusal = (status: string, type: string, body: string, ...lines: readonly string[]) =>
    [
      `HTTP/1.1 ${status}`,
      `content-type: ${type}`,
      `content-length: ${body.length}`,
      'connection: close',
      ...lines,
      '',
      body,
    ].join('\r\n');

  describe(`a bad wire: ${name}`, () => {
    it.each<[string, (socket: Socket) => void, Failure['code'], RegExp]>([
      [
        'a reset',
        (socket) => void socket.resetAndDestroy(),
        'PROFILE_STORE_UNAVAILABLE',
        /cannot be reached: (?:ECONNRESET|EPIPE)$/,
      ],
      ['a hang', () => undefined, 'PROFILE_STORE_TIMEOUT', /did not answer within 0\.2 s$/],
      [
        'a hang after the head',
        (socket) => void socket.write(head('content-length: 20')),
        'PROFILE_STORE_TIMEOUT',
        /within 0\.2 s$/,
      ],
      [
        'a body that drips without an end',
        (socket) => {
          socket.write(head('transfer-encoding: chunked'));
          const dripping = setInterval(() => socket.write('1\r\n \r\n'), 20);
          socket.once('close', () => clearInterval(dripping));
        },
        'PROFILE_STORE_TIMEOUT',
        /within 0\.2 s$/,
      ],
      [
        'less than announced',
        (socket) => void socket.end(`${head('content-length: 20')}{"a`),
        'PROFILE_STORE_UNAVAILABLE',
        /cannot be reached/,
      ],
      [
        'chunks that break off',
        (socket) => void socket.end(`${head('transfer-encoding: chunked')}5\r\n{"a`),
        'PROFILE_STORE_UNAVAILABLE',
        /cannot be reached/,
      ],
      ['no HTTP', (socket) => void socket.end('SSH-2.0-OpenSSH_9.6\r\n'), 'PROFILE_STORE_UNAVAILABLE', /be reached/],
      [
        'gzip that is none',
        (socket) => void socket.end(`${head('content-encoding: gzip', 'content-length: 4')}nope`),
        'PROFILE_STORE_UNAVAILABLE',
        /cannot be reached/,
      ],
      [
        'a page with status 200',
        (socket) => void socket.end(refusal('200 OK', 'text/html; charset=utf-8', '<html>Log in</html>')),
        'PROFILE_STORE_REJECTED',
        /does not answer like \w+ \(text\/html/,
      ],
      [
        'a page of a gateway',
        (socket) => void socket.end(refusal('502 Bad Gateway', 'text/html', '<html>nginx</html>')),
        'PROFILE_STORE_UNAVAILABLE',
        /answered 502: [^<]*$/,
      ],
    ])('%s ends as one sentence', async (_, answer, code, message) => {
      const url = await wire(answer);

      // What does not hang fails at once, however busy the machine is.
      const problem = await failure(url, { timeout: code === 'PROFILE_STORE_TIMEOUT' ? '200ms' : '20s' });

      expect(problem).toMatchObject({ code, message: expect.stringMatching(message) });
      expect(problem.message).toContain(url);
      expect(problem.message.split('\n')).toHaveLength(1);
    });

    it('a redirect is not followed, and says where it leads without its query', async () => {
      let visits = 0;
      const elsewhere = await wire((socket) => {
        visits++;
        socket.end();
      });
      const url = await wire((socket) =>
        socket.end(refusal('302 Found', 'text/html', 'moved', `location: ${elsewhere}/login?${SECRET}`)),
      );

      const problem = await failure(url);

      expect(problem).toMatchObject({
        code: 'PROFILE_STORE_REJECTED',
        message: expect.stringContaining(`answered 302: a redirect to ${elsewhere}/login, which is not followed`),
      });
      expect(problem.message).not.toContain(SECRET);
      expect(visits).toBe(0);
    });

    it('a bomb is not unpacked beyond its cap', async () => {
      const bomb = gzipSync(Buffer.alloc(100 * MEGABYTE));
      const before = process.memoryUsage().arrayBuffers;
      const url = await wire((socket) => {
        socket.write(head('content-encoding: gzip', `content-length: ${bomb.length}`));
        socket.end(bomb);
      });

      expect(await failure(url, { timeout: '20s' })).toMatchObject({
        code: 'PROFILE_STORE_REJECTED',
        message: expect.stringContaining('more than we read'),
      });
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * MEGABYTE);
    });

    it.each([
      ['two minutes', ['retry-after: 120'], 120_000],
      [
        'a date by a clock that is wrong',
        ['retry-after: Fri, 31 Dec 1999 23:59:59 GMT', 'date: Fri, 31 Dec 1999 23:57:59 GMT'],
        120_000,
      ],
      ['no time at all', [], undefined],
    ])('429 with %s to wait is an overloaded server', async (_, lines, retryAfter) => {
      let visits = 0;
      const url = await wire((socket) => {
        visits++;
        socket.end(refusal('429 Too Many Requests', 'text/plain', 'slow down', ...lines));
      });

      const problem = await failure(url);

      expect(problem).toMatchObject({ code: 'PROFILE_STORE_UNAVAILABLE', retryable: true, retryAfter });
      expect(problem.message).toContain('answered 429: slow down');
      // A long wait is not waited for; without a time it is tried once more.
      expect(visits).toBeGreaterThan(0);
      expect(visits).toBeLessThanOrEqual(retryAfter === undefined ? 8 : 4);
    });

    it('nobody there is said at once', async () => {
      expect(await failure('http://127.0.0.1:1')).toMatchObject({
        code: 'PROFILE_STORE_UNAVAILABLE',
        message: 'http://127.0.0.1:1 cannot be reached: ECONNREFUSED',
      });
    });
  });
}

import { connect, type Socket } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { startTestWeb, type TestWeb } from './start-test-web.ts';

const MEGABYTE = 1024 * 1024;
const PATIENCE = { headers: 300, request: 300, closing: 100 };

const sockets: Socket[] = [];
let web: TestWeb;
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await web.close();
});

/** Each door with a type that it takes. */
const DOORS = [
  ['/ingest?name=shop&format=pprof', 'application/octet-stream'],
  ['/push.v1.PusherService/Push', 'application/proto'],
  ['/push.v1.PusherService/Push', 'application/json'],
  ['/v1development/profiles', 'application/x-protobuf'],
  ['/v1development/profiles', 'application/json'],
] as const;

const head = (path: string, type: string, ...lines: readonly string[]) =>
  [`POST ${path} HTTP/1.1`, 'host: x', `content-type: ${type}`, ...lines, '', ''].join('\r\n');

/** What is answered to these bytes until the connection ends. */
async function answerTo(bytes: string, then: (socket: Socket) => void = () => undefined): Promise<string> {
  const socket = connect(web.port, '127.0.0.1', () => {
    socket.write(bytes, () => then(socket));
  });
  sockets.push(socket);
  socket.on('error', () => undefined);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve) => void socket.once('close', resolve));
  return Buffer.concat(chunks).toString();
}

async function post(path: string, type: string, body: Uint8Array, headers: Record<string, string> = {}) {
  const answer = await fetch(web.url + path, {
    method: 'POST',
    headers: { 'content-type': type, ...headers },
    body: new Uint8Array(body),
  });
  return { status: answer.status, text: await answer.text() };
}

/** That a push of somebody else is kept. */
async function expectOpen(): Promise<void> {
  const kept = web.pushes.length;
  const answer = await post('/ingest?name=other&format=pprof', 'application/octet-stream', Uint8Array.of(0x1f, 0x8b));
  expect(answer.status).toBe(200);
  expect(web.pushes).toHaveLength(kept + 1);
}

describe.each(DOORS)('a bad push to %s (%s)', (path, type) => {
  it('that does not come to its end is let go, and nothing of it is kept', async () => {
    web = await startTestWeb({}, {}, PATIENCE);

    const answer = await answerTo(`${head(path, type, 'content-length: 100')}{"se`);

    expect(answer).toContain('408 Request Timeout');
    expect(web.pushes).toEqual([]);
    await expectOpen();
  });

  it('that breaks off is kept neither', async () => {
    web = await startTestWeb();

    for (const end of [(socket: Socket) => socket.resetAndDestroy(), (socket: Socket) => socket.end()])
      expect(await answerTo(`${head(path, type, 'content-length: 100')}{"se`, end)).not.toContain('200 OK');

    expect(web.pushes).toEqual([]);
    await expectOpen();
  });

  it('that is a bomb is refused by what it unpacks to, and cheaply', async () => {
    web = await startTestWeb();
    const bomb = gzipSync(Buffer.alloc(100 * MEGABYTE), { level: 1 });
    const before = process.memoryUsage().arrayBuffers;

    const { status, text } = await post(path, type, bomb, { 'content-encoding': 'gzip' });

    expect([status, text]).toEqual([413, expect.stringContaining('larger than this door takes')]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(90 * MEGABYTE);
    expect(web.pushes).toEqual([]);
    await expectOpen();
  });

  it('whose packing is damaged or unknown is told so', async () => {
    web = await startTestWeb();

    const damaged = await post(path, type, Buffer.from('nope'), { 'content-encoding': 'gzip' });
    const unknown = await post(path, type, brotliCompressSync(Buffer.from('{}')), { 'content-encoding': 'compress' });

    expect([damaged.status, unknown.status]).toEqual([400, expect.toBeOneOf([415, 501])]);
    expect(damaged.text).toMatch(/gzip|incorrect header/);
    expect(unknown.text).toContain('compress');
    expect(web.pushes).toEqual([]);
  });

  it('with two lengths is no request', async () => {
    web = await startTestWeb();

    const answer = await answerTo(`${head(path, type, 'content-length: 5', 'transfer-encoding: chunked')}0\r\n\r\n`);

    expect(answer).toContain('400 Bad Request');
    expect(web.pushes).toEqual([]);
  });
});

describe('pushes whose bodies hardly come', () => {
  it('give their places to others, and are told so', async () => {
    web = await startTestWeb({}, {}, { headers: 60_000, request: 60_000, closing: 100 });
    const answers = Array.from({ length: 32 }, (_, at) => {
      const [path, type] = DOORS[at % DOORS.length]!;
      return answerTo(`${head(path, type, 'content-length: 100')}{"se`);
    });
    const octets = 'application/octet-stream';
    const other = () => post('/ingest?name=other&format=pprof', octets, Uint8Array.of(0x1f, 0x8b));
    // Until all of them are in hand.
    while ((await other()).status === 200);

    web.pass(2_000);
    const kept = [await other(), await other(), await other()];

    expect(kept.map(({ status }) => status)).toEqual([200, 200, 200]);
    // What was there longest went first; the places of those who came meanwhile are free again.
    expect(await Promise.race(answers)).toMatch(/^HTTP\/1\.1 429 .*the body came too slowly while others waited/s);
  });
});

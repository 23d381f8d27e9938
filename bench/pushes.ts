/**
 * Sends every push of ../shared/data/pyroscope/pushes to the real service, as it was recorded, and asks the embedded store for each
 * service: every push is taken or refused as the real server did it, and a query (the quickest of five) takes less than 100 ms.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectEmbeddedStore } from '../src/adapters/stores/embedded.ts';
import { startService, type Service } from '../src/app.ts';
import { parseConfig } from '../src/config/load-config.ts';
import { sumsHere } from '../test/support/sums-here.ts';

const FOLDER = new URL('../../shared/data/pyroscope/pushes/', import.meta.url);
const PROFILE_KINDS = ['cpu', 'wall', 'block', 'mutex', 'off-cpu'] as const;
const MOST_MILLISECONDS = 100;
/** Answered 500 there, which agents send again for ever; and an application that is called my.app there is none. */
const OTHERWISE: Readonly<Record<string, number>> = { '45-push-v1-bad-pprof': 400, '40-ingest-bad-name': 200 };
const SERVICES = ['payments', 'payments-bin', 'dotted', 'vector', 'frontend', 'my-app', 'legacy-go', 'legacy-raw'];
const AGENTS = ['checkout', 'node-shop', 'py-shop'];

function say(line: unknown): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

interface Sent {
  readonly name: string;
  readonly status: number;
  readonly expected: number;
  readonly milliseconds: number;
}

async function sendRecorded(url: string, file: string): Promise<Sent> {
  const name = file.slice(0, -'.request.json'.length);
  const { path, headers, body, bodyEncoding } = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'));
  const meta = JSON.parse(readFileSync(new URL(`${name}.meta.json`, FOLDER), 'utf8'));
  const { Host: _, 'Content-Length': __, ...rest } = headers;
  const began = performance.now();
  const answer = await fetch(`${url}${path}`, { method: 'POST', headers: rest, body: Buffer.from(body, bodyEncoding) });
  await answer.arrayBuffer();
  const milliseconds = performance.now() - began;
  return { name, status: answer.status, expected: OTHERWISE[name] ?? meta.status, milliseconds };
}

async function sendBulk(url: string, file: string): Promise<Sent> {
  const { stdout, status } = spawnSync('xz', ['-dc', new URL(file, FOLDER).pathname], { maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`xz cannot unpack ${file}`);
  const began = performance.now();
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/push.v1.PusherService/Push`, { method: 'POST', headers, body: stdout });
  await answer.arrayBuffer();
  return { name: file, status: answer.status, expected: 200, milliseconds: performance.now() - began };
}

function sendRaw(port: number, file: string): Promise<Sent> {
  const bytes = readFileSync(new URL(file, FOLDER));
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('error', reject);
    socket.once('data', (answer) => {
      socket.destroy();
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer.toString('latin1'))?.[1]);
      resolve({ name: file, status, expected: 200, milliseconds: performance.now() - began });
    });
  });
}

async function ask({ database, blobs }: Service, service: string): Promise<Record<string, unknown>> {
  const store = connectEmbeddedStore({ name: 'embedded', type: 'embedded' }, { ...database, blobs, sums: sumsHere });
  const window = { from: Date.parse('2026-11-24T00:00:00Z'), to: Date.parse('2026-11-25T00:00:00Z') };
  const blocks: Record<string, number> = {};
  let slowest = 0;
  for (const kind of PROFILE_KINDS) {
    const query = { selector: { service_name: service }, kind, window };
    const times: number[] = [];
    let answer = await store.fetch(query, AbortSignal.timeout(10_000));
    for (let nth = 0; nth < 5 && answer.kind === 'profiles'; nth++) {
      const began = performance.now();
      answer = await store.fetch(query, AbortSignal.timeout(10_000));
      times.push(performance.now() - began);
    }
    if (answer.kind === 'empty') continue;
    slowest = Math.max(slowest, Math.min(...times));
    blocks[kind] = answer.blocks.length;
  }
  return { service, blocks, slowestQueryMs: Math.round(slowest) };
}

async function main(): Promise<number> {
  if (!existsSync(FOLDER)) {
    process.stderr.write('pushes: SKIPPED, ../shared/data/pyroscope/pushes is not there\n');
    return 0;
  }
  const folder = mkdtempSync(join(tmpdir(), 'burnscope-bench-'));
  const quiet = () => undefined;
  const storage = { path: folder, profiles: { keep: '5y', compact_after: '5y' } };
  const settings = JSON.stringify({ web: { listen_address: '127.0.0.1:0' }, storage });
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const service = await startService(parseConfig(settings, 'bench.yaml'), log, undefined);
  try {
    const sent: Sent[] = [];
    const port = Number(new URL(service.url).port);
    for (const file of readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).toSorted()) {
      if (file.endsWith('.request.json')) sent.push(await sendRecorded(service.url, file));
      else if (file.endsWith('.body.json.xz')) sent.push(await sendBulk(service.url, file));
      else if (file.endsWith('.request.http')) sent.push(await sendRaw(port, file));
    }
    const wrong = sent.filter(({ status, expected }) => status !== expected);
    const times = sent.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b);
    const [median, slowest] = [times[times.length >> 1]!, times.at(-1)!];
    say({
      bench: 'pushes',
      sent: sent.length,
      wrong,
      medianPushMs: Math.round(median),
      slowestPushMs: Math.round(slowest),
    });
    let failed = wrong.length;
    for (const name of [...SERVICES, ...AGENTS]) {
      const answer = await ask(service, name);
      say({ bench: 'pushes', ...answer });
      if (Object.keys(answer['blocks'] ?? {}).length === 0 || Number(answer['slowestQueryMs']) > MOST_MILLISECONDS)
        failed++;
    }
    return failed === 0 ? 0 : 1;
  } finally {
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main();

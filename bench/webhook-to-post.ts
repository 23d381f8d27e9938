/**
 * The main job as the on-call feels it: from the webhook's first byte to the post with its picture, embedded database
 * and store, in one process on loopback. Prints one JSON line per figure; times in milliseconds.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { gzipSync } from 'node:zlib';
import { connectLog } from '../src/adapters/telemetry/log.ts';
import { startService, type Service } from '../src/app.ts';
import { pushProfiles } from '../src/commands/demo/push-profiles.ts';
import { readRecordings } from '../src/commands/demo/recordings.ts';
import { parseConfig } from '../src/config/load-config.ts';
import { wideProfile } from './wide-profile.ts';

const ROUNDS = 40;
const WIDE_ROUNDS = 15;
const WIDE_STACKS = 50_000;
const MINUTE = 60_000;
const recordings = readRecordings();
const drawn = new Map<string, Buffer<ArrayBuffer>>();

const folder = mkdtempSync(join(tmpdir(), 'burnscope-bench-'));
const config = parseConfig(
  JSON.stringify({ web: { listen_address: '127.0.0.1:0' }, storage: { path: folder } }),
  'bench',
);
const service = await startService(config, connectLog('silent'), '');
try {
  const begins = () => ({ baseline: Date.now() - 64 * MINUTE, comparison: Date.now() - 4 * MINUTE });
  await measure('demo', ROUNDS, (name) => pushProfiles(service.url, name, recordings, begins()));
  await measure(`4 profiles of ${WIDE_STACKS} stacks`, WIDE_ROUNDS, (name) => pushWide(name, begins()));
  await measureDoor();
} finally {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
}

function print(figure: string, numbers: Record<string, number | string>): void {
  process.stdout.write(`${JSON.stringify({ figure, ...numbers })}\n`);
}

function at(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]! * 10) / 10;
}

async function measure(what: string, rounds: number, push: (name: string) => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  for (let round = 0; round <= rounds; round++) {
    const name = `${what.replaceAll(' ', '-')}-${round}`;
    await push(name);
    delay.enable();
    const begun = performance.now();
    await deliver(service, name);
    await pictured(name);
    delay.disable();
    // The first round warms the worker up.
    if (round > 0) times.push(performance.now() - begun);
  }
  const loop = Math.round(delay.percentile(99) / 1e5) / 10;
  print(`webhook to post with picture, ${what}`, {
    p50: at(times, 0.5),
    p99: at(times, 0.99),
    rounds,
    loopDelayP99: loop,
  });
}

function deliver(to: Service, name: string): Promise<Response> {
  const fingerprint = Buffer.from(name).toString('hex').slice(-16).padStart(16, '0');
  const body = recordings.delivery
    .replaceAll(/"startsAt":"[^"]+"/g, `"startsAt":"${new Date().toISOString()}"`)
    .replaceAll(/"sloth_service":"[^"]+"/g, `"sloth_service":"${name}"`)
    .replaceAll(/"fingerprint":"[^"]+"/g, `"fingerprint":"${fingerprint}"`);
  return fetch(`${to.url}/webhooks/alertmanager`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  });
}

async function pictured(name: string): Promise<void> {
  for (;;) {
    const messages = await service.database.inboxMessages.list(3);
    if (messages.some((one) => one.report.headline.includes(` ${name} `) && one.pictureUrl !== undefined)) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Drawing one takes longer than all that is measured, and every round pushes the same. */
function widePush(regressed: boolean, pod: string): Buffer<ArrayBuffer> {
  const key = `${regressed} ${pod}`;
  const bytes = drawn.get(key) ?? gzipSync(wideProfile(WIDE_STACKS, regressed, pod));
  drawn.set(key, bytes);
  return bytes;
}

async function pushWide(name: string, begins: { baseline: number; comparison: number }): Promise<void> {
  for (const [side, from] of Object.entries(begins)) {
    for (const pod of ['a', 'b']) {
      const bytes = widePush(side === 'comparison', pod);
      const query = new URLSearchParams({
        name: `${name}{pod=${side}-${pod}}`,
        from: `${from}`,
        until: `${from + 15_000}`,
        format: 'pprof',
      });
      const answer = await fetch(`${service.url}/ingest?${query}`, { method: 'POST', body: bytes });
      if (!answer.ok) throw new Error(`push answered ${answer.status}: ${await answer.text()}`);
    }
  }
}

/** How long the sender waits for its 202 while investigations run. */
async function measureDoor(): Promise<void> {
  const times: number[] = [];
  const begun = performance.now();
  const offered = 1000;
  await Promise.all(
    Array.from({ length: offered }, async (_, i) => {
      await new Promise((resolve) => setTimeout(resolve, i));
      const start = performance.now();
      const answer = await deliver(service, `storm-${i % 20}`);
      await answer.arrayBuffer();
      if (answer.status === 202) times.push(performance.now() - start);
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  print('202 with 1,000 webhooks a second offered', {
    accepted: times.length,
    p50: at(times, 0.5),
    p99: at(times, 0.99),
    perSecond: Math.round(times.length / seconds),
  });
}

/**
 * The embedded store: pushes a second and what they take of memory and disk, what 4 pods × 30 minutes of a wide service cost to
 * read and add up before and after merging, and what a million rows do to the index. One JSON line per figure.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectMerger } from '../src/adapters/compute/merger.ts';
import { inflateProfile } from '../src/adapters/compute/inflate.ts';
import { connectDatabase } from '../src/adapters/database/connect-database.ts';
import { connectBlobs } from '../src/adapters/files/blobs.ts';
import { systemClock } from '../src/adapters/clock.ts';
import { connectEmbeddedStore } from '../src/adapters/stores/embedded.ts';
import { connectLog } from '../src/adapters/telemetry/log.ts';
import { createPprofPool } from '../src/core/profile/formats/pprof-pool.ts';
import { mergeProfiles } from '../src/core/profile/merge-profiles.ts';
import { readProfile } from '../src/core/profile/read-profile.ts';
import { keepHouse } from '../src/pipeline/keep-house.ts';
import { servicePushes } from './embedded/service-profiles.ts';
import { sumsHere } from '../test/support/sums-here.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** About 100 kB gzipped. */
const SEEN = 900;
/** Different bodies; the time in a gzip's header tells more pushes apart. */
const BODIES = 200;
/** Pushes until V8 has compiled what is used much; what they cost is a figure of its own. */
const WARMING = 400;
const PUSHES = 1000;
const AT_ONCE = 16;
/** After the start, until the memory is looked at. */
const IDLE_MS = 5_000;
const PODS = 4;
const STACKS = 50_000;

const folder = mkdtempSync(join(tmpdir(), 'burnscope-embedded-'));
try {
  await measureIngest();
  await measureWindow();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function print(figure: string, numbers: Readonly<Record<string, number | string>>): void {
  process.stdout.write(`${JSON.stringify({ figure, ...numbers, load: Number(loadavg()[0]!.toFixed(1)) })}\n`);
}

/** A service of its own process, as it is started with its defaults but for the quota, which is lower than what is asked for. */
async function measureIngest(): Promise<void> {
  const next = servicePushes(20_000, SEEN, 7);
  const bodies = Array.from({ length: BODIES }, next);
  const bodyOf = (index: number) => {
    const body = Buffer.from(bodies[index % BODIES]!);
    body.writeUInt32LE(index + 1, 4);
    return body;
  };
  const home = join(folder, 'ingest');
  const settings = {
    web: { listen_address: '127.0.0.1:0', ingest_quota: { profiles_per_minute: 1e6, megabytes_per_minute: 1e6 } },
    storage: { path: home },
  };
  const file = join(folder, 'config.json');
  writeFileSync(file, JSON.stringify(settings));
  const main = new URL('../src/main.ts', import.meta.url).pathname;
  const child = spawn(
    process.execPath,
    ['--liftoff-only', '--max-semi-space-size=4', main, 'serve', '--config.file', file],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  try {
    const port = await portOf(child.stdout, child.stderr);
    const pid = child.pid!;
    const startMb = residentMb(pid, 'VmHWM');
    await sleep(IDLE_MS);
    const idleMb = residentMb(pid, 'VmRSS');
    let at = 0;
    const pushUntil = async (end: number) => {
      const cpuBefore = cpuMs(pid);
      const begun = performance.now();
      const count = end - at;
      const one = async () => {
        while (at < end) await push(port, at, bodyOf(at++));
      };
      await Promise.all(Array.from({ length: AT_ONCE }, one));
      const seconds = (performance.now() - begun) / 1000;
      // What it would take of one core for itself: on a busy machine that says more.
      return { perSecond: round(count / seconds), cpuMsEach: round((cpuMs(pid) - cpuBefore) / count, 1) };
    };
    print('ingest, the first after the start', { pushes: WARMING, ...(await pushUntil(WARMING)) });
    const { perSecond, cpuMsEach } = await pushUntil(WARMING + PUSHES);
    const gzipBytes = Array.from({ length: at }, (_, index) => bodies[index % BODIES]!.length).reduce((a, b) => a + b);
    const blobBytes = bytesBelow(join(home, 'blobs'));
    print('ingest', {
      pushes: PUSHES,
      kilobytesEach: round(gzipBytes / at / 1000),
      perSecond,
      cpuMsEach,
      // Of this process. A new database is made by another, which is gone by then.
      startMb,
      idleMb,
      peakMb: residentMb(pid, 'VmHWM'),
      diskPerOwnGzip: round(blobBytes / gzipBytes, 3),
      databaseMb: round(bytesBelow(join(home, 'database')) / 1e6),
    });
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
}

async function push(port: number, index: number, body: Uint8Array<ArrayBuffer>): Promise<void> {
  const from = Math.floor((Date.now() - 30 * MINUTE + index * 100) / 1000);
  const asked = `name=wide.cpu{pod=p${index % PODS}}&from=${from}&until=${from + 15}`;
  const answer = await fetch(`http://127.0.0.1:${port}/ingest?${asked}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body,
  });
  if (!answer.ok) throw new Error(`push ${index}: ${answer.status} ${await answer.text()}`);
  await answer.arrayBuffer();
}

async function portOf(...streams: readonly NodeJS.ReadableStream[]): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = '';
    for (const stream of streams) {
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const port = /"port":(\d+)/.exec(said)?.[1];
        if (port !== undefined) resolve(Number(port));
      });
      stream.on('close', () => reject(new Error(`the service did not start: ${said}`)));
    }
  });
}

/** Of all threads; the kernel counts in hundredths of a second. */
function cpuMs(pid: number): number {
  const [, user = 0, system = 0] = /\) (?:\S+ ){11}(\d+) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
  return (Number(user) + Number(system)) * 10;
}

function residentMb(pid: number, what: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(new RegExp(`${what}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024);
}

function bytesBelow(place: string): number {
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

/** 4 pods × 30 minutes, pushed each minute, of yesterday: read and added up, merged, and read again. */
async function measureWindow(): Promise<void> {
  const log = connectLog('silent');
  const home = join(folder, 'window');
  const database = await connectDatabase({ kind: 'embedded', folder: join(home, 'database') }, { log, clock: Date });
  const merger = connectMerger();
  try {
    const blobs = await connectBlobs({ folder: join(home, 'blobs') }, { log });
    const store = connectEmbeddedStore({ name: 'embedded', type: 'embedded' }, { ...database, blobs, sums: sumsHere });
    const top = Math.floor((Date.now() - DAY) / HOUR) * HOUR;
    const next = servicePushes(STACKS, SEEN, 3);
    for (let minute = 0; minute < 30; minute++) {
      for (let pod = 0; pod < PODS; pod++) {
        const bytes = next();
        const hash = await blobs.put(bytes);
        const from = top + minute * MINUTE + pod * 1_000;
        const interval = { from, to: from + MINUTE };
        const labels = { service_name: 'wide', pod: `p${pod}` };
        await database.profileIndex.add([
          { kind: 'cpu', service: 'wide', labels, interval, hash, bytes: bytes.length },
        ]);
      }
    }
    const query = {
      kind: 'cpu',
      selector: { service_name: 'wide' },
      window: { from: top, to: top + 30 * MINUTE },
    } as const;
    const read = async (figure: string) => {
      const times: number[] = [];
      let stacks = 0;
      let blocks = 0;
      let fetchMs = 0;
      for (let run = 0; run < 5; run++) {
        const begun = performance.now();
        const fetched = await store.fetch(query, AbortSignal.timeout(60_000));
        fetchMs = performance.now() - begun;
        if (fetched.kind === 'empty') throw new Error(fetched.reason);
        const merge = mergeProfiles();
        const pool = createPprofPool();
        for (const { bytes } of fetched.blocks) merge.add(readProfile(inflateProfile(bytes, 1e9), pool), 60);
        stacks = merge.finish().stackStart.length - 1;
        blocks = fetched.blocks.length;
        times.push(performance.now() - begun);
      }
      const ms = times.toSorted((a, b) => a - b)[2]!;
      print(figure, {
        blocks,
        stacks,
        fetchMs: round(fetchMs),
        medianMs: round(ms),
        mb: round(bytesBelow(join(home, 'blobs')) / 1e6),
      });
    };
    await read('4 pods × 30 min as pushed');

    const before = (await database.housekeeping.aging.usage()).bytes;
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const begun = performance.now();
    const rules = {
      profilesMs: 14 * DAY,
      profilesBytes: 1e12,
      evidenceMs: DAY,
      deliveriesMs: DAY,
      deploysMs: DAY,
      compactAfterMs: HOUR,
      hourlyAfterMs: 9 * DAY,
    };
    const meter = { removed: () => undefined, compacted: () => undefined, stored: () => undefined };
    // An hour on, so that what nothing names any more may go.
    const clock = { ...systemClock, now: () => Date.now() + HOUR };
    const { deployRecords } = database;
    const house = { ...database.housekeeping, deployRecords, blobs, merger, clock, log, meter, holder: 'bench' };
    await keepHouse(rules, house, true, AbortSignal.timeout(600_000));
    delay.disable();
    const after = (await database.housekeeping.aging.usage()).bytes;
    print('merging', {
      seconds: round((performance.now() - begun) / 1000, 1),
      bytesLeft: round(after / before, 3),
      loopDelayP99Ms: round(delay.percentile(99) / 1e6, 1),
      loopDelayMaxMs: round(delay.max / 1e6, 1),
    });
    await read('4 pods × 30 min merged into 5 minutes');
  } finally {
    await database.close();
    await merger.close();
  }
}

function round(number: number, digits = 0): number {
  return Number(number.toFixed(digits));
}

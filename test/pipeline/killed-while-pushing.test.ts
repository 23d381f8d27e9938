import { fork } from 'node:child_process';
import { on, once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectDatabase } from '../../src/adapters/database/connect-database.ts';
import { connectBlobs } from '../../src/adapters/files/blobs.ts';
import type { House } from '../../src/pipeline/house.ts';
import { keepHouse } from '../../src/pipeline/keep-house.ts';
import { QUICK } from '../contracts/quick.ts';
import { quietLog } from '../support/quiet-log.ts';
import { NOON } from '../support/sample-incident.ts';

const PUSHER = fileURLToPath(new URL('../support/killed-pusher.ts', import.meta.url));
const ACKNOWLEDGED = 20;
const YEARS = 1e12;
/** A new embedded database takes a second, and half a minute on a busy machine. */
const PATIENCE_MS = 180_000;

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'burnscope-killed-pusher-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

it(
  'keeps every acknowledged push of a process that was killed at it, and puts right what it left',
  async () => {
    const child = fork(PUSHER, [home], { execArgv: [] });
    const acknowledged: string[] = [];
    for await (const [hash] of on(child, 'message')) {
      acknowledged.push(String(hash));
      if (acknowledged.length === ACKNOWLEDGED) break;
    }
    child.kill('SIGKILL');
    await once(child, 'exit');

    const log = quietLog();
    const place = { kind: 'embedded', folder: join(home, 'database'), ...QUICK } as const;
    const database = await connectDatabase(place, { log, clock: Date });
    try {
      const blobs = await connectBlobs({ folder: join(home, 'blobs') }, { log });
      const house: House = {
        ...database.housekeeping,
        blobs,
        merger: { merge: async () => ({ kind: 'unlike', why: 'not looked at here' }) },
        // An hour on: what was put moments ago is left alone.
        clock: { now: () => Date.now() + 3_600_000, sleep: async () => undefined },
        log,
        deployRecords: database.deployRecords,
        meter: { removed: () => undefined, compacted: () => undefined, stored: () => undefined },
        holder: 'after the kill',
      };
      const never = {
        profilesMs: YEARS,
        profilesBytes: YEARS,
        evidenceMs: YEARS,
        deliveriesMs: YEARS,
        deploysMs: YEARS,
      };
      const rules = { ...never, compactAfterMs: YEARS, hourlyAfterMs: YEARS };
      expect(await keepHouse(rules, house, true, new AbortController().signal)).toBe('done');

      const window = { from: NOON, to: NOON + 3_600_000 };
      const found = await database.profileIndex.find({ kind: 'cpu', selector: {}, window });
      const hashes = new Set(found.map(({ hash }) => hash));
      expect(acknowledged.filter((hash) => !hashes.has(hash))).toEqual([]);
      for (const hash of hashes) expect(await blobs.get(hash)).toBeDefined();
      const shards = (await readdir(join(home, 'blobs'))).filter((name) => name.length === 2);
      const files = await Promise.all(shards.map((shard) => readdir(join(home, 'blobs', shard))));
      expect(files.flat().toSorted()).toEqual([...hashes].toSorted());
      expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    } finally {
      await database.close();
    }
  },
  PATIENCE_MS,
);

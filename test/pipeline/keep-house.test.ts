import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mergeSources } from '../../src/adapters/compute/merge-work.ts';
import { connectDatabase, type OpenDatabase } from '../../src/adapters/database/connect-database.ts';
import { Failure } from '../../src/core/failure.ts';
import type { House, HouseRules } from '../../src/pipeline/house.ts';
import { keepHouse } from '../../src/pipeline/keep-house.ts';
import type { StoredProfile } from '../../src/pipeline/ports.ts';
import { sampleEvidence } from '../contracts/evidence-store.ts';
import { QUICK } from '../contracts/quick.ts';
import { fakeBlobs, type FakeBlobs } from '../support/fake-blobs.ts';
import { profileFixture } from '../support/profile-fixture.ts';
import { quietLog } from '../support/quiet-log.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const RULES: HouseRules = {
  profilesMs: 14 * DAY,
  profilesBytes: 1e9,
  evidenceMs: 90 * DAY,
  deliveriesMs: 30 * DAY,
  deploysMs: 30 * DAY,
  compactAfterMs: 6 * HOUR,
  hourlyAfterMs: 8 * DAY,
};
/** Blobs are put now, and looked at an hour later. */
const NOW = Date.now() + HOUR;
const CPU = ['v1.2.0-1', 'v1.2.0-2', 'v1.2.8-1'].map((run) => gzipSync(profileFixture(`../shop/${run}-cpu.pprof`)));

let database: OpenDatabase;
beforeAll(async () => {
  database = await connectDatabase({ kind: 'memory', ...QUICK }, { log: quietLog(), clock: Date });
});
afterAll(() => database.close());

let blobs: FakeBlobs;
let log: ReturnType<typeof quietLog>;
let counted: string[];
beforeEach(async () => {
  while ((await database.housekeeping.aging.removeOldest()) > 0);
  await database.housekeeping.blobNames.forget((await database.housekeeping.blobNames.unnamed(1000, '')).hashes);
  blobs = fakeBlobs();
  log = quietLog();
  counted = [];
});

function house(changes: Partial<House> = {}): House {
  return {
    ...database.housekeeping,
    deployRecords: database.deployRecords,
    blobs,
    merger: { merge: async (sources) => mergeSources(sources) },
    clock: { now: () => NOW, sleep: async () => undefined },
    log,
    meter: {
      removed: (what, count) => void counted.push(`removed ${what} ${count}`),
      compacted: (from, to) => void counted.push(`compacted ${from} ${to}`),
      stored: ({ profiles }) => void counted.push(`stored ${profiles}`),
    },
    holder: 'this process',
    ...changes,
  };
}

function keep(rules: Partial<HouseRules> = {}, changes: Partial<House> = {}, thorough = false) {
  return keepHouse({ ...RULES, ...rules }, house(changes), thorough, new AbortController().signal);
}

async function push(from: number, bytes: Uint8Array = Buffer.from(randomUUID())): Promise<StoredProfile> {
  const labels = { service_name: 'checkout', pod: 'a' };
  const interval = { from, to: from + 15_000 };
  const hash = await blobs.put(bytes);
  const profile: StoredProfile = { kind: 'cpu', service: 'checkout', labels, interval, hash, bytes: bytes.length };
  await database.profileIndex.add([profile]);
  return profile;
}

async function found(from = NOW - 60 * DAY, to = NOW): Promise<readonly StoredProfile[]> {
  return database.profileIndex.find({ kind: 'cpu', selector: { service_name: 'checkout' }, window: { from, to } });
}

describe('keeping house', () => {
  it('removes profiles by age, with their bytes', async () => {
    const [old, young] = [await push(NOW - 15 * DAY), await push(NOW - HOUR)];

    await keep();

    expect(await found()).toEqual([young]);
    expect(await blobs.get(old.hash)).toBeUndefined();
    expect(await blobs.get(young.hash)).toBeDefined();
    expect(counted).toEqual(['removed profiles 1', 'removed blobs 1', 'stored 1']);
  });

  it('removes the oldest while all together take too much', async () => {
    const profiles = [];
    for (let at = 0; at < 250; at++) profiles.push(await push(NOW - HOUR + at * 1_000));
    const each = profiles[0]!.bytes;

    await keep({ profilesBytes: 150 * each });

    const left = await found();
    expect(left).toHaveLength(150);
    expect(left[0]!.interval.from).toBe(profiles[100]!.interval.from);
  });

  it('keeps the bytes that an incident’s evidence names, and those that another profile does', async () => {
    const [proof, shared] = [await push(NOW - 15 * DAY), await push(NOW - 15 * DAY)];
    const file = { name: 'profiles/baseline/001.pprof', hash: proof.hash, mediaType: '', bytes: 1 };
    const evidence = sampleEvidence();
    await database.evidence.keep({ ...evidence, files: [file] });
    const twin = { ...shared, interval: { from: NOW - HOUR, to: NOW - HOUR + 1 } };
    await database.profileIndex.add([twin]);

    await keep();

    expect(await found()).toEqual([twin]);
    expect(await blobs.get(proof.hash)).toBeDefined();
    expect(await blobs.get(shared.hash)).toBeDefined();

    await database.evidence.keep({ ...evidence, files: [] });
    await keep();
    expect(await blobs.get(proof.hash)).toBeUndefined();
  });

  it('keeps bytes that are pushed again just now, and looks at them again in the next round', async () => {
    const bytes = gzipSync('pushed again');
    const { hash } = await push(NOW - 15 * DAY, bytes);
    const justNow = { now: () => Date.now(), sleep: async () => undefined };

    await keep({ profilesMs: 1 }, { clock: justNow });
    expect(await blobs.get(hash)).toBeDefined();

    await keep();
    expect(await blobs.get(hash)).toBeUndefined();
  });

  it('does nothing while another process is at it', async () => {
    await push(NOW - 15 * DAY);
    await database.housekeeping.leases.hold('housekeeping', 'another process', MINUTE);

    expect(await keep()).toBe('busy elsewhere');
    expect(await found()).toHaveLength(1);

    await database.housekeeping.leases.release('housekeeping', 'another process');
    expect(await keep()).toBe('done');
    expect(await found()).toEqual([]);
  });

  it('goes on with the other steps when one fails', async () => {
    const full = new Failure('DISK_FULL', 'no room', { retryable: true });
    await push(NOW - 15 * DAY);
    for (const [at, bytes] of CPU.entries()) await push(NOW - DAY + at * 15_000, bytes);

    await keep({}, { blobs: { ...blobs, put: () => Promise.reject(full) } });

    expect(log.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', fields: expect.objectContaining({ step: 'merge profiles' }) }),
    );
    expect(counted).toContain('removed blobs 1');
    expect(await found()).toHaveLength(3);
  });
});

describe('merging', () => {
  const TOP = Math.floor((NOW - DAY) / HOUR) * HOUR;

  it('makes one profile of those of five minutes, which windows of minutes still find, and drops their bytes', async () => {
    const pushed = [];
    for (const [at, bytes] of CPU.entries()) pushed.push(await push(TOP + 10_000 + at * 15_000, bytes));
    const next = await push(TOP + 5 * MINUTE, CPU[0]);

    await keep();

    const [merged, alone] = await found(TOP, TOP + 6 * MINUTE);
    expect(merged).toMatchObject({ seconds: 45, interval: { from: TOP + 10_000, to: TOP + 55_000 } });
    expect(alone).toEqual(next);
    expect(merged!.bytes).toBeLessThan(pushed.reduce((sum, { bytes }) => sum + bytes, 0));
    expect(await blobs.get(merged!.hash)).toBeDefined();
    // The first is named by the profile that was left alone.
    expect(await Promise.all(pushed.map(async ({ hash }) => (await blobs.get(hash)) !== undefined))).toEqual([
      true,
      false,
      false,
    ]);
    expect(counted).toContain('compacted 3 1');
    counted.length = 0;
    await keep();
    expect(counted).toEqual(['stored 2']);
  });

  it('takes a late push in', async () => {
    await push(TOP, CPU[0]);
    await push(TOP + 15_000, CPU[1]);
    await keep();

    await push(TOP + 30_000, CPU[2]);
    await keep();

    expect(await found(TOP, TOP + 5 * MINUTE)).toMatchObject([{ seconds: 45 }]);
  });

  it('leaves the hours of baselines alone, and makes hours of what lies behind them', async () => {
    const old = TOP - 9 * DAY;
    for (const start of [TOP, old]) {
      await push(start, CPU[0]);
      await push(start + 20 * MINUTE, CPU[1]);
    }

    await keep();

    expect(await found(TOP, TOP + HOUR)).toHaveLength(2);
    expect(await found(old, old + HOUR)).toMatchObject([
      { seconds: 30, interval: { from: old, to: old + 20 * MINUTE + 15_000 } },
    ]);
    expect(await found(old, old + 5 * MINUTE)).toEqual([]);
  });

  it('keeps what cannot be added up as it is', async () => {
    const [cpu, block] = [
      await push(TOP, CPU[0]),
      await push(TOP + 15_000, profileFixture('shop/v1.2.0-1-block.pprof')),
    ];
    const text = await push(TOP + 10 * MINUTE, Buffer.from('a;b 1\n'));
    await database.profileIndex.add([
      {
        ...text,
        interval: { from: TOP + 11 * MINUTE, to: TOP + 12 * MINUTE },
        counts: { unit: 'samples', rateHz: 100 },
      },
    ]);

    await keep();

    expect((await found(TOP, TOP + HOUR)).map(({ hash }) => hash)).toEqual([
      cpu.hash,
      block.hash,
      text.hash,
      text.hash,
    ]);
  });
});

describe('holding blobs against rows', () => {
  it('deletes blobs that nothing names and removes profiles whose bytes are lost, loudly', async () => {
    const [kept, lost] = [await push(NOW - HOUR), await push(NOW - HOUR)];
    blobs.lose(lost.hash);
    const orphan = await blobs.put(Buffer.from('left by a killed process'));

    await keep({}, {}, true);

    expect(await found()).toEqual([kept]);
    expect(await blobs.get(orphan)).toBeUndefined();
    expect(log.lines.filter(({ level }) => level !== 'info')).toMatchObject([
      { level: 'warn', message: 'blobs that nothing names were found and are deleted', fields: { count: 1 } },
      { level: 'error', message: expect.stringContaining('are lost'), fields: { count: 1, such: lost.hash } },
    ]);
  });

  it('believes in a wrong folder sooner than in the loss of everything', async () => {
    for (let at = 0; at < 20; at++) blobs.lose((await push(NOW - HOUR + at)).hash);

    await keep({}, {}, true);

    expect(await found()).toHaveLength(20);
    expect(log.lines).toMatchObject([
      { level: 'error', message: expect.stringContaining('right folder'), fields: { missing: 20 } },
    ]);
  });

  it('does not take what is put at this moment for an orphan', async () => {
    const orphan = await blobs.put(Buffer.from('its row comes in a moment'));
    const justNow = { now: () => Date.now(), sleep: async () => undefined };

    await keep({}, { clock: justNow }, true);

    expect(await blobs.get(orphan)).toBeDefined();
    expect(log.lines).toEqual([]);
  });

  it('counts what a blob really takes', async () => {
    const { hash, bytes } = await push(NOW - HOUR);
    const listed = { hash, diskBytes: bytes / 10, putAt: NOW };

    await keep({}, { blobs: { ...blobs, list: async (shard) => (hash.startsWith(shard) ? [listed] : []) } }, true);

    expect((await database.housekeeping.aging.usage()).bytes).toBeCloseTo(bytes / 10);
  });
});

import { execFile, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectBlobs } from '../../../src/adapters/files/blobs.ts';
import type { KeptBlobs } from '../../../src/pipeline/housekeeping-ports.ts';
import { describeBlobs } from '../../contracts/blobs.ts';
import { fakeBlobs } from '../../support/fake-blobs.ts';
import { quietLog } from '../../support/quiet-log.ts';

const HALF_WRITER = fileURLToPath(new URL('../../support/killed-writer.ts', import.meta.url));

let home: string;
let blobs: KeptBlobs;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'burnscope-blobs-'));
  blobs = await connectBlobs({ folder: join(home, 'contract') }, { log: quietLog() });
});
afterAll(() => rm(home, { recursive: true, force: true }));

describeBlobs('the folder', () => blobs);
const fake = fakeBlobs();
describeBlobs('the fake', () => fake);

describe('blobs on disk', () => {
  it('compresses what is not compressed, and leaves the rest as it came', async () => {
    const folder = join(home, 'sizes');
    const store = await connectBlobs({ folder }, { log: quietLog() });
    const text = Buffer.from('runtime.mallocgc;runtime.gcBgMarkWorker 12\n'.repeat(20_000));
    const zipped = gzipSync(randomBytes(100_000));

    const [textHash, zippedHash] = await Promise.all([store.put(text), store.put(zipped)]);

    const compressed = await stat(join(folder, textHash.slice(0, 2), `${textHash}.zst`));
    expect(compressed.size).toBeLessThan(text.length / 100);
    expect(await readFile(join(folder, zippedHash.slice(0, 2), zippedHash))).toEqual(zipped);
  });

  it('finds after a restart what was put before', async () => {
    const folder = join(home, 'restart');
    const hash = await (await connectBlobs({ folder }, { log: quietLog() })).put(Buffer.from('kept'));

    const store = await connectBlobs({ folder }, { log: quietLog() });

    expect(Buffer.from((await store.get(hash))!).toString()).toBe('kept');
  });

  it.each([
    ['cut short', Buffer.alloc(7, 1)],
    ['emptied', Buffer.alloc(0)],
  ])('reports a file that was %s, answers as if it were gone, and mends it with the next put', async (_, damage) => {
    const folder = join(home, `damaged-${damage.length}`);
    const log = quietLog();
    const store = await connectBlobs({ folder }, { log });
    for (const bytes of [Buffer.from('text '.repeat(100)), gzipSync('zipped')]) {
      const hash = await store.put(bytes);
      const [name] = await readdir(join(folder, hash.slice(0, 2)));
      const path = join(folder, hash.slice(0, 2), name!);
      await writeFile(path, damage);
      log.lines.length = 0;

      expect(await store.get(hash)).toBeUndefined();
      expect(log.lines).toMatchObject([{ level: 'error', fields: { path } }]);

      await store.put(bytes);
      expect(Buffer.compare((await store.get(hash))!, bytes)).toBe(0);
    }
  });

  it('shows no half file of a writer that was killed, and clears away what it left', async () => {
    const folder = join(home, 'killed');
    await mkdir(join(folder, 'incoming'), { recursive: true });
    const child = fork(HALF_WRITER, [folder], { execArgv: [] });
    // Sent when the writer has put one blob and is about to begin with larger ones, all at once.
    const [first] = await once(child, 'message');
    const watcher = watch(join(folder, 'incoming'));
    child.send('go on');
    await once(watcher, 'change');
    child.kill('SIGKILL');
    await once(child, 'exit');
    watcher.close();
    expect(await readdir(join(folder, 'incoming'))).not.toEqual([]);
    const abandoned = join(folder, 'incoming', 'half');
    await writeFile(abandoned, 'half');
    const anHourAgo = new Date(Date.now() - 3_600_000);
    await utimes(abandoned, anHourAgo, anHourAgo);

    const log = quietLog();
    const store = await connectBlobs({ folder }, { log });

    expect(await store.get(String(first))).toBeDefined();
    const shards = (await readdir(folder)).filter((name) => name !== 'incoming');
    for (const shard of shards) {
      for (const name of await readdir(join(folder, shard))) {
        expect(await store.get(name.replace('.zst', ''))).toBeDefined();
      }
    }
    expect(log.lines).toEqual([]);
    expect(await readdir(join(folder, 'incoming'))).not.toContain('half');
  });

  it('does not remove what is put again at that moment', async () => {
    const folder = join(home, 'races');
    const store = await connectBlobs({ folder }, { log: quietLog() });
    const kept = Array.from({ length: 40 }, () => gzipSync(randomBytes(2_000)));
    const hashes = await Promise.all(kept.map((bytes) => store.put(bytes)));
    const races = kept.map(async (bytes, at) => {
      const hash = hashes[at]!;
      const anHourAgo = new Date(Date.now() - 3_600_000);
      await utimes(join(folder, hash.slice(0, 2), hash), anHourAgo, anHourAgo);
      await Promise.all([store.remove(hash, Date.now() - 600_000), store.put(bytes)]);
      return store.get(hash);
    });

    for (const [at, bytes] of (await Promise.all(races)).entries()) {
      expect(Buffer.compare(bytes ?? Buffer.alloc(0), kept[at]!)).toBe(0);
    }
  });

  it('brings back what a killed process was about to remove', async () => {
    const folder = join(home, 'leaving');
    const store = await connectBlobs({ folder }, { log: quietLog() });
    const hash = await store.put(gzipSync('kept'));
    await mkdir(join(folder, 'leaving'));
    await rename(join(folder, hash.slice(0, 2), hash), join(folder, 'leaving', hash));

    const again = await connectBlobs({ folder }, { log: quietLog() });

    expect(await again.get(hash)).toEqual(gzipSync('kept'));
  });

  it('says DISK_FULL and names the folder when no more fits, and leaves nothing half', async () => {
    const folder = join(home, 'full');
    // A limit on file sizes is a full disk that needs no privileges: writes fall short, then fail.
    const { stdout } = await new Promise<{ stdout: string }>((resolve, reject) => {
      const script = `ulimit -f 64; exec "$0" "$1" "$2" full`;
      execFile('bash', ['-c', script, process.execPath, HALF_WRITER, folder], (problem, out) =>
        problem === null ? resolve({ stdout: out }) : reject(problem),
      );
    });

    expect(JSON.parse(stdout)).toEqual({
      code: 'DISK_FULL',
      retryable: true,
      message: `the folder ${folder} has no room to write`,
    });
    expect(await readdir(join(folder, 'incoming'))).toEqual([]);
    expect((await readdir(folder)).filter((name) => name !== 'incoming')).toHaveLength(1);
  });

  it('says DISK_FULL when the folder cannot be made', async () => {
    await mkdir(join(home, 'blocked'));
    const folder = join(home, 'blocked', 'a-file', 'blobs');
    await writeFile(join(home, 'blocked', 'a-file'), '');

    const connecting = connectBlobs({ folder }, { log: quietLog() });

    await expect(connecting).rejects.toMatchObject({ code: 'DISK_FULL' });
    await expect(connecting).rejects.toThrow(folder);
  });
});

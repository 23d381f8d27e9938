import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeptBlobs } from '../../pipeline/housekeeping-ports.ts';
import type { Log } from '../../pipeline/ports.ts';
import { decodeBlob, encodeBlob, encodingOf, HASH, hashOf, type Encoding } from './blob-encoding.ts';
import { codeOf, failing, problemOf } from './file-failure.ts';
import { bringBack, listShard, removeFile } from './removed-blobs.ts';

export interface BlobsSection {
  readonly folder: string;
}

/** A blob is the file `<first two hex digits>/<hash>`, with `.zst` behind it when we compressed it. */
const ENCODINGS: readonly Encoding[] = ['zstd', 'plain'];
/** No write takes so long. */
const ABANDONED_MS = 600_000;

/**
 * Blobs in a folder. A blob appears whole or not at all: it is written and synced under a name in `incoming/`, then
 * renamed; what a killed process left there is removed here.
 */
export async function connectBlobs(section: BlobsSection, tools: { log: Log }): Promise<KeptBlobs> {
  const { folder } = section;
  const incoming = join(folder, 'incoming');
  await failing(folder, async () => {
    await mkdir(incoming, { recursive: true });
    await Promise.all((await readdir(incoming)).map((name) => removeAbandoned(join(incoming, name))));
    await bringBack(folder);
  });

  return {
    async put(bytes) {
      const hash = hashOf(bytes);
      // Its time first: then it is either not deleted any more, or not found (removed-blobs.ts).
      const encoding = encodingOf(bytes);
      const known = await failing(folder, () => touch(pathOf(folder, hash, encoding)));
      if (known && (await read(folder, hash, tools.log)) !== undefined) return hash;

      const stored = await encodeBlob(bytes, encoding);
      const draft = join(incoming, randomUUID());
      await failing(folder, async () => {
        try {
          await writeSynced(draft, stored);
          await moveInto(join(folder, hash.slice(0, 2)), draft, pathOf(folder, hash, encoding));
          await sync(join(folder, hash.slice(0, 2)));
        } catch (cause) {
          await rm(draft, { force: true }).catch(() => undefined);
          throw cause;
        }
      });
      return hash;
    },

    async get(hash) {
      return HASH.test(hash) ? read(folder, hash, tools.log) : undefined;
    },

    list: (shard) => failing(folder, () => listShard(folder, shard)),

    async remove(hash, putBefore) {
      if (!HASH.test(hash)) return true;
      const gone = await failing(folder, () =>
        Promise.all(ENCODINGS.map((encoding) => removeFile(folder, pathOf(folder, hash, encoding), putBefore))),
      );
      return gone.every(Boolean);
    },
  };
}

async function removeAbandoned(draft: string): Promise<void> {
  // A shared folder may hold the drafts of other processes at work.
  const age = await stat(draft)
    .then((file) => Date.now() - file.mtimeMs)
    .catch(() => 0);
  if (age > ABANDONED_MS) await rm(draft, { force: true });
}

/** True when there is such a file; it counts as put now. */
async function touch(path: string): Promise<boolean> {
  const now = new Date();
  try {
    await utimes(path, now, now);
    return true;
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return false;
    throw cause;
  }
}

/** Nearly always the shard is there. */
async function moveInto(shard: string, draft: string, path: string): Promise<void> {
  try {
    await rename(draft, path);
  } catch (cause) {
    if (codeOf(cause) !== 'ENOENT') throw cause;
    await mkdir(shard, { recursive: true });
    await rename(draft, path);
  }
}

/** The bytes, when they are there and still hash to their name. */
async function read(folder: string, hash: string, log: Log): Promise<Uint8Array | undefined> {
  for (const encoding of ENCODINGS) {
    const path = pathOf(folder, hash, encoding);
    try {
      const stored = await readFile(path);
      const bytes = await decodeBlob(stored, encoding);
      if (hashOf(bytes) === hash) return bytes;
      log.error('a stored file was damaged and is ignored', { path, problem: 'its bytes do not match its name' });
    } catch (cause) {
      if (codeOf(cause) === 'ENOENT') continue;
      log.error('a stored file cannot be read and is ignored', { path, problem: problemOf(cause) });
    }
  }
  return undefined;
}

function pathOf(folder: string, hash: string, encoding: Encoding): string {
  return join(folder, hash.slice(0, 2), encoding === 'plain' ? hash : `${hash}.zst`);
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes a rename last through a power cut. */
async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

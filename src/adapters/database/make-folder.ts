import { execFile } from 'node:child_process';
import { readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomUUID } from 'node:crypto';

const PROGRAM = fileURLToPath(new URL('./make-folder-process.ts', import.meta.url));
/** Takes two seconds. */
const TIMEOUT_MS = 120_000;
/** Of what is being made, behind the name of what it will be. */
const DRAFT = '.new-';

/**
 * Makes a new embedded database; the folder must be missing or empty, and locked. In a process of its own: what PostgreSQL takes for making
 * one (400 MB) would stay with ours. It appears whole or not at all; what a killed process left is removed.
 */
export async function makeFolder(folder: string): Promise<void> {
  await removeDrafts(folder);
  const draft = `${folder}${DRAFT}${randomUUID()}`;
  try {
    await run(draft);
    await rename(draft, folder);
  } catch (cause) {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    throw cause;
  }
}

async function removeDrafts(folder: string): Promise<void> {
  const begin = basename(folder) + DRAFT;
  const names = (await readdir(dirname(folder))).filter((name) => name.startsWith(begin));
  for (const name of names) await rm(`${dirname(folder)}/${name}`, { recursive: true, force: true });
}

function run(draft: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // Its input stays open as long as we live.
    execFile(
      process.execPath,
      ['--liftoff-only', PROGRAM, draft],
      { timeout: TIMEOUT_MS, killSignal: 'SIGKILL' },
      (error, _output, complaint) => {
        if (error === null) return resolve();
        const why =
          error.killed === true ? `not done within ${TIMEOUT_MS / 1000} s` : complaint.trim() || error.message;
        reject(new Error(`a new database could not be made: ${why.split('\n').slice(-3).join(' ')}`, { cause: error }));
      },
    );
  });
}

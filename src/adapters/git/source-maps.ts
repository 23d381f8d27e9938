/** Source maps of compiled files that are not in the repository: a folder of them, as a build leaves it. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Larger ones hold everything that a bundler ever met. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Text of the map of a compiled file, `dist/server.js.map` for `/app/dist/server.js`: the longest tail of the file's path that is there
 * counts. Undefined where there is none, or it is too large.
 */
export async function readSourceMap(folder: string, file: string): Promise<string | undefined> {
  const parts = file
    .replace(/^[a-z]+:\/\//i, '')
    .split(/[/\\]/)
    .filter((part) => part !== '' && part !== '.');
  // Names in profiles are whatever somebody pushed.
  if (parts.some((part) => part === '..' || part.includes('\0'))) return undefined;
  for (let from = 0; from < parts.length; from++) {
    const path = `${join(folder, ...parts.slice(from))}.map`;
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() !== true) continue;
    return found.size > MOST_BYTES ? undefined : readFile(path, 'utf8');
  }
  return undefined;
}

import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

export type FileRead =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'left'; readonly why: string };

/** Neither follows a link that was put there since it was listed, nor waits for the writer of a pipe. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** The whole of a plain file; whatever hinders that is said in words. */
export async function readWhole(path: string, most: number): Promise<FileRead> {
  try {
    await using file = await open(path, FLAGS);
    return await readOpen(file, most);
  } catch (error) {
    return { kind: 'left', why: fileTrouble(error) };
  }
}

async function readOpen(file: FileHandle, most: number): Promise<FileRead> {
  const before = await file.stat();
  if (!before.isFile()) return { kind: 'left', why: 'it is no plain file' };
  if (before.size > most) return { kind: 'left', why: `it is larger than ${most >> 20} MB` };
  const bytes = new Uint8Array(before.size);
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  const after = await file.stat();
  const changed = filled < bytes.length || after.size !== before.size || after.mtimeMs !== before.mtimeMs;
  if (changed) return { kind: 'left', why: 'it is still being written' };
  return bytes.length === 0 ? { kind: 'left', why: 'it is empty' } : { kind: 'read', bytes };
}

const TROUBLES: Readonly<Record<string, string>> = {
  EACCES: 'we may not read it',
  EPERM: 'we may not read it',
  ENOENT: 'it is not there',
  ELOOP: 'it is a link',
  EISDIR: 'it is a folder',
  ENOTDIR: 'it is no folder',
  EMFILE: 'too many files are open',
};

/** https://nodejs.org/api/errors.html#common-system-errors */
export function fileTrouble(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return TROUBLES[code] ?? (code || String(error));
}

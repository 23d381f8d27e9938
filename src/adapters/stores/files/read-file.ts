import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

export type FileRead =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'left'; readonly why: string };

/** Neither follows a link that was put there since it was listed, nor waits for the writer of a pipe. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

export interface ListedFile {
  readonly path: string;
  /** As it was when it was listed. */
  readonly bytes: number;
  readonly changedAt: number;
}

/** The whole of a plain file that has not changed since it was listed; whatever hinders that is said in words. */
export async function readWhole(listed: ListedFile): Promise<FileRead> {
  try {
    await using file = await open(listed.path, FLAGS);
    return await readOpen(file, listed);
  } catch (error) {
    return { kind: 'left', why: fileTrouble(error) };
  }
}

async function readOpen(file: FileHandle, listed: ListedFile): Promise<FileRead> {
  const unchanged = async () => {
    const facts = await file.stat();
    return facts.isFile() && facts.size === listed.bytes && facts.mtimeMs === listed.changedAt;
  };
  const bytes = new Uint8Array(listed.bytes);
  let filled = 0;
  if (await unchanged()) {
    for (let read = -1; read !== 0 && filled < bytes.length; filled += read)
      read = (await file.read(bytes, filled, bytes.length - filled, filled)).bytesRead;
  }
  if (filled < bytes.length || !(await unchanged())) return { kind: 'left', why: 'it is still being written' };
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

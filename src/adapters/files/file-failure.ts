import { Failure } from '../../core/failure.ts';

const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EFBIG']);

/** Runs work on a folder; what the file system refuses becomes DISK_FULL with the folder's name. */
export async function failing<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const problem = NO_ROOM.has(codeOf(cause)) ? 'has no room to write' : `cannot be written (${problemOf(cause)})`;
    throw new Failure('DISK_FULL', `the folder ${folder} ${problem}`, { retryable: true, cause });
  }
}

/** Such as ENOENT; empty for what is no error of the system. */
export function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}

export function problemOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

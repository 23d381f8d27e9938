import { runGit } from '../adapters/git/run-git.ts';

const TIMEOUT_MS = 10_000;
/** In a container the work copy is another user's. Who named the folder trusts it, and nothing of it is run. */
const TRUSTED = { 'safe.directory': '*' };

/**
 * What names mean in a work copy, as full hashes: HEAD, also a detached one, its branches, and what it knows of its origin's.
 * A mirror of it knows only some of them, and has a HEAD of its own. Undefined where the work copy knows no such commit either.
 */
export function localCommits(
  folder: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly (string | undefined)[]> {
  return Promise.all(
    names.map(async (name) => {
      const question = ['-C', folder, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
      const { stdout, code } = await runGit(
        question,
        { timeoutMs: TIMEOUT_MS, codes: [0, 1, 128], settings: TRUSTED },
        signal,
      );
      const hash = stdout.toString('utf8').trim();
      return code === 0 && /^[0-9a-f]{40,64}$/.test(hash) ? hash : undefined;
    }),
  );
}

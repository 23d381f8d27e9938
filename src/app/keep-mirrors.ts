import type { MirroringRepositories } from '../adapters/git/repositories.ts';

export interface Mirrors {
  /** Clones what these repositories lack, in the background; what was being cloned for others is let go of. */
  follow(repositories: MirroringRepositories): void;
  stop(): Promise<void>;
}

/** One round of clones at a time, whatever is reloaded meanwhile. */
export function keepMirrors(): Mirrors {
  let current = new AbortController();
  let done: Promise<void> = Promise.resolve();
  let stopped = false;
  return {
    follow(repositories) {
      if (stopped) return;
      current.abort();
      current = new AbortController();
      const { signal } = current;
      done = done.then(() => repositories.mirrorAll(signal));
    },
    async stop() {
      stopped = true;
      current.abort();
      await done;
    },
  };
}

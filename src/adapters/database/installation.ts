import type { Executor } from './engine.ts';

/** What all replicas of one installation share. */
export interface Installation {
  /** The secret that signs links: of those ever proposed the first one. */
  linkSecret(proposed: string): Promise<string>;
}

export function connectInstallation(executor: Executor): Installation {
  return {
    async linkSecret(proposed) {
      await executor.query('insert into burnscope.installation (link_secret) values ($1) on conflict do nothing', [
        proposed,
      ]);
      const [row] = await executor.query('select link_secret from burnscope.installation', []);
      return String(row?.['link_secret']);
    },
  };
}

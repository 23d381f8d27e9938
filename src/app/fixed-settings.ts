import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../config/schema.ts';

export interface Kept {
  /** As wanted, but with the running value of everything that cannot be changed in a running service. */
  readonly config: Config;
  /** A sentence for each setting that would need a restart. */
  readonly restart: readonly string[];
}

/** A socket, a folder, a database and pools of workers are opened once; everything else may change at any time. */
export function keepFixed(running: Config, wanted: Config): Kept {
  const fixed: readonly (readonly [string, unknown, unknown])[] = [
    ['web.listen_address', running.web.listen_address, wanted.web.listen_address],
    ['storage.path', running.storage.path, wanted.storage.path],
    ['storage.s3', running.storage.s3, wanted.storage.s3],
    ['database.url_file', running.database.url_file, wanted.database.url_file],
    ['database.investigations', running.database.investigations, wanted.database.investigations],
    ['investigation.workers', running.investigation.workers, wanted.investigation.workers],
  ];
  return {
    config: {
      ...wanted,
      web: { ...wanted.web, listen_address: running.web.listen_address },
      storage: { ...wanted.storage, path: running.storage.path, s3: running.storage.s3 },
      database: running.database,
      investigation: { ...wanted.investigation, workers: running.investigation.workers },
    },
    restart: fixed
      .filter(([, before, after]) => !isDeepStrictEqual(before, after))
      .map(([name, before, after]) => `${name} stays ${show(before)}: ${show(after)} needs a restart`),
  };
}

function show(setting: unknown): string {
  return setting === undefined ? 'unset' : JSON.stringify(setting);
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabasePlace } from '../adapters/database/connect-database.ts';
import { connectBlobs } from '../adapters/files/blobs.ts';
import { connectS3Blobs } from '../adapters/files/s3-blobs.ts';
import type { Config } from '../config/schema.ts';
import type { KeptBlobs } from '../pipeline/housekeeping-ports.ts';
import type { Log } from '../pipeline/ports.ts';

/** `url` is that of the environment, which wins over the configuration's. */
export function databasePlace(config: Config, url: string | undefined): DatabasePlace {
  const file = config.database.url_file;
  const address = url ?? (file === undefined ? undefined : readFileSync(file, 'utf8').trim());
  if (address !== undefined && address !== '') return { kind: 'postgres', url: address };
  return { kind: 'embedded', folder: join(config.storage.path, 'database') };
}

export function openBlobs({ storage: { path, s3 } }: Config, log: Log): Promise<KeptBlobs> {
  return s3 === undefined ? connectBlobs({ folder: join(path, 'blobs') }, { log }) : connectS3Blobs(s3, { log });
}

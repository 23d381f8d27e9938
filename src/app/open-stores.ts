import { mkdirSync } from 'node:fs';
import { systemClock } from '../adapters/clock.ts';
import { connectCompute } from '../adapters/compute/compute.ts';
import { connectSummer } from '../adapters/compute/summer.ts';
import { connectDatabase, type OpenDatabase } from '../adapters/database/connect-database.ts';
import type { Config } from '../config/schema.ts';
import type { Compute, Log, ProfileStore } from '../pipeline/ports.ts';
import { readSecret } from './connect-generation.ts';
import { connectSources } from './connect-sources.ts';
import { connectStores, type StoreTools } from './connect-stores.ts';
import { databasePlace, openBlobs } from './open-storage.ts';
import { attempts } from './unconnected.ts';

/** A person waits for it, and may stop it. */
const BUDGET_MS = 60_000;

export interface OpenStores {
  readonly stores: readonly ProfileStore[];
  readonly compute: Compute;
  close(): Promise<void>;
}

/** The stores of a configuration without the service around them, which may be running beside. */
export async function openStores(
  config: Config,
  log: Log,
  databaseUrl = process.env['DATABASE_URL'],
): Promise<OpenStores> {
  const clock = systemClock;
  mkdirSync(config.storage.path, { recursive: true });
  // Only for the embedded store: its folder belongs to one process at a time.
  let opening: Promise<OpenDatabase> | undefined;
  const database = () => (opening ??= connectDatabase(databasePlace(config, databaseUrl), { log, clock }));
  const profileIndex: StoreTools['profileIndex'] = {
    find: async (query) => (await database()).profileIndex.find(query),
    newest: async (query) => (await database()).profileIndex.newest(query),
  };
  const compute = connectCompute({ workers: 1 });
  const sums = connectSummer();
  const close = async () => {
    await opening?.then((opened) => opened.close()).catch(() => undefined);
    await compute.close();
    await sums.close();
  };
  try {
    const { attempt, settle } = attempts();
    const blobs = await openBlobs(config, log);
    const tools: StoreTools = {
      profileIndex,
      blobs,
      clock,
      compute,
      sums,
      readFile: readSecret,
      budgetMs: BUDGET_MS,
      metrics: connectSources(config, readSecret).named,
      // Recordings are kept by the service alone, whose database it is.
      keep: async () => undefined,
    };
    const stores = connectStores(config, tools, attempt);
    settle();
    return { stores, compute, close };
  } catch (error) {
    await close();
    throw error;
  }
}

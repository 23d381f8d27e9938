import { ALL_IDLE } from '../../src/core/profile/idle-names.ts';
import { readBurnPairs } from '../../src/adapters/metrics/burn-expression.ts';
import { readRatio } from '../../src/adapters/metrics/read-ratio.ts';
import type { World } from '../../src/pipeline/world.ts';
import { fakeBlobs } from './fake-blobs.ts';
import { fakeChat } from './fake-chat.ts';
import { fakeCompute } from './fake-compute.ts';
import { fakeDatabase } from './fake-database.ts';
import { fakeDeploys } from './fake-deploys.ts';
import { noRepositories } from './no-repositories.ts';
import { fakeMeter } from './fake-meter.ts';
import { fakeProfileStore } from './fake-profile-store.ts';
import { quietLog } from './quiet-log.ts';
import { NOON } from './sample-incident.ts';

/** A world in which everything works and nothing is there; tests replace what they are about. */
export function fakeWorld(changes: Partial<World> = {}) {
  const database = fakeDatabase();
  const chat = fakeChat('oncall');
  const log = quietLog();
  const meter = fakeMeter();
  const world: World = {
    ledger: database.ledger,
    incidents: database.incidents,
    evidence: database.evidence,
    posts: database.posts,
    blobs: fakeBlobs(),
    stores: [fakeProfileStore([])],
    metricsFor: () => undefined,
    expressions: { burnPairs: readBurnPairs, readRatio },
    compute: fakeCompute(),
    deploys: fakeDeploys([]),
    repositories: noRepositories(),
    chats: new Map([['oncall', chat]]),
    links: { sign: (path) => `https://burn.example${path}?signed`, verify: () => 'good' },
    clock: { now: () => NOON + 60_000, sleep: async () => undefined },
    log,
    meter,
    deadlineMs: 10_000,
    idle: ALL_IDLE,
    ...changes,
  };
  return { world, database, chat, log, meter };
}

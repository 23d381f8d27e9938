import type { ReportedDeploy } from '../../src/core/deploy/deploy.ts';
import { planService } from '../../src/core/alert/plan-service.ts';
import { mappingOf } from '../../src/config/mapping.ts';
import { parseConfig } from '../../src/config/load-config.ts';
import { checkDeploy } from '../../src/pipeline/check-deploy.ts';
import type { DeployRow, VerdictSink } from '../../src/pipeline/deploy-ports.ts';
import type { DeployWorld } from '../../src/pipeline/deploy-world.ts';
import type { ProfileBlock, ProfileStore } from '../../src/pipeline/ports.ts';
import type { DeployCheck } from '../../src/core/deploy/deploy-check.ts';
import { fakeDeployRecords, type FakeDeployRecords } from './fake-deploy-records.ts';
import { fakeProfileStore } from './fake-profile-store.ts';
import { fakeWorld } from './fake-world.ts';
import { NOON } from './sample-incident.ts';

const MINUTE = 60_000;
const CONFIG = 'channels: [{ name: oncall, type: inbox }]\ndefaults: { profiles: [cpu, block, mutex] }\n';

/** Remembers what it was told. */
export function fakeVerdictSink(name = 'ci', failure?: Error) {
  const told: { readonly row: DeployRow; readonly check: DeployCheck; readonly page: string }[] = [];
  const sink: VerdictSink = {
    name,
    async tell(row, check, page) {
      if (failure !== undefined) throw failure;
      told.push({ row, check, page });
    },
  };
  return { sink, told };
}

/** A world of deploys whose clock the test moves: jobs run when `runUntil` comes to their time. */
export function fakeDeployWorld(
  changes: Partial<DeployWorld> & {
    readonly blocks?: readonly ProfileBlock[];
    readonly now?: number;
    readonly config?: string;
  } = {},
) {
  const { blocks = [], now: begin = NOON, config = CONFIG, ...rest } = changes;
  let now = begin;
  let store: ProfileStore = fakeProfileStore(blocks, { name: 'main' });
  const jobs = new Map<string, number>();
  const records: FakeDeployRecords = fakeDeployRecords({ now: () => now, enqueue: (key) => void jobs.set(key, now) });
  const mapping = mappingOf(parseConfig(config, 'burnscope.yaml'));
  const { sink, told } = fakeVerdictSink();
  const refreshed: string[] = [];
  const made = fakeWorld({
    clock: { now: () => now, sleep: async () => undefined },
    stores: [{ name: 'main', fetch: (...question: Parameters<ProfileStore['fetch']>) => store.fetch(...question) }],
  });
  const world: DeployWorld = {
    ...made.world,
    deployRecords: records,
    deploys: { between: (service, window) => records.between(service, window) },
    deployQueue: { enqueue: async (key, at) => void jobs.set(key, at) },
    checkedSubjects: records.subjects,
    repositories: { ...made.world.repositories, refresh: async (service) => void refreshed.push(service) },
    sinks: [sink],
    planService: (service, about) => planService(service, about, mapping),
    deployRules: [],
    checks: { warmUp: 2 * MINUTE, giveUpAfter: 6 * 60 * MINUTE, tell: 'sure' },
    ...rest,
  };
  return {
    ...made,
    world,
    records,
    jobs,
    told,
    refreshed,
    now: () => now,
    lines: () =>
      made.chat.posts().map(({ report }) => report.lines.map((line) => line.map(({ text }) => text).join(''))),
    headline: () => made.chat.posts()[0]?.report.headline,
    check: async (key: string) => (await records.get(key))?.check,
    /** What the store holds from now on. */
    holds: (next: readonly ProfileBlock[] | ProfileStore) => {
      store = 'fetch' in next ? next : fakeProfileStore(next, { name: 'main' });
    },
    report: async (deploy: ReportedDeploy, at = now) => {
      now = at;
      const [key] = await records.record([deploy], () => true);
      return key!;
    },
    /** Runs the job of a deploy now, whether it is due or not. */
    run: (key: string, at = now) => {
      now = at;
      jobs.delete(key);
      return checkDeploy(key, world, new AbortController().signal);
    },
    /** Runs every job whose time comes until then. */
    runUntil: async (end: number) => {
      for (;;) {
        const [next] = [...jobs].filter(([, at]) => at <= end).toSorted(([, a], [, b]) => a - b);
        if (next === undefined) break;
        now = Math.max(now, next[1]);
        jobs.delete(next[0]);
        await checkDeploy(next[0], world, new AbortController().signal);
      }
      now = Math.max(now, end);
    },
  };
}

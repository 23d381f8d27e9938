import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { completeDeploy, isOver } from '../../core/deploy/complete-deploy.ts';
import type { DeployCheck } from '../../core/deploy/deploy-check.ts';
import type { ReportedDeploy } from '../../core/deploy/deploy.ts';
import type { Instant } from '../../core/instant.ts';
import { deployKey } from './deploy-key.ts';
import type { DeployJobs } from './deploy-queue.ts';
import type { Executor } from './engine.ts';
import { fromJson, lookupKey, toJson } from './storable.ts';

type WantsCheck = (deploy: ReportedDeploy) => boolean;

interface NewRow {
  readonly key: string;
  readonly deploy: ReportedDeploy;
  /** The id of the job that will look at it. */
  readonly job?: string;
}

/** Within one transaction, and in few statements: a sender may tell of a thousand deploys at once. Answers with new keys. */
export async function recordDeploys(
  executor: Executor,
  deploys: readonly ReportedDeploy[],
  wantsCheck: WantsCheck,
  jobs: DeployJobs,
  now: Instant,
): Promise<readonly string[]> {
  // In the order of their keys: two commits that tell of the same deploys cannot wait for each other.
  const rows = [...together(deploys)]
    .map(([key, deploy]): NewRow => ({ key, deploy, ...(wantsCheck(deploy) ? { job: randomUUID() } : {}) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const added = await add(executor, rows, now);
  await jobs.add(
    executor,
    rows.flatMap(({ key, deploy, job }) =>
      job !== undefined && added.has(key) ? [{ id: job, key, service: lookupKey(deploy.service) }] : [],
    ),
  );
  await complete(
    executor,
    rows.filter(({ key }) => !added.has(key)),
    wantsCheck,
    jobs,
    now,
  );
  return [...added];
}

/** A sender may tell the same deploy twice in one breath. */
function together(deploys: readonly ReportedDeploy[]): ReadonlyMap<string, ReportedDeploy> {
  const byKey = new Map<string, ReportedDeploy>();
  for (const deploy of deploys) {
    const key = deployKey(deploy);
    const known = byKey.get(key);
    byKey.set(key, known === undefined ? deploy : completeDeploy(known, deploy));
  }
  return byKey;
}

function waiting(dueAt: Instant): DeployCheck {
  return { state: 'waiting', attempts: 0, dueAt, note: 'Waits for its turn.', findings: [], told: [] };
}

/** Those that are not there yet, nor just being added by another process. */
async function add(executor: Executor, rows: readonly NewRow[], now: Instant): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set();
  const check = toJson(waiting(now));
  const added = await executor.query(
    `insert into burnscope.deploy (key, service, kind, started_at, at, body, check_body, job, seen_at)
     select key, service, kind, started_at, at, body::jsonb, check_body::jsonb, job, $9::double precision
       from unnest($1::text[], $2::text[], $3::text[], $4::float8[], $5::float8[], $6::text[], $7::text[], $8::text[])
         as given (key, service, kind, started_at, at, body, check_body, job)
     on conflict do nothing returning key`,
    [
      ...columnsOf(rows),
      rows.map(({ job }) => (job === undefined ? null : check)),
      rows.map(({ job }) => job ?? null),
      now,
    ],
  );
  return new Set(added.map((row) => String(row['key'])));
}

/** What was known is completed, and is looked at when it wants that only now, or when its rollout has just ended. */
async function complete(
  executor: Executor,
  told: readonly NewRow[],
  wantsCheck: WantsCheck,
  jobs: DeployJobs,
  now: Instant,
): Promise<void> {
  if (told.length === 0) return;
  const rows = await executor.query(
    `select key, body::text as body, check_body::text as check_body
       from burnscope.deploy where key = any($1::text[]) order by key for update`,
    [told.map(({ key }) => key)],
  );
  const news = new Map(told.map(({ key, deploy }) => [key, deploy]));
  const changed = rows.flatMap((row) => {
    const key = String(row['key']);
    const known = fromJson<ReportedDeploy>(row['body']);
    const check = row['check_body'] === null ? undefined : fromJson<DeployCheck>(row['check_body']);
    const deploy = completeDeploy(known, news.get(key)!);
    const isDue =
      check === undefined ? wantsCheck(deploy) : check.state === 'waiting' && isOver(deploy) !== isOver(known);
    if (!isDue && isDeepStrictEqual(deploy, known)) return [];
    return [{ key, deploy, ...(isDue ? { check: { ...(check ?? waiting(now)), dueAt: now } } : {}) }];
  });
  if (changed.length === 0) return;
  await executor.query(
    `update burnscope.deploy
        set service = given.service, kind = given.kind, started_at = given.started_at, at = given.at,
            body = given.body::jsonb, check_body = coalesce(given.check_body::jsonb, deploy.check_body)
       from unnest($1::text[], $2::text[], $3::text[], $4::float8[], $5::float8[], $6::text[], $7::text[])
         as given (key, service, kind, started_at, at, body, check_body)
      where deploy.key = given.key`,
    [...columnsOf(changed), changed.map(({ check }) => (check === undefined ? null : toJson(check)))],
  );
  for (const { key, check } of changed) if (check !== undefined) await jobs.enqueue(executor, key);
}

/** Column by column. */
function columnsOf(rows: readonly Pick<NewRow, 'key' | 'deploy'>[]): readonly unknown[] {
  return [
    rows.map(({ key }) => key),
    rows.map(({ deploy }) => lookupKey(deploy.service)),
    rows.map(({ deploy }) => deploy.kind ?? 'version'),
    rows.map(({ deploy: { startedAt, at } }) => Math.min(startedAt ?? at, at)),
    rows.map(({ deploy }) => deploy.at),
    rows.map(({ deploy }) => toJson(deploy)),
  ];
}

import { isDeepStrictEqual } from 'node:util';
import { completeDeploy, isOver } from '../../core/deploy/complete-deploy.ts';
import type { DeployCheck } from '../../core/deploy/deploy-check.ts';
import type { ReportedDeploy } from '../../core/deploy/deploy.ts';
import type { DeployRecords, DeployRow } from '../../pipeline/deploy-ports.ts';
import type { Clock } from '../../pipeline/ports.ts';
import { deployKey } from './deploy-key.ts';
import type { DeployJobs } from './deploy-queue.ts';
import type { Engine, Executor } from './engine.ts';
import { fromJson, lookupKey, toJson } from './storable.ts';

const COLUMNS = 'key, seen_at, body::text as body, check_body::text as check_body';
/** More than anybody reads of one window. */
const MOST_BETWEEN = 200;

export function connectDeployRecords(engine: Engine, jobs: DeployJobs, clock: Clock): DeployRecords {
  return {
    record: (deploys, wantsCheck) =>
      engine.transaction(async (executor) => {
        const added: string[] = [];
        // In the order of their keys: two commits that tell of the same deploys cannot wait for each other.
        for (const [key, told] of [...together(deploys)].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
          const now = clock.now();
          if (await add(executor, key, told, now)) added.push(key);
          const { deploy: known, check } = await held(executor, key);
          const deploy = completeDeploy(known, told);
          if (!isDeepStrictEqual(deploy, known)) await save(executor, key, deploy);
          const isDue =
            check === undefined ? wantsCheck(deploy) : check.state === 'waiting' && isOver(deploy) !== isOver(known);
          if (!isDue) continue;
          await saveCheck(executor, key, { ...(check ?? FIRST), dueAt: now });
          await jobs.enqueue(executor, key);
        }
        return added;
      }),
    async get(key) {
      const [row] = await engine.query(`select ${COLUMNS} from burnscope.deploy where key = $1`, [lookupKey(key)]);
      return row && rowOf(row);
    },
    async list({ service, outcome, kind, before, behind, limit }) {
      const rows = await engine.query(
        `select ${COLUMNS} from burnscope.deploy
          where ($1::text is null or service = $1) and ($2::text is null or outcome = $2)
            and ($3::text is null or kind = $3)
            and ($4::double precision is null or at < $4 or (at = $4 and key < $5::text))
          order by at desc, key desc limit $6::int`,
        [
          service === undefined ? null : lookupKey(service),
          outcome ?? null,
          kind ?? null,
          before ?? null,
          behind === undefined ? null : lookupKey(behind),
          limit,
        ],
      );
      return rows.map(rowOf);
    },
    async between(service, { from, to }) {
      const rows = await engine.query(
        `select body::text as body from burnscope.deploy
          where service = $1 and at >= $2::double precision and started_at <= $3::double precision
          order by at desc, key desc limit ${MOST_BETWEEN}`,
        [lookupKey(service), from, to],
      );
      return rows.map((row) => fromJson<ReportedDeploy>(row['body'])).toReversed();
    },
    async newestChecked(limit) {
      const rows = await engine.query(
        `select * from (
           select distinct on (service) ${COLUMNS}, at from burnscope.deploy
            where outcome is not null order by service, at desc, key desc
         ) as newest order by at desc, key desc limit $1::int`,
        [limit],
      );
      return rows.map(rowOf).flatMap((row) => (row.check === undefined ? [] : [{ ...row, check: row.check }]));
    },
    async saveCheck(key, check) {
      if (await saveCheck(engine, lookupKey(key), check)) return;
      throw new Error(`deploy ${key} must be recorded before its check is saved`);
    },
    async removeOld(before) {
      return removeOld(engine, before);
    },
  };
}

const FIRST: DeployCheck = { state: 'waiting', attempts: 0, note: 'Waits for its turn.', findings: [], told: [] };

/** The embedded database answers in the thread that serves the doors: so many rows take some milliseconds. */
const REMOVED_AT_ONCE = 20;

async function removeOld(executor: Executor, before: number): Promise<number> {
  const [row] = await executor.query(
    `with old as (
       select key from burnscope.deploy
        where at < $1::double precision and seen_at < $1::double precision order by at limit ${REMOVED_AT_ONCE}
     ), subjects as (
       delete from burnscope.checked_subject where key in (select key from old)
     ), evidence as (
       delete from burnscope.evidence where incident_id in (select key from old)
     ), files as (
       delete from burnscope.evidence_blob where incident_id in (select key from old) returning hash
     ), let_go as (
       insert into burnscope.unnamed_blob (hash) select distinct hash from files order by 1 on conflict do nothing
     ), posts as (
       delete from burnscope.post where incident_id in (select key from old)
     ), gone as (
       delete from burnscope.deploy where key in (select key from old) returning key
     )
     select count(*)::int as removed from gone`,
    [before],
  );
  return Number(row?.['removed']);
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

/** False when it is there already, also when another process is just adding it. */
async function add(executor: Executor, key: string, deploy: ReportedDeploy, seenAt: number): Promise<boolean> {
  const rows = await executor.query(
    `insert into burnscope.deploy (key, service, kind, started_at, at, seen_at, body)
       values ($1, $2, $3, $4, $5, $6, $7::jsonb) on conflict do nothing returning key`,
    [key, ...columnsOf(deploy), seenAt, toJson(deploy)],
  );
  return rows.length > 0;
}

/** Until the commit nobody else changes it. */
async function held(executor: Executor, key: string): Promise<DeployRow> {
  const [row] = await executor.query(`select ${COLUMNS} from burnscope.deploy where key = $1 for update`, [key]);
  return rowOf(row!);
}

async function save(executor: Executor, key: string, deploy: ReportedDeploy): Promise<void> {
  await executor.query(
    `update burnscope.deploy set service = $2, kind = $3, started_at = $4, at = $5, body = $6::jsonb where key = $1`,
    [key, ...columnsOf(deploy), toJson(deploy)],
  );
}

function columnsOf({ service, kind = 'version', startedAt, at }: ReportedDeploy): readonly unknown[] {
  return [lookupKey(service), kind, Math.min(startedAt ?? at, at), at];
}

async function saveCheck(executor: Executor, key: string, check: DeployCheck): Promise<boolean> {
  const rows = await executor.query(
    'update burnscope.deploy set check_body = $2::jsonb, outcome = $3 where key = $1 returning key',
    [key, toJson(check), check.outcome ?? null],
  );
  return rows.length > 0;
}

function rowOf(row: Readonly<Record<string, unknown>>): DeployRow {
  return {
    key: String(row['key']),
    deploy: fromJson<ReportedDeploy>(row['body']),
    seenAt: Number(row['seen_at']),
    ...(row['check_body'] === null ? {} : { check: fromJson<DeployCheck>(row['check_body']) }),
  };
}

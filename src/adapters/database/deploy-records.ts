import type { DeployCheck } from '../../core/deploy/deploy-check.ts';
import type { ReportedDeploy } from '../../core/deploy/deploy.ts';
import type { DeployRecords, DeployRow } from '../../pipeline/deploy-ports.ts';
import type { Clock } from '../../pipeline/ports.ts';
import type { DeployJobs } from './deploy-queue.ts';
import type { Engine, Executor } from './engine.ts';
import { recordDeploys } from './record-deploys.ts';
import { fromJson, lookupKey, toJson } from './storable.ts';

const COLUMNS = 'key, seen_at, body::text as body, check_body::text as check_body';
/** More than anybody reads of one window. */
const MOST_BETWEEN = 200;

export function connectDeployRecords(engine: Engine, jobs: DeployJobs, clock: Clock): DeployRecords {
  return {
    record: (deploys, wantsCheck) =>
      engine.transaction((executor) => recordDeploys(executor, deploys, wantsCheck, jobs, clock.now())),
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
      const saved = await engine.query(
        'update burnscope.deploy set check_body = $2::jsonb, outcome = $3 where key = $1 returning key',
        [lookupKey(key), toJson(check), check.outcome ?? null],
      );
      if (saved.length === 0) throw new Error(`deploy ${key} must be recorded before its check is saved`);
    },
    async removeOld(before) {
      return removeOld(engine, before);
    },
  };
}

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

function rowOf(row: Readonly<Record<string, unknown>>): DeployRow {
  return {
    key: String(row['key']),
    deploy: fromJson<ReportedDeploy>(row['body']),
    seenAt: Number(row['seen_at']),
    ...(row['check_body'] === null ? {} : { check: fromJson<DeployCheck>(row['check_body']) }),
  };
}

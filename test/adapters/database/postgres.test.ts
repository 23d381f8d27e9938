import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectDatabase } from '../../../src/adapters/database/connect-database.ts';
import type { Database } from '../../../src/adapters/database/connect-database.ts';
import { describeDatabase } from '../../contracts/database.ts';
import { QUICK } from '../../contracts/quick.ts';
import { startPostgres } from '../../support/postgres.ts';
import type { TestPostgres } from '../../support/postgres.ts';
import { quietLog } from '../../support/quiet-log.ts';
import { sampleDeploy } from '../../support/sample-deploy.ts';
import { sampleAlert, sampleIncident, NOON } from '../../support/sample-incident.ts';

let server: TestPostgres;
let url: string;
let database: Database;

beforeAll(async () => {
  server = await startPostgres();
  url = await server.createDatabase();
  database = await open(url);
});
afterAll(async () => {
  await database.close();
  await server.stop();
});

function open(at: string): Promise<Database> {
  return connectDatabase({ kind: 'postgres', url: at, ...QUICK }, { log: quietLog(), clock: Date });
}

async function sql(text: string, parameters: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text, parameters)).rows;
  } finally {
    await client.end();
  }
}

describeDatabase('PostgreSQL', () => database);

describe('several processes on one PostgreSQL', () => {
  it('migrates once when they start at the same time on an empty database', async () => {
    const empty = await server.createDatabase();

    const databases = await Promise.all([open(empty), open(empty), open(empty)]);

    const incident = sampleIncident();
    await databases[0].incidents.save(incident);
    expect(await databases[2].incidents.get(incident.id)).toEqual(incident);
    await Promise.all(databases.map((one) => one.close()));
  });

  it('opens one incident and investigates it once, whichever of them is told', async () => {
    const other = await open(url);
    const { service } = sampleIncident();
    const ran: string[] = [];
    const handled = Promise.withResolvers<void>();
    await Promise.all(
      [database, other].map((one) =>
        one.queue.start(async (id) => {
          ran.push(id);
          if ((await one.incidents.get(id))?.service === service) handled.resolve();
        }),
      ),
    );

    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? database : other).ledger.commit(async (entry) => {
          const incident = (await entry.latestIncident(service)) ?? sampleIncident({ service });
          await entry.saveIncident(incident);
          await entry.enqueueInvestigation(incident.id);
        }),
      ),
    );
    await handled.promise;
    await other.close();
    await database.queue.stop();

    const opened = await database.incidents.list({ service, limit: 5 });
    expect(opened).toHaveLength(1);
    expect(ran.filter((id) => id === opened[0]!.id)).toHaveLength(1);
  });

  it('picks up the job of a process that was killed, and leaves the job of a living one', async () => {
    const { service } = sampleIncident();
    const incidents = [sampleIncident({ service }), sampleIncident()];
    for (const incident of incidents) {
      await database.ledger.commit(async (entry) => {
        await entry.saveIncident(incident);
        await entry.enqueueInvestigation(incident.id);
      });
    }
    // As a killed process leaves its job, and as a living one holds it.
    const claim = `update burnscope_queue.job set state = 'active', started_on = now(), heartbeat_on = now() - $2::interval
                    where data ->> 'incidentId' = $1`;
    await sql(claim, [incidents[0]!.id, '1 minute']);
    await sql(claim, [incidents[1]!.id, '0']);
    await sql('update burnscope_queue.queue set monitor_claim_on = null, monitor_on = null');

    const ran: string[] = [];
    const handled = Promise.withResolvers<void>();
    await database.queue.start(async (id) => {
      ran.push(id);
      if (id === incidents[0]!.id) handled.resolve();
    });
    await handled.promise;
    await database.queue.stop();

    expect(ran).not.toContain(incidents[1]!.id);
  });
});

describe('looks at deploys by several processes', () => {
  it('come once for a deploy that all of them are told of, and go on where one was killed', async () => {
    const other = await open(url);
    const deploy = sampleDeploy();
    const doomed = sampleDeploy();
    const [killed] = await database.deployRecords.record([doomed], () => true);
    // As a killed process leaves its job.
    await sql(
      `update burnscope_queue.job set state = 'active', started_on = now(), heartbeat_on = now() - interval '1 minute'
        where data ->> 'key' = $1`,
      [killed],
    );
    await sql('update burnscope_queue.queue set monitor_claim_on = null, monitor_on = null');
    const looks: string[] = [];
    const both = Promise.withResolvers<void>();
    const told = await Promise.all([
      ...Array.from({ length: 10 }, () => database.deployRecords.record([deploy], () => true)),
      ...Array.from({ length: 10 }, () => other.deployRecords.record([deploy], () => true)),
    ]);

    await Promise.all(
      [database, other].map((one) =>
        one.deployQueue.start(async (key) => {
          looks.push(key);
          if (told.flat().every((wanted) => looks.includes(wanted)) && looks.includes(killed!)) both.resolve();
        }),
      ),
    );
    await both.promise;
    await other.close();
    await database.deployQueue.stop();

    expect(told.flat()).toHaveLength(1);
    const wanted = [killed!, ...told.flat()];
    // Other tests leave jobs, too.
    expect(looks.filter((key) => wanted.includes(key)).toSorted()).toEqual(wanted.toSorted());
  });
});

describe('PostgreSQL in trouble', () => {
  it('survives the loss of the server: says so in few words, and can still be closed', async () => {
    const doomed = await startPostgres();
    const log = quietLog();
    const place = { kind: 'postgres', url: await doomed.createDatabase() } as const;
    const orphan = await connectDatabase(place, { log, clock: Date });
    await orphan.queue.start(async () => undefined);

    await doomed.stop();

    const unavailable = { code: 'DATABASE_UNAVAILABLE', retryable: true };
    await expect(orphan.ledger.commit((entry) => entry.saveIncident(sampleIncident()))).rejects.toMatchObject(
      unavailable,
    );
    await expect(orphan.ping(AbortSignal.timeout(5_000))).rejects.toMatchObject(unavailable);
    await expect(orphan.queue.depth()).rejects.toMatchObject(unavailable);
    await orphan.close();
    expect(log.lines.filter((line) => line.message === 'queue trouble')).toHaveLength(1);
  });

  it('says DATABASE_UNAVAILABLE, retryable, when nothing listens', async () => {
    await expect(open('postgres://burnscope@127.0.0.1:1/none')).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      retryable: true,
    });
  });

  it('does not repeat a password in what it says', async () => {
    const problem = await open('postgres://burnscope:hunter2@127.0.0.1:1/none').catch(String);

    expect(problem).toContain('ECONNREFUSED');
    expect(problem).not.toContain('hunter2');
    await expect(open('hunter2 is not a URL')).rejects.not.toThrow('hunter2');
  });

  it('rejects a commit whose connection is cut, and takes the next one', async () => {
    const incident = sampleIncident();

    const commit = database.ledger.commit(async (entry) => {
      await entry.saveIncident(incident);
      await sql(`select pg_terminate_backend(pid) from pg_stat_activity
                  where application_name = 'burnscope' and state = 'idle in transaction'`);
      await entry.saveIncident(incident);
    });
    await expect(commit).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryable: true });

    await database.ledger.commit((entry) => entry.saveIncident(incident));
    expect(await database.incidents.get(incident.id)).toEqual(incident);
  });

  it('does not call a commit done whose work swallowed a failed statement', async () => {
    const incident = sampleIncident();

    const commit = database.ledger.commit(async (entry) => {
      await entry.saveIncident(incident);
      // No database takes this instant.
      await entry.saveDelivery(Object.assign(delivery(), { receivedAt: 'yesterday' })).catch(() => undefined);
    });

    await expect(commit).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryable: false });
    expect(await database.incidents.get(incident.id)).toBeUndefined();
  });

  it('refuses a database that a newer version has written', async () => {
    const newer = await server.createDatabase();
    await (await open(newer)).close();
    const client = new Client(newer);
    await client.connect();
    await client.query('insert into burnscope.migration (number) values (9999)');
    await client.end();

    await expect(open(newer)).rejects.toThrow('it is at migration 9999, this version knows');
  });

  it('answers a ping, and says so when the signal is quicker', async () => {
    await expect(database.ping(AbortSignal.timeout(5_000))).resolves.toBeUndefined();
    await expect(database.ping(AbortSignal.abort())).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });
});

describe('deliveries', () => {
  it('keep the whole group and every decision, readable by SQL', async () => {
    await database.ledger.commit((entry) => entry.saveDelivery(delivery()));

    const rows = await sql(`select body -> 'group' -> 'alerts' -> 0 -> 'labels' ->> 'service' as service,
                                   body -> 'decisions' -> 0 ->> 'reason' as reason
                              from burnscope.delivery order by id desc limit 1`);
    expect(rows).toEqual([{ service: 'checkout', reason: 'rule sloth' }]);
  });
});

function delivery() {
  const group = {
    sender: 'alertmanager',
    receiver: 'burnscope',
    groupKey: '{}',
    externalUrl: '',
    truncatedAlerts: 0,
    alerts: [sampleAlert()],
  } as const;
  const decisions = [{ fingerprint: 'f', action: 'investigate', reason: 'rule sloth' }];
  return { receivedAt: NOON, group, decisions };
}

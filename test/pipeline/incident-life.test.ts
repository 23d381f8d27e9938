import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectDatabase, type Database } from '../../src/adapters/database/connect-database.ts';
import { connectInbox } from '../../src/adapters/chats/inbox.ts';
import { readBurnPairs } from '../../src/adapters/metrics/burn-expression.ts';
import { readWebhook } from '../../src/adapters/web/read-webhook.ts';
import { defaultConfig } from '../../src/config/load-config.ts';
import { mappingOf } from '../../src/config/mapping.ts';
import type { Incident } from '../../src/core/incident/incident.ts';
import { timesFired } from '../../src/core/incident/firings.ts';
import { giveUp } from '../../src/pipeline/give-up.ts';
import { investigate } from '../../src/pipeline/investigate.ts';
import { receiveAlerts } from '../../src/pipeline/receive-alerts.ts';
import { refine } from '../../src/pipeline/refine.ts';
import { QUICK } from '../contracts/quick.ts';
import { demoBlocks } from '../support/demo-blocks.ts';
import { fakeProfileStore } from '../support/fake-profile-store.ts';
import { fakeWorld } from '../support/fake-world.ts';
import { quietLog } from '../support/quiet-log.ts';

const MINUTE = 60_000;
/** A Sloth page and its ticket, as rules without an address that an expression could be read from. */
const PAGE = { alertname: 'High', sloth_service: 'checkout', sloth_slo: 'latency', sloth_severity: 'page' };
const TICKET = { ...PAGE, sloth_severity: 'ticket' };
const ERRORS = { ...PAGE, sloth_slo: 'requests-availability' };

let database: Database;
beforeAll(async () => {
  database = await connectDatabase({ kind: 'memory', ...QUICK }, { log: quietLog(), clock: Date });
});
afterAll(() => database.close());

/** The real queue and rows, deliveries as Alertmanager writes them, and the built-in inbox. */
function service(startsAt: number) {
  const clock = { now: Date.now, sleep: async () => undefined };
  const blocks = demoBlocks('checkout', { comparison: startsAt + 10_000, baseline: startsAt - 10 * MINUTE });
  const inbox = connectInbox({ name: 'inbox', type: 'inbox' }, { inboxMessages: database.inboxMessages, clock });
  const { world } = fakeWorld({
    ...database,
    clock,
    stores: [fakeProfileStore(blocks)],
    chats: new Map([['inbox', inbox]]),
  });
  const mapping = mappingOf(defaultConfig());
  const receiving = { ...world, expressions: { burnPairs: readBurnPairs }, newId: randomUUID };
  const deliver = (labels: Record<string, string>, times: { startsAt: number; endsAt?: number }) => {
    const iso = (at: number) => new Date(at).toISOString();
    const alert = {
      status: times.endsAt === undefined ? 'firing' : 'resolved',
      labels,
      annotations: {},
      startsAt: iso(times.startsAt),
      endsAt: times.endsAt === undefined ? '0001-01-01T00:00:00Z' : iso(times.endsAt),
      generatorURL: '',
    };
    const body = { version: '4', receiver: 'x', groupKey: '{}', status: 'firing', externalURL: '', alerts: [alert] };
    return receiveAlerts(readWebhook(body, 'alertmanager', Date.now()).group, mapping, receiving);
  };
  const start = () =>
    database.queue.start(
      (id, signal, round) => (round === 'first' ? investigate : refine)(id, world, signal),
      (id, problem, round) => giveUp(id, problem, world, round),
    );
  return { deliver, start };
}

async function newest(): Promise<Incident> {
  const [incident] = await database.incidents.list({ service: 'checkout', limit: 10 });
  return incident!;
}

it('makes one incident, one post and one second look of a burn with several alerts that flaps and ends', async () => {
  const startsAt = Date.now() - 3 * MINUTE;
  const { deliver, start } = service(startsAt);
  await start();

  await deliver(PAGE, { startsAt });
  await deliver(PAGE, { startsAt: startsAt + 9 });
  await deliver(ERRORS, { startsAt: startsAt + MINUTE });
  await expect.poll(async () => (await newest()).state, { timeout: 20_000 }).toBe('answered');
  const answered = await newest();
  expect(answered.refineAt).toBeGreaterThan(Date.now());
  // A restart of the service changes nothing.
  await database.queue.stop();
  await start();
  await deliver(TICKET, { startsAt: startsAt + MINUTE });
  await deliver(PAGE, { startsAt, endsAt: startsAt + MINUTE });
  await deliver(PAGE, { startsAt: startsAt + 1.2 * MINUTE });
  await deliver(PAGE, { startsAt: startsAt + 1.2 * MINUTE, endsAt: startsAt + 1.5 * MINUTE });
  await deliver(TICKET, { startsAt: startsAt + MINUTE, endsAt: startsAt + 1.5 * MINUTE });
  await deliver(ERRORS, { startsAt: startsAt + MINUTE, endsAt: startsAt + 1.5 * MINUTE });

  const kept = () => database.evidence.find(answered.id);
  await expect.poll(async () => (await kept())?.round, { timeout: 20_000 }).toBe('refined');
  await expect.poll(async () => (await database.queue.depth()).running, { timeout: 20_000 }).toBe(0);

  const incident = await newest();
  expect(incident).toMatchObject({
    id: answered.id,
    also: ['requests-availability'],
    endedAt: startsAt + 1.5 * MINUTE,
  });
  // Tickets are opt-in.
  expect(incident.alerts.map((alert) => alert.labels['sloth_slo'])).toEqual(['latency', 'requests-availability']);
  expect(timesFired(incident)).toBe(2);
  const messages = (await database.inboxMessages.list(10)).filter((one) => one.report.headline.includes('checkout'));
  expect(messages).toHaveLength(1);
  expect(messages[0]?.report.headline).toContain('also: requests-availability · fired 2 times');
  expect(messages[0]?.editedAt).toBeDefined();
  await database.queue.stop();
}, 60_000);

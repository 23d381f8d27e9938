import { describe, expect, it } from 'vitest';
import type { DeployEvent } from '../../src/core/deploy/deploy-event.ts';
import type { DeployMapping } from '../../src/core/deploy/map-deploy.ts';
import { Failure } from '../../src/core/failure.ts';
import { deployReceiver, wantsCheck, type DeployReceivingWorld } from '../../src/pipeline/receive-deploys.ts';
import { fakeDeployRecords } from '../support/fake-deploy-records.ts';
import { quietLog } from '../support/quiet-log.ts';
import { NOON } from '../support/sample-incident.ts';

const MAPPING: DeployMapping = { environments: [], rules: [], repositories: [], repositoryOf: () => undefined };

function event(changes: Partial<DeployEvent> = {}): DeployEvent {
  return {
    source: 'generic',
    id: '7',
    labels: {},
    images: [],
    revisions: [],
    at: NOON,
    service: 'shop',
    version: 'v1.5.0',
    ...changes,
  };
}

function rig(refresh: DeployReceivingWorld['repositories']['refresh'] = async () => undefined) {
  const due: string[] = [];
  const deployRecords = fakeDeployRecords({ enqueue: (key) => due.push(key) });
  const log = quietLog();
  const refreshed: string[] = [];
  const repositories = {
    refresh: (service: string, signal: AbortSignal) => {
      refreshed.push(service);
      return refresh(service, signal);
    },
  };
  const receive = deployReceiver(MAPPING, { deployRecords, repositories, log });
  return { receive, deployRecords, due, log, refreshed };
}

/** Until everything that was begun has had its turn. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('deploy events', () => {
  it('are kept in one commit, each with its check, and answered with what became of them', async () => {
    const { receive, deployRecords, due } = rig();

    const reception = await receive(
      [event(), event({ id: '8', service: 'cart', environment: 'production' }), event({ service: undefined! })],
      ['ping'],
    );

    expect(reception).toEqual({
      accepted: [
        { service: 'shop', version: 'v1.5.0', at: NOON },
        { service: 'cart', version: 'v1.5.0', environment: 'production', at: NOON },
      ],
      added: 2,
      ignored: [{ reason: 'ping' }, { reason: 'it names no service, no rule of deploys.rules matches' }],
    });
    expect([...deployRecords.rows.values()].map(({ deploy }) => deploy.id)).toEqual(['7/shop', '8/cart']);
    expect(due).toHaveLength(2);
  });

  it('that tell of the same deploy complete it: it begins, goes live, and is told again', async () => {
    const { receive, deployRecords, due } = rig();

    const begun = await receive([event({ status: 'running', at: NOON - 60_000 })]);
    const live = await receive([event({ status: 'success' })]);
    const again = await receive([event({ status: 'success' })]);

    expect([begun.added, live.added, again.added]).toEqual([1, 0, 0]);
    expect([...deployRecords.rows.values()]).toMatchObject([
      { deploy: { status: 'success', startedAt: NOON - 60_000, at: NOON }, check: { state: 'waiting' } },
    ]);
    // Looked at while it runs, and at once when that is over.
    expect(due).toHaveLength(2);
  });

  it('that nobody wants reach no database', async () => {
    const { deployRecords, log } = rig();
    const record = () => Promise.reject(new Error('asked'));
    const world = {
      deployRecords: { ...deployRecords, record },
      repositories: { refresh: async () => undefined },
      log,
    };

    const reception = await deployReceiver(MAPPING, world)([], ['the state is queued: nothing runs yet']);

    expect(reception).toEqual({
      accepted: [],
      added: 0,
      ignored: [{ reason: 'the state is queued: nothing runs yet' }],
    });
  });

  it('that could not be kept are not answered as kept, and nothing is fetched for them', async () => {
    const { deployRecords, log } = rig();
    const refreshed: string[] = [];
    const world = {
      deployRecords: {
        ...deployRecords,
        record: () => Promise.reject(new Failure('DATABASE_UNAVAILABLE', 'down', { retryable: true })),
      },
      repositories: { refresh: async (service: string) => void refreshed.push(service) },
      log,
    };

    await expect(deployReceiver(MAPPING, world)([event()])).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(refreshed).toEqual([]);
  });

  it('that lead to nothing are told in the log once each', async () => {
    const { receive, log } = rig();
    const { service: _none, ...nobodys } = event({ labels: { app: 'a' } });

    for (let round = 0; round < 3; round++) await receive([nobodys, { ...nobodys, labels: { app: 'b' } }]);

    const lines = log.lines.filter(({ message }) => message === 'a deploy event leads to nothing');
    expect(lines.map(({ level, fields }) => [level, fields['labels']])).toEqual([
      ['info', '{"app":"a"}'],
      ['info', '{"app":"b"}'],
    ]);
  });
});

describe('the repository of a service', () => {
  it('is brought up to date without the sender having to wait, and a failure is told', async () => {
    const fetching = Promise.withResolvers<void>();
    const { receive, refreshed, log } = rig(() => fetching.promise);

    await receive([event(), event({ id: '8' })]);
    expect(refreshed).toEqual(['shop']);
    fetching.reject(new Failure('GIT_TIMEOUT', 'took too long', { retryable: true }));
    await settled();

    expect(log.lines).toContainEqual({
      level: 'warn',
      message: 'a repository could not be brought up to date after a deploy',
      fields: { service: 'shop', problem: 'took too long' },
    });
  });

  it('is fetched once at a time: a storm of deploys makes one more fetch, not many', async () => {
    const first = Promise.withResolvers<void>();
    let round = 0;
    const { receive, refreshed } = rig(() => (round++ === 0 ? first.promise : Promise.resolve()));

    for (let id = 0; id < 50; id++) await receive([event({ id: String(id) })]);
    expect(refreshed).toEqual(['shop']);
    first.resolve();
    await settled();

    expect(refreshed).toEqual(['shop', 'shop']);
  });
});

describe('a check', () => {
  it.each([
    [undefined, true],
    ['success', true],
    ['running', true],
    ['failed', false],
  ] as const)('is wanted of a deploy that is %s: %s', (status, wanted) => {
    expect(wantsCheck(status === undefined ? {} : { status })).toBe(wanted);
  });
});

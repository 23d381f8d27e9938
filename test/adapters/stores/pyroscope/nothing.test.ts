import { afterEach, describe, expect, it } from 'vitest';
import { NOON } from '../../../support/sample-incident.ts';
import { connectTest, stillClock } from './connect-test-pyroscope.ts';
import { sendJson, startFakePyroscope, type FakePyroscope } from './fake-pyroscope.ts';
import { everyPod, MINUTE, PAYMENTS, WINDOW, type TYPES } from './payments-pods.ts';

const signal = new AbortController().signal;

const servers: FakePyroscope[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function start(...given: Parameters<typeof startFakePyroscope>): Promise<FakePyroscope> {
  const server = await startFakePyroscope(...given);
  servers.push(server);
  return server;
}

describe('nothing from Pyroscope', () => {
  const reasonOf = async (
    server: FakePyroscope,
    query: Partial<{ kind: keyof typeof TYPES; selector: Record<string, string> }> = {},
    settings = {},
  ) => {
    const store = connectTest(server.url, settings, stillClock(NOON + 20 * MINUTE));
    const fetched = await store.fetch({ kind: 'cpu', selector: PAYMENTS, window: WINDOW, ...query }, signal);
    return fetched.kind === 'empty' ? fetched.reason : fetched.kind;
  };

  it('is told apart: a wrong tenant', async () => {
    const server = await start(everyPod(), { tenant: 'prod' });

    expect(await reasonOf(server, {}, { tenant: 'test' })).toMatch(
      /the server has no profiles at all for us \(tenant test\)$/,
    );
    expect(await reasonOf(server, {}, { tenant: 'prod' })).toBe('profiles');
  });

  it('is told apart: another service', async () => {
    const server = await start(everyPod());

    expect(await reasonOf(server, { selector: { service_name: 'payment' } })).toMatch(
      /that service is not among those that are there: payments$/,
    );
    expect(await reasonOf(server, { selector: { ...PAYMENTS, namespace: 'x' } })).toMatch(
      /not with all of these labels$/,
    );
  });

  it('is told apart: another type', async () => {
    const server = await start(everyPod());

    expect(await reasonOf(server, { kind: 'mutex' })).toMatch(
      /the service sends process_cpu:cpu; agents send it only when told \(Go: SetMutexProfileFraction/,
    );
  });

  it('is told apart: too early', async () => {
    const server = await start(everyPod({ from: WINDOW.to + 2 * MINUTE, to: WINDOW.to + 5 * MINUTE }));

    expect(await reasonOf(server)).toMatch(/its oldest profile is from 20.*Z$/);
  });

  it('is told apart: hidden by the limit of a week', async () => {
    const server = await start(everyPod({ from: NOON - MINUTE, to: NOON }));
    const store = connectTest(server.url, {}, stillClock(NOON + 8 * 1440 * MINUTE));

    expect(await store.fetch({ kind: 'cpu', selector: PAYMENTS, window: WINDOW }, signal)).toMatchObject({
      kind: 'empty',
      reason: expect.stringContaining('-querier.max-query-lookback'),
    });
  });

  it('stays unexplained where the server does not tell more, and no worse', async () => {
    const server = await start([]);
    server.trouble = ({ method }, response) => {
      if (method === 'Series') return false;
      sendJson(response, 400, { code: 'invalid_argument', message: 'expected 1 tenant, got 2' });
      return true;
    };

    expect(await reasonOf(server)).toMatch(/nothing answers to these labels$/);
  });
});

import { describe, expect, it } from 'vitest';
import type { Labels } from '../../src/core/alert/alert.ts';
import { Failure } from '../../src/core/failure.ts';
import type { Incident } from '../../src/core/incident/incident.ts';
import { captureHealthy, type HealthyCapturer } from '../../src/pipeline/capture-healthy.ts';
import { fakeMeter } from '../support/fake-meter.ts';
import { quietLog } from '../support/quiet-log.ts';
import { NOON, sampleIncident } from '../support/sample-incident.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const CHECKOUT = { service_name: 'checkout' };
const CART = { service_name: 'cart' };
const signal = () => new AbortController().signal;

function burn(selector: Labels, changes: Partial<Incident> = {}): Incident {
  const incident = sampleIncident(changes);
  return { ...incident, plan: { ...incident.plan, selector } };
}

interface Made {
  readonly of?: readonly Labels[];
  readonly incidents?: readonly Incident[];
  readonly capture?: HealthyCapturer['capture'];
  readonly held?: boolean;
}

async function round({ of = [], incidents = [], capture, held = false }: Made) {
  const captured: Labels[] = [];
  const log = quietLog();
  const meter = fakeMeter();
  const holds: unknown[] = [];
  const capturer: HealthyCapturer = {
    name: 'pods',
    of,
    due: () => undefined,
    async capture(selector, given) {
      captured.push(selector);
      return capture?.(selector, given) ?? { pods: 2, kinds: ['cpu'], notes: [] };
    },
  };
  const world = {
    incidents: { list: async () => incidents },
    leases: {
      hold: async (...given: unknown[]) => {
        holds.push(given);
        return !held;
      },
      release: async () => undefined,
    },
    clock: { now: () => NOON },
    log,
    meter,
    holder: 'us',
  };
  await captureHealthy(capturer, world, signal());
  return { captured, log, meter, holds, said: log.lines.map((line) => JSON.stringify(line)).join('\n') };
}

describe('a round of healthy recordings', () => {
  it('is of the services that are named and of those that burned in the last month, each once', async () => {
    const past = { endedAt: NOON - 2 * DAY, lastSeenAt: NOON - 2 * DAY };
    const incidents = [
      burn({ service_name: 'pay', namespace: 'x' }, past),
      burn({ namespace: 'x', service_name: 'pay' }, past),
      burn(CHECKOUT, past),
      burn(CART, { endedAt: NOON - 40 * DAY, lastSeenAt: NOON - 40 * DAY }),
    ];

    const { captured } = await round({ of: [CHECKOUT], incidents });

    expect(captured).toHaveLength(2);
    expect(captured).toEqual(expect.arrayContaining([CHECKOUT, { service_name: 'pay', namespace: 'x' }]));
  });

  it('leaves out what burns, under whatever selector, until it ended or nobody has told of it for hours', async () => {
    const open = burn({ ...CHECKOUT, namespace: 'pay' }, { lastSeenAt: NOON - HOUR });

    expect((await round({ of: [CHECKOUT, CART], incidents: [open] })).captured).toEqual([CART]);
    const silent = { ...open, lastSeenAt: NOON - 6 * HOUR };
    expect((await round({ of: [CHECKOUT], incidents: [silent] })).captured).toContainEqual(CHECKOUT);
    const ended = { ...open, endedAt: NOON - HOUR };
    expect((await round({ of: [CHECKOUT], incidents: [ended] })).captured).toContainEqual(CHECKOUT);
    const elsewhere = { ...CHECKOUT, namespace: 'try' };
    expect((await round({ of: [elsewhere], incidents: [open] })).captured).toContainEqual(elsewhere);
  });

  it('is made by one of several processes', async () => {
    const { captured, holds } = await round({ of: [CHECKOUT], held: true });

    expect(captured).toEqual([]);
    expect(holds).toEqual([['healthy recordings of pods', 'us', 240_000]]);
  });

  it('goes on after a service that could not be recorded, which is counted and logged', async () => {
    const failure = new Failure('PROFILE_STORE_TIMEOUT', 'no pod could be recorded', { retryable: true });

    const { captured, meter, said } = await round({
      of: [CHECKOUT, CART],
      capture: async (selector) => {
        if (selector === CHECKOUT) throw failure;
        return { pods: 0, kinds: [], notes: ['there are no pods'] };
      },
    });

    expect(captured).toEqual([CHECKOUT, CART]);
    expect(meter.counted).toEqual(['failure PROFILE_STORE_TIMEOUT']);
    expect(said).toContain('no pod could be recorded');
    expect(said).toContain('there are no pods');
  });
});

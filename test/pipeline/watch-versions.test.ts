import { describe, expect, it } from 'vitest';
import { connectProfileLabels } from '../../src/adapters/deploys/profile-labels.ts';
import type { Deploy } from '../../src/core/deploy/deploy.ts';
import { Failure } from '../../src/core/failure.ts';
import type { StoredProfile } from '../../src/pipeline/ports.ts';
import { startVersionWatch, type WatchingWorld } from '../../src/pipeline/watch-versions.ts';
import { fakeDeployRecords } from '../support/fake-deploy-records.ts';
import { fakeDeploys } from '../support/fake-deploys.ts';
import { fakeMeter } from '../support/fake-meter.ts';
import { fakeProfileIndex } from '../support/fake-profile-index.ts';
import { quietLog } from '../support/quiet-log.ts';
import { NOON, sampleIncident } from '../support/sample-incident.ts';

const MINUTE = 60_000;

/** A fleet whose pods push once a minute; two processes watch it, on one database. */
function fleet(changes: Partial<WatchingWorld> = {}) {
  const index = fakeProfileIndex();
  const kept: StoredProfile[] = [];
  let now = NOON;
  let heldUntil = 0;
  let asked = 0;
  const labels = connectProfileLabels(index);
  const records = fakeDeployRecords({ now: () => now });
  const meter = fakeMeter();
  const world: WatchingWorld = {
    deploys: {
      between: (...question) => {
        asked++;
        return labels.between(...question);
      },
    },
    deployRecords: records,
    incidents: { list: async () => [] },
    catalogue: {
      series: async ({ window }) =>
        kept
          .filter(({ interval }) => interval.from >= window.from)
          .map((one, id) => ({ id: `${id}`, kind: one.kind, labels: { ...one.labels, service_name: one.service } })),
    },
    profileIndex: index,
    leases: {
      hold: async (_name, _holder, milliseconds) => {
        if (now < heldUntil) return false;
        heldUntil = now + milliseconds;
        return true;
      },
      release: async () => undefined,
    },
    clock: { now: () => now },
    log: quietLog(),
    meter,
    holder: 'us',
    services: [],
    wantsCheck: () => true,
    ...changes,
  };
  const watches = [startVersionWatch(), startVersionWatch()];
  return {
    records,
    meter,
    rows: () => records.list({ limit: 100 }),
    asked: () => asked,
    /** A process that was started anew remembers nothing. */
    restart: () => void watches.splice(0, 1, startVersionWatch()),
    /** Minute by minute, both processes look; `running` says which version each pod runs. */
    async pass(minutes: number, running: Readonly<Record<string, string>>) {
      for (let minute = 0; minute < minutes; minute++) {
        now += MINUTE;
        const pushed = Object.entries(running).map(([pod, version]): StoredProfile => ({
          kind: 'cpu',
          service: 'checkout',
          labels: { pod, version },
          interval: { from: now, to: now + 15_000 },
          hash: `${pod} ${now}`,
          bytes: 1,
        }));
        kept.push(...pushed);
        await index.add(pushed);
        for (const watch of watches) await watch.look(world, new AbortController().signal);
      }
    },
  };
}

describe('the watch of versions', () => {
  it('records a version that took over, once, whatever looks and restarts there are', async () => {
    const made = fleet();
    await made.pass(5, { a: 'v1', b: 'v1' });
    await made.pass(3, { a: 'v2', b: 'v1' });
    made.restart();
    await made.pass(40, { a: 'v2', b: 'v2' });

    const rows = await made.rows();
    expect(rows.map(({ deploy }) => deploy)).toMatchObject([
      { service: 'checkout', fromVersion: 'v1', toVersion: 'v2', source: 'profile labels' },
    ]);
    expect(rows[0]?.check).toMatchObject({ state: 'waiting' });
  });

  it('takes a canary that runs beside the old version for hours for one deploy', async () => {
    const made = fleet();
    await made.pass(5, { a: 'v1', b: 'v1' });
    await made.pass(150, { a: 'v2', b: 'v1' });

    expect(await made.rows()).toHaveLength(1);
  });

  it('does not record a pod that was gone again at once', async () => {
    const made = fleet();
    await made.pass(5, { a: 'v1' });
    await made.pass(1, { a: 'v1', b: 'v2' });
    await made.pass(40, { a: 'v1' });

    expect(await made.rows()).toEqual([]);
  });

  it('records the same version again when it was rolled back between', async () => {
    const made = fleet();
    await made.pass(5, { a: 'v1' });
    await made.pass(40, { a: 'v2' });
    await made.pass(40, { a: 'v1' });
    await made.pass(40, { a: 'v2' });

    const versions = (await made.rows()).map(({ deploy }) => `${deploy.fromVersion} → ${deploy.toVersion}`);
    expect(versions).toEqual(['v1 → v2', 'v2 → v1', 'v1 → v2']);
  });

  it('leaves alone what a sender has told already', async () => {
    const made = fleet();
    const told = { id: '7', service: 'checkout', toVersion: '2', at: NOON + 7 * MINUTE, source: 'github' } as const;
    await made.records.record([told], () => true);
    await made.pass(5, { a: 'v1' });
    await made.pass(20, { a: 'v2' });

    expect((await made.rows()).map(({ deploy }) => deploy.source)).toEqual(['github']);
  });

  it('asks seldom about a service whose labels say nothing new', async () => {
    const made = fleet();
    await made.pass(30, { a: 'v1' });

    // One of two processes asks, every fifth minute.
    expect(made.asked()).toBeLessThanOrEqual(14);
  });

  it('asks about services of the configuration and of incidents too, and goes on when one cannot be asked', async () => {
    const down = new Failure('METRICS_UNAVAILABLE', 'connection refused', { retryable: true });
    const found: Deploy = { service: 'cart', toVersion: 'v9', at: NOON + 30_000, source: 'metric labels' };
    const known = fakeDeploys([found]);
    const made = fleet({
      services: ['broken', 'cart'],
      incidents: { list: async () => [sampleIncident({ service: 'search' })] },
      deploys: {
        between: async (service, ...question) => {
          if (service === 'broken') throw down;
          return known.between(service, ...question);
        },
      },
    });
    await made.pass(1, {});

    expect((await made.rows()).map(({ deploy }) => deploy)).toMatchObject([{ service: 'cart', toVersion: 'v9' }]);
    expect(made.meter.counted).toContain('failure METRICS_UNAVAILABLE');
  });

  it('does not record what senders and people told before anybody asked', async () => {
    const known = fakeDeploys([{ service: 'cart', toVersion: 'v9', at: NOON + 30_000, source: 'github' }]);
    const made = fleet({ services: ['cart'], deploys: known });
    await made.pass(1, {});

    expect(await made.rows()).toEqual([]);
  });
});

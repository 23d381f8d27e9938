import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readBurnPairs } from '../../src/adapters/metrics/burn-expression.ts';
import { readWebhook } from '../../src/adapters/web/read-webhook.ts';
import { defaultConfig, parseConfig } from '../../src/config/load-config.ts';
import { mappingOf } from '../../src/config/mapping.ts';
import { Failure } from '../../src/core/failure.ts';
import { receiveAlerts } from '../../src/pipeline/receive-alerts.ts';
import { fakeDatabase } from '../support/fake-database.ts';
import { fakeMeter } from '../support/fake-meter.ts';
import { quietLog } from '../support/quiet-log.ts';

const NOW = Date.parse('2026-11-24T18:57:00Z');

function recorded(name: string) {
  const body: unknown = JSON.parse(readFileSync(`test/fixtures/alerts/${name}.body.json`, 'utf8'));
  return readWebhook(body, 'alertmanager', NOW).group;
}

function rig() {
  const database = fakeDatabase();
  const meter = fakeMeter();
  let ids = 0;
  const world = {
    ledger: database.ledger,
    expressions: { burnPairs: readBurnPairs },
    clock: { now: () => NOW },
    log: quietLog(),
    meter,
    newId: () => `incident-${++ids}`,
  };
  const receive = (name: string) => receiveAlerts(recorded(name), mappingOf(defaultConfig()), world);
  return { database, meter, world, receive };
}

describe('receiveAlerts', () => {
  it('opens one incident for a recorded Sloth page, with its burn pairs and one job', async () => {
    const { database, receive } = rig();

    await receive('01-firing-single-1');

    const [incident] = await database.incidents.list({ limit: 10 });
    expect(incident).toMatchObject({
      service: 'checkout',
      plan: { dialect: 'sloth', objective: 0.999, burn: [{ factor: 14.4 }, { factor: 6 }] },
    });
    expect(database.state.jobs).toHaveLength(1);
  });

  it('gives one incident to the two copies of an HA pair', async () => {
    const { database, receive } = rig();

    await receive('54-ha-failing-sink-12');
    await receive('55-ha-failing-sink-13');

    expect(await database.incidents.list({ limit: 10 })).toHaveLength(1);
    expect(database.state.jobs).toHaveLength(1);
    expect(database.state.deliveries).toHaveLength(2);
  });

  it('keeps every alert of a storm and investigates each service once', async () => {
    const { database, receive } = rig();

    await receive('21-storm-64-1');

    const services = new Set((await database.incidents.list({ limit: 100 })).map((incident) => incident.service));
    expect(database.state.deliveries[0]?.decisions).toHaveLength(recorded('21-storm-64-1').alerts.length);
    expect(database.state.jobs).toHaveLength(services.size);
  });

  it('keeps hostile labels whole and maps them without following them', async () => {
    const { database, receive } = rig();

    await receive('22-hostile-1');

    expect(database.state.deliveries[0]?.group.alerts[0]?.labels).toEqual(recorded('22-hostile-1').alerts[0]?.labels);
  });

  it('leaves nothing behind when the commit fails, and says so to the door', async () => {
    const { world } = rig();
    const failure = new Failure('DATABASE_UNAVAILABLE', 'down', { retryable: true });
    const ledger = { commit: () => Promise.reject(failure) };

    const receiving = receiveAlerts(recorded('01-firing-single-1'), mappingOf(defaultConfig()), { ...world, ledger });

    await expect(receiving).rejects.toBe(failure);
  });

  it('counts what was decided', async () => {
    const { meter, receive } = rig();

    await receive('01-firing-single-1');
    await receive('01-firing-single-1');

    expect(meter.counted).toEqual(['alert investigate', 'alert join']);
  });

  it('decides per service when rules take an alert for several', async () => {
    const { database, meter, world } = rig();
    const mapping = mappingOf(
      parseConfig(
        `rules:
  - {name: queue, matchers: 'sloth_service!=""', service: queue, continue: true}
  - {name: pod, matchers: 'sloth_service!=""', service: '{{ $labels.nowhere }}', continue: true}
  - {name: rest, matchers: 'sloth_service!=""', service: rest}`,
        'test.yaml',
      ),
    );

    await receiveAlerts(recorded('01-firing-single-1'), mapping, world);

    const services = (await database.incidents.list({ limit: 10 })).map(({ service }) => service);
    expect(services.toSorted()).toEqual(['queue', 'rest']);
    expect(database.state.deliveries[0]?.decisions).toMatchObject([
      { action: 'ignore', reason: expect.stringContaining('needs label nowhere') },
      { action: 'investigate', reason: 'rule "queue": opens an incident of queue' },
      { action: 'investigate', reason: 'rule "rest": opens an incident of rest' },
    ]);
    expect(meter.counted).toEqual(['alert ignore', 'alert investigate', 'alert investigate']);
  });

  it('tells loudly of a rule that failed, and of what nothing maps as the configuration says', async () => {
    const { world } = rig();
    const levels = async (yaml: string) => {
      const log = quietLog();
      await receiveAlerts(recorded('01-firing-single-1'), mappingOf(parseConfig(yaml, 'test.yaml')), { ...world, log });
      return log.lines.map(({ level }) => level);
    };

    expect(await levels(`rules: [{name: r, matchers: '{}', service: '{{ $labels.nowhere }}'}]`)).toEqual(['warn']);
    expect(await levels('presets: []')).toEqual(['info']);
    expect(await levels('{presets: [], unmatched: ignore}')).toEqual(['debug']);
  });
});

import { describe, expect, it } from 'vitest';
import { connectMeter } from '../../src/adapters/telemetry/meter.ts';
import { startReloader, type ConfigSource, type Settings } from '../../src/app/reloader.ts';
import { attempts } from '../../src/app/unconnected.ts';
import { parseConfig } from '../../src/config/load-config.ts';
import type { Config } from '../../src/config/schema.ts';
import { quietLog } from '../support/quiet-log.ts';

const HASHES = { first: '1'.repeat(64), second: '2'.repeat(64) };

function settings(yaml: string, hash = HASHES.second, secrets = ''): Settings {
  return { config: parseConfig(yaml, 'burnscope.yaml'), hash, warnings: [], secrets };
}

/** `load` answers with what the test says; `swap` notes what would run. */
function rig(load: () => Settings | Promise<Settings>, swap: (config: Config) => void = () => undefined) {
  const log = quietLog();
  const meter = connectMeter();
  const swapped: Config[] = [];
  const levels: string[] = [];
  let loads = 0;
  let now = 1_000_000;
  const source: ConfigSource = {
    first: settings('', HASHES.first),
    load() {
      loads++;
      return load();
    },
    taken: (config) => void levels.push(config.log.level),
  };
  const reloader = startReloader(source, {
    swap(config) {
      swap(config);
      swapped.push(config);
    },
    clock: { now: () => (now += 1000) },
    log,
    meter,
  });
  return { reloader, log, meter, swapped, levels, loads: () => loads };
}

describe('a reload', () => {
  it('takes the new configuration and tells the log, the metrics and who asked', async () => {
    const { reloader, log, meter, swapped, levels } = rig(() => settings('log: {level: debug}'));

    const answer = await reloader.reload('signal');

    expect(answer).toEqual({ loaded: true, lines: ['configuration 222222222222 is loaded'] });
    expect(swapped.map((config) => config.log.level)).toEqual(['debug']);
    expect(levels).toEqual(['debug']);
    expect(reloader.running()).toMatchObject({ hash: HASHES.second });
    expect(log.lines).toContainEqual({
      level: 'info',
      message: 'configuration reloaded',
      fields: expect.objectContaining({ trigger: 'signal', hash: '222222222222' }),
    });
    const metrics = await meter.text();
    expect(metrics).toContain('burnscope_config_last_reload_successful 1');
    expect(metrics).toContain('burnscope_config_hash 37529996894754');
    expect(metrics).toContain('burnscope_config_info{hash="222222222222"} 1');
    expect(metrics).not.toContain('111111111111');
  });

  it('keeps the one before with any problem, and tells all of them', async () => {
    const { reloader, log, meter, swapped } = rig(() => settings('web: {pages: locked}\nlog: {level: loud}'));

    const answer = await reloader.reload('request');

    expect(answer.loaded).toBe(false);
    expect(answer.lines[0]).toBe('the configuration was not reloaded, 111111111111 stays:');
    expect(answer.lines[1]).toMatch(/^burnscope\.yaml:1:\d+: web\.pages: /);
    expect(answer.lines[2]).toMatch(/^burnscope\.yaml:2:\d+: log\.level: /);
    expect(swapped).toEqual([]);
    expect(reloader.running()).toMatchObject({ hash: HASHES.first, refusedAt: expect.any(Number) });
    const errors = log.lines.filter(({ level }) => level === 'error');
    expect(errors).toHaveLength(1);
    expect(errors[0]?.fields).toMatchObject({ count: 2, running: '111111111111' });
    expect(errors[0]?.fields['problems']).toContain(answer.lines[2]);
    const metrics = await meter.text();
    expect(metrics).toContain('burnscope_config_last_reload_successful 0');
    expect(metrics).toContain('burnscope_config_info{hash="111111111111"} 1');
  });

  it('keeps the one before when a neighbour cannot be connected, and is well again after the next that can', async () => {
    let broken = true;
    const { attempt, settle } = attempts();
    attempt('channels: oncall: ', () => {
      throw new Error('no token');
    });
    const { reloader, meter } = rig(
      () => settings(''),
      () => {
        if (broken) settle();
      },
    );

    const refused = await reloader.reload('request');
    const during = reloader.running();
    broken = false;
    const taken = await reloader.reload('request');

    expect(refused.lines.slice(1)).toEqual(['channels: oncall: no token']);
    expect(during.refusedAt).toBeDefined();
    expect(taken.loaded).toBe(true);
    expect(reloader.running().refusedAt).toBeUndefined();
    expect(await meter.text()).toContain('burnscope_config_last_reload_successful 1');
  });

  it('keeps what needs a restart, and says so in the answer and in the log', async () => {
    const { reloader, log, swapped } = rig(() => settings("web: {listen_address: ':1'}"));

    const { loaded, lines } = await reloader.reload('request');
    const again = await reloader.reload('request');

    expect(loaded).toBe(true);
    expect(lines.slice(1)).toEqual(['web.listen_address stays ":9098": ":1" needs a restart']);
    // Still true: the file says so, the socket does not.
    expect(again.lines).toEqual(lines);
    expect(swapped[0]?.web.listen_address).toBe(':9098');
    expect(log.lines).toContainEqual({
      level: 'warn',
      message: 'some settings need a restart',
      fields: expect.objectContaining({ settings: lines[1] }),
    });
  });

  it('passes warnings on', async () => {
    const warning = { file: 'a.yaml', line: 3, column: 1, message: 'the service "x" is not used' };
    const { reloader, log } = rig(() => ({ ...settings(''), warnings: [warning] }));

    const { lines } = await reloader.reload('request');

    expect(lines[1]).toBe('warning: a.yaml:3:1: the service "x" is not used');
    expect(log.lines.some(({ level, message }) => level === 'warn' && message.includes('warnings'))).toBe(true);
  });

  it('is one for all who ask before it reads, and one more for who asks while it does', async () => {
    const gates: PromiseWithResolvers<Settings>[] = [];
    const { reloader, loads } = rig(() => {
      const gate = Promise.withResolvers<Settings>();
      gates.push(gate);
      return gate.promise;
    });
    const early = Array.from({ length: 20 }, () => reloader.reload('request'));
    await expect.poll(() => gates.length).toBe(1);

    const late = Array.from({ length: 20 }, () => reloader.reload('request'));
    gates[0]?.resolve(settings('', HASHES.first));
    await Promise.all(early);
    await expect.poll(() => gates.length).toBe(2);
    gates[1]?.resolve(settings(''));

    const answers = await Promise.all(late);
    expect(answers.map(({ lines }) => lines[0])).toEqual(Array(20).fill('configuration 222222222222 is loaded'));
    expect(loads()).toBe(2);
  });

  it('goes on after one that failed', async () => {
    let count = 0;
    const { reloader } = rig(() => {
      if (++count === 1) throw new Error('ENOENT: no such file');
      return settings('');
    });

    const answers = [await reloader.reload('signal'), await reloader.reload('signal')];

    expect(answers.map(({ loaded }) => loaded)).toEqual([false, true]);
    expect(answers[0]?.lines).toContain('ENOENT: no such file');
  });
});

describe('a reload because of files', () => {
  it('swaps nothing when what runs is what is there', async () => {
    const { reloader, log, swapped } = rig(() => settings('', HASHES.first));

    expect(await reloader.reload('files')).toMatchObject({ loaded: true });

    expect(swapped).toEqual([]);
    expect(log.lines).toEqual([]);
  });

  it('swaps nothing for what somebody else had taken up before', async () => {
    const { reloader, swapped } = rig(() => settings(''));
    await reloader.reload('request');

    await reloader.reload('files');

    expect(swapped).toHaveLength(1);
  });

  it('connects anew when only a secret changed', async () => {
    const { reloader, swapped } = rig(() => settings('', HASHES.first, 'another'));

    await reloader.reload('files');

    expect(swapped).toHaveLength(1);
  });

  it('is well again when the file is put back as it was', async () => {
    let yaml = 'nonsense: 1';
    const { reloader, meter } = rig(() => settings(yaml, HASHES.first));
    await reloader.reload('files');

    yaml = '';
    await reloader.reload('files');

    expect(reloader.running().refusedAt).toBeUndefined();
    expect(await meter.text()).toContain('burnscope_config_last_reload_successful 1');
  });

  it('says the same problem once, and another one again', async () => {
    let yaml = 'nonsense: 1';
    const { reloader, log } = rig(() => settings(yaml));
    const errors = () => log.lines.filter(({ level }) => level === 'error').length;
    await reloader.reload('files');
    await reloader.reload('files');
    const once = errors();

    yaml = 'other_nonsense: 1';
    await reloader.reload('files');

    expect([once, errors()]).toEqual([1, 2]);
  });
});

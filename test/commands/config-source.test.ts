import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchFiles } from '../../src/app/watch-files.ts';
import { fileSource, type FileSource } from '../../src/commands/config-source.ts';
import { ConfigError } from '../../src/config/problem.ts';
import { mountConfigMap } from '../support/config-map.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'burnscope-source-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function source(flags: Readonly<Record<string, string>>): FileSource {
  return fileSource({ files: [], text: (name) => flags[name], texts: () => [], flag: () => false }, () => undefined);
}

const TEAM = 'owner: pay\nservices: { checkout: {} }\n';

describe('the configuration file as a source', () => {
  it('is laid under the flags at every reading', async () => {
    const file = put('main.yaml', 'log: { level: warn }\nweb: { link_days: 1 }\n');
    const read = source({ 'config.file': file, 'log.level': 'debug', 'web.listen-address': '127.0.0.1:1' });

    put('main.yaml', 'log: { level: error }\nweb: { link_days: 2, listen_address: ":2" }\n');
    const again = await read.load();

    expect(read.first.config).toMatchObject({ log: { level: 'debug' }, web: { link_days: 1 } });
    expect(again.config).toMatchObject({
      log: { level: 'debug' },
      web: { link_days: 2, listen_address: '127.0.0.1:1' },
    });
    expect(again.hash).not.toBe(read.first.hash);
  });

  it('is empty without a file, and has no hash then', () => {
    expect(source({}).first).toMatchObject({ hash: '', warnings: [] });
    expect(source({}).files()).toEqual([]);
  });

  it('tells a changed secret from a changed file', async () => {
    const token = put('token', 'old');
    const read = source({ 'config.file': put('main.yaml', `web: { webhook_token_file: ${token} }`) });
    const before = read.first;

    put('token', 'new');
    const after = await read.load();

    expect(after.hash).toBe(before.hash);
    expect(after.secrets).not.toBe(before.secrets);
  });

  it('has the files and secrets watched that a reload can take up', () => {
    const main = put(
      'main.yaml',
      `
include: [teams/*.yaml]
database: { url_file: /run/url }
web: { ingest_token_file: /run/ingest }
channels: [{ name: a, type: slack, channel: '#a', token_file: /run/slack }]
sources:
  - name: p
    prometheus: { url: 'https://p', header_files: { X-Key: /run/key }, tls: { ca_file: /run/ca } }
`,
    );
    const team = put('teams/pay.yaml', TEAM);

    expect(source({ 'config.file': main }).files()).toEqual([
      main,
      team,
      '/run/ca',
      '/run/ingest',
      '/run/key',
      '/run/slack',
    ]);
  });

  it('has a file watched that comes and matches an include', async () => {
    const read = source({ 'config.file': put('main.yaml', 'include: [teams/*.yaml]') });
    const watch = watchFiles(read.files);
    await watch.look();

    put('teams/pay.yaml', TEAM);
    const came = await watch.look();
    put('teams/pay.yaml', `${TEAM}# changed`);

    expect([came, await watch.look()]).toEqual([true, true]);
    expect(Object.keys((await read.load()).config.teams[0]?.services ?? {})).toEqual(['checkout']);
  });

  it('sees a file that a swap of the ConfigMap brings', async () => {
    const map = mountConfigMap(join(folder, 'mnt'), { 'main.yaml': 'include: ["*.team.yaml"]' });
    const read = source({ 'config.file': map.path('main.yaml') });
    const watch = watchFiles(read.files);
    await watch.look();

    map.swap({ 'main.yaml': 'include: ["*.team.yaml"]', 'pay.team.yaml': TEAM });

    expect(await watch.look()).toBe(true);
    expect((await read.load()).config.teams).toHaveLength(1);
  });

  it('goes on watching what it knew while the file is broken', async () => {
    const file = put('main.yaml', 'include: [teams/*.yaml]');
    const team = put('teams/pay.yaml', TEAM);
    const read = source({ 'config.file': file });

    put('main.yaml', 'nonsense: 1');

    expect(() => read.load()).toThrow(ConfigError);
    expect(read.files()).toEqual([file, team]);
  });
});

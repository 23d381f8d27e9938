import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mountConfigMap, type MountedConfigMap } from '../support/config-map.ts';

const PATIENCE = { timeout: 60_000 };
let folder: string;
let map: MountedConfigMap;
let child: ChildProcess | undefined;
let output = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'burnscope-reload-'));
  map = mountConfigMap(join(folder, 'mnt'), { 'config.yaml': yaml('info') });
});
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function yaml(level: string, more = ''): string {
  return `storage: { path: ${join(folder, 'data')} }\nlog: { level: ${level} }\n${more}`;
}

/** The real program, with its configuration where Kubernetes mounts it. */
function serve(interval: string): void {
  const argv = [
    'src/main.ts',
    'serve',
    '--config.file',
    map.path('config.yaml'),
    '--web.listen-address',
    '127.0.0.1:0',
  ];
  const env = { ...process.env, DATABASE_URL: '' };
  const started = spawn(process.execPath, [...argv, '--config.auto-reload-interval', interval], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  output = '';
  started.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child = started;
}

function lines(message: string): readonly Record<string, unknown>[] {
  return output
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line['msg'] === message);
}

async function until(message: string, count = 1): Promise<Record<string, unknown>> {
  await expect.poll(() => lines(message).length, PATIENCE).toBe(count);
  return lines(message).at(-1)!;
}

async function metricsOf(port: unknown): Promise<string> {
  return (await fetch(`http://127.0.0.1:${String(port)}/metrics`)).text();
}

describe('burnscope serve', () => {
  it('reloads by SIGHUP, also by one that came while it was starting, and looks at no file when told not to', async () => {
    serve('0');
    // Made at the beginning of a start; the database takes longer.
    await expect.poll(() => existsSync(join(folder, 'data')), PATIENCE).toBe(true);
    expect(lines('listening')).toEqual([]);
    child?.kill('SIGHUP');

    const { port } = await until('listening');
    expect(await until('configuration reloaded')).toMatchObject({ trigger: 'signal' });
    map.swap({ 'config.yaml': yaml('debug') });
    child?.kill('SIGHUP');
    await until('configuration reloaded', 2);

    // Asked for at the level that came with the reload.
    await metricsOf(port);
    await until('request');
    map.swap({ 'config.yaml': yaml('nonsense') });
    child?.kill('SIGHUP');
    expect(await until('configuration not reloaded, the one before it stays')).toMatchObject({ level: 50, count: 1 });
    child?.kill('SIGTERM');
    await until('stopped');
    expect(lines('configuration reloaded').map(({ trigger }) => trigger)).toEqual(['signal', 'signal']);
  }, 120_000);

  it('takes up the swap of a ConfigMap by itself, says once what is wrong with a broken one, and heals', async () => {
    serve('100ms');
    const { port } = await until('listening');
    const hash = async () => /burnscope_config_info\{hash="(\w+)"\} 1/.exec(await metricsOf(port))?.[1];
    const before = await hash();

    map.swap({ 'config.yaml': yaml('info', 'web: { link_days: 7 }\n') });
    const taken = await until('configuration reloaded');
    const after = await hash();

    expect(taken).toMatchObject({ trigger: 'files', hash: after });
    expect(after).not.toBe(before);

    map.swap({ 'config.yaml': yaml('info', 'channels: [{ name: a, type: slak }]\n') });
    await until('configuration not reloaded, the one before it stays');
    expect(await metricsOf(port)).toContain('burnscope_config_last_reload_successful 0');
    expect(await hash()).toBe(after);

    map.swap({ 'config.yaml': yaml('info', 'web: { link_days: 8 }\n') });
    await until('configuration reloaded', 2);
    expect(await metricsOf(port)).toContain('burnscope_config_last_reload_successful 1');
    expect(lines('configuration not reloaded, the one before it stays')).toHaveLength(1);
  }, 120_000);
});

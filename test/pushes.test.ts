import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type Service } from '../src/app.ts';
import { parseConfig } from '../src/config/load-config.ts';
import { inflateProfile } from '../src/adapters/compute/inflate.ts';
import { readProfile } from '../src/core/profile/read-profile.ts';
import { readRecordings } from '../src/commands/demo/recordings.ts';
import { totalOf } from './support/profile-rows.ts';
import { ask, recordedPushes, replay, send } from './support/pushed.ts';
import { quietLog } from './support/quiet-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'burnscope-pushes-'));
let service: Service;
let port: number;
beforeAll(async () => {
  // Recorded times stay what they are: nothing of them is too old, or merged, while the tests run.
  const storage = { path: folder, profiles: { keep: '5y', compact_after: '5y' } };
  const settings = { web: { listen_address: '127.0.0.1:0' }, storage };
  const config = parseConfig(JSON.stringify(settings), 'burnscope.yaml');
  service = await startService(config, quietLog(), undefined);
  port = Number(new URL(service.url).port);
});
afterAll(async () => {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
});

function raw(name: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(readFileSync(new URL(`fixtures/profiles/${name}`, import.meta.url)));
}

const SECOND = 1e9;
/** 2026-11-24T18:27:00Z, where the recorded pushes begin. */
const BEGIN = 1_795_542_420_000;
const at = (second: number) => ({ from: BEGIN + second * 1000, to: BEGIN + second * 1000 });

/** What the recorded pushes hold, by the README beside the recordings. */
const HELD = [
  ['10-push-v1-json-cpu-gzip', 'payments', 'cpu', 0, 0.6],
  ['11-push-v1-json-offcpu-plain', 'payments', 'off-cpu', 0, 14.9],
  ['12-push-v1-json-dotted-labels', 'dotted', 'cpu', undefined, 0.6],
  ['13-push-v1-proto', 'payments-bin', 'cpu', undefined, 1.05],
  // The same once more: kept once.
  ['14-push-v1-proto-gzip', 'payments-bin', 'cpu', undefined, 1.05],
  ['16-push-v1-json-vector-left', 'vector', 'cpu', undefined, 100 / SECOND],
  ['16-push-v1-json-vector-right', 'vector', 'cpu', undefined, 300 / SECOND],
  ['20-ingest-folded-v1', 'frontend', 'cpu', 0, 2.25],
  ['21-ingest-folded-v2', 'frontend', 'cpu', 600, 4.05],
  ['22-ingest-folded-wall', 'frontend', 'wall', 0, 1.66],
  ['23-ingest-lines', 'my-app', 'cpu', 0, 0.03],
  ['30-ingest-pprof-multipart', 'legacy-go', 'cpu', 30, 0.6],
  ['31-ingest-pprof-raw', 'legacy-raw', 'cpu', 30, 0.6],
  ['43-push-v1-no-service-name', 'unknown_service', 'cpu', undefined, 0.6],
] as const;

describe('every recorded push', () => {
  it.each(HELD)('%s is kept and answers within 100 ms', async (name, of, kind, second, seconds) => {
    const recorded = recordedPushes().find((one) => one.name === name)!;

    const answer = await send(service.url, recorded);

    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(recorded.answer);
    const asked = await ask(service, of, kind, second === undefined ? undefined : at(second));
    expect(asked.total / SECOND).toBeCloseTo(seconds, 9);
    expect(asked.milliseconds).toBeLessThan(100);
  });

  it.each([
    ['41-ingest-no-name', 400, 'name: missing'],
    ['42-ingest-bad-pprof', 422, 'not a readable'],
    ['44-push-v1-no-name', 400, '__name__'],
    // A 500 there, which agents would send again for ever.
    ['45-push-v1-bad-pprof', 400, 'series 1, profile 1: not a readable'],
    ['46-push-v1-empty', 400, 'no profiles received'],
  ])('%s is refused as it was, with %i', async (name, status, problem) => {
    const recorded = recordedPushes().find((one) => one.name === name)!;

    const answer = await send(service.url, recorded);

    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ code: 'invalid_argument', message: expect.stringContaining(problem) });
  });

  it('is known by name here, and "my.app", which Pyroscope takes for a type called app, is a service', async () => {
    const names = new Set([...HELD.map(([name]) => name), '40-ingest-bad-name']);
    const refused = recordedPushes().filter(({ name }) => !names.has(name));
    expect(refused.every(({ status }) => status >= 400)).toBe(true);

    expect(
      (
        await send(
          service.url,
          recordedPushes().find(({ name }) => name === '40-ingest-bad-name')!,
        )
      ).status,
    ).toBe(200);
    expect((await ask(service, 'my.app', 'cpu')).total).toBe(10e6);
  });
});

describe('agents as they are', () => {
  it('of Go: CPU, block and mutex are kept apart, goroutines are taken and not kept', async () => {
    const statuses = await Promise.all(['go-001', 'go-002', 'go-003', 'go-007'].map((name) => replay(port, name)));

    expect(statuses).toEqual([200, 200, 200, 200]);
    const [cpu, block, mutex, wall] = await Promise.all(
      (['cpu', 'block', 'mutex', 'wall'] as const).map((kind) => ask(service, 'checkout', kind)),
    );
    expect([cpu!.blocks.length, block!.blocks.length, mutex!.blocks.length, wall!.blocks.length]).toEqual([1, 1, 1, 0]);
    expect(cpu!.blocks[0]!.interval).toEqual({ from: 1_795_545_046_599, to: 1_795_545_061_607 });
  });

  it('of Node: one profile is CPU and wall time, the heap is taken and not kept', async () => {
    const names = ['node-001', 'node-002', 'node-003', 'node-004', 'node-005'];
    const statuses = await Promise.all(names.map((name) => replay(port, name)));

    expect(statuses).toEqual([200, 200, 200, 200, 200]);
    const [cpu, wall] = [await ask(service, 'node-shop', 'cpu'), await ask(service, 'node-shop', 'wall')];
    expect([cpu.blocks.length, wall.blocks.length]).toEqual([3, 3]);
    expect(Object.keys(cpu.selfs).join()).toContain('parseOrder');
    expect(cpu.blocks[0]!.pod).toBe('node-shop-0');
  });

  it('of Python: protobuf in gzip', async () => {
    const statuses = await Promise.all(['python-001', 'python-002', 'python-003'].map((name) => replay(port, name)));

    expect(statuses).toEqual([200, 200, 200]);
    const cpu = await ask(service, 'py-shop', 'cpu');
    expect(cpu.blocks.length).toBe(3);
    expect(Object.keys(cpu.selfs).join()).toContain('decode');
  });

  it('of nobody: curl with a pprof file, labels in braces and quotes', async () => {
    const bytes = readRecordings().profile(readRecordings().runs[0]!, 'cpu');
    const path = '/ingest?name=curled{pod="a"}';
    const status = await new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const asked = request({ host: '127.0.0.1', port, path, method: 'POST', headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      asked.on('error', reject).end(bytes);
    });

    expect(status).toBe(200);
    const cpu = await ask(service, 'curled', 'cpu');
    expect(cpu.blocks.map(({ pod }) => pod)).toEqual(['a']);
    expect(cpu.total).toBeGreaterThan(SECOND);
  });

  it('of Java: one recording in JFR is CPU, wall time and lock waits, its labels beside it', async () => {
    const form = new FormData();
    form.append('jfr', new Blob([raw('jfr/ap-cpu-wall-lock.jfr.gz')]), 'jfr');
    form.append('labels', new Blob([new Uint8Array([10, 0])]), 'labels');
    const query = `name=till%7Bpod%3Dt-1%7D&format=jfr&spyName=javaspy&from=${BEGIN / 1000}&until=${BEGIN / 1000 + 10}`;

    const answer = await fetch(`${service.url}/ingest?${query}`, { method: 'POST', body: form });

    expect(answer.status).toBe(200);
    for (const kind of ['cpu', 'wall', 'block'] as const) {
      const asked = await ask(service, 'till', kind);
      expect([kind, asked.blocks.length, asked.total > SECOND / 10]).toEqual([kind, 1, true]);
      expect(asked.blocks[0]!.interval).toEqual({ from: BEGIN, to: BEGIN + 10_000 });
    }
  });

  it('of Go before there were deltas: what a cumulative profile added is kept', async () => {
    const form = (previous: string) => {
      const parts = new FormData();
      parts.append('profile', new Blob([raw('formats/block.pb.gz')]), 'profile.pprof');
      parts.append('prev_profile', new Blob([raw(previous)]), 'profile.pprof');
      parts.append(
        'sample_type_config',
        new Blob(['{"delay":{"display-name":"mutex_duration","cumulative":true}}']),
        'c',
      );
      return parts;
    };
    const post = (name: string, body: FormData) =>
      fetch(`${service.url}/ingest?name=${name}&spyName=gospy`, { method: 'POST', body });

    const [same, other] = [
      await post('old-go', form('formats/block.pb.gz')),
      await post('odd-go', form('formats/heap.pb.gz')),
    ];

    expect([same.status, other.status]).toEqual([200, 422]);
    expect((await other.json()).message).toContain('the profile before it holds');
    const mutex = await ask(service, 'old-go', 'mutex');
    expect([mutex.blocks.length, mutex.total]).toEqual([1, 0]);
  });

  it.each([
    ['speedscope', raw('formats/py-spy.speedscope.json.gz'), '', 'cpu'],
    ['trie', Uint8Array.from([0, 0, 1, 7, ...Buffer.from('main;ab'), 25, 0]), '', 'cpu'],
    ['tree', Uint8Array.from([0, 0, 1, 4, ...Buffer.from('main'), 25, 0]), '.wall', 'wall'],
    ['', 'main;ab 25\n', '.off_cpu', 'off-cpu'],
  ] as const)('that speak %j are read by what they say', async (format, body, suffix, kind) => {
    const name = `old${format}`;
    const query = new URLSearchParams({ name: `${name}${suffix}`, format, sampleRate: '50' });

    const answer = await fetch(`${service.url}/ingest?${query}`, { method: 'POST', body });

    expect(answer.status).toBe(200);
    const asked = await ask(service, name, kind);
    expect(asked.blocks.length).toBe(1);
    const totals: Record<string, number> = { trie: SECOND / 2, tree: SECOND / 2, '': 25 };
    expect(asked.total).toBe(totals[format] ?? asked.total);
  });

  it('of OpenTelemetry: the profile of each service, in protobuf and JSON', async () => {
    const post = (body: Uint8Array<ArrayBuffer>, type: string, headers = {}) =>
      fetch(`${service.url}/v1development/profiles`, {
        method: 'POST',
        body,
        headers: { 'content-type': type, ...headers },
      });
    const plain = await post(raw('formats/go-cpu-labels-1.otlp.pb'), 'application/x-protobuf');
    const json = await post(raw('formats/go-cpu-labels-1.otlp.json.gz'), 'application/json', {
      'content-encoding': 'gzip',
    });

    expect([plain.status, await plain.text(), json.status, await json.text()]).toEqual([200, '', 200, '{}']);
    // The same twice is kept once.
    const cpu = await ask(service, 'gof', 'cpu');
    const source = readProfile(inflateProfile(raw('formats/cpu-labels-1.pb.gz'), 1e8));
    expect(cpu.blocks.map(({ pod }) => pod)).toEqual(['gof-0']);
    // Nanoseconds since 1970 are more than a number holds exactly.
    expect(Math.abs(cpu.blocks[0]!.interval.from - source.timeMs)).toBeLessThanOrEqual(1);
    expect(cpu.total).toBe(totalOf(source, 1));
  });

  it('is counted by door and outcome', async () => {
    const metrics = await (await fetch(`${service.url}/metrics`)).text();

    expect(metrics).toMatch(/burnscope_pushes_total\{door="ingest",outcome="not compared"\} [1-9]/);
    expect(metrics).toMatch(/burnscope_pushes_total\{door="push.v1",outcome="kept"\} [1-9]/);
    expect(metrics).toMatch(/burnscope_push_bytes_total\{door="push.v1",outcome="refused"\} [1-9]/);
  });
});

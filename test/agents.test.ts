import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectEmbeddedStore } from '../src/adapters/stores/embedded.ts';
import { startService, type Service } from '../src/app.ts';
import { parseConfig } from '../src/config/load-config.ts';
import type { ProfileKind } from '../src/core/profile/profile.ts';
import type { Analysis } from '../src/core/report/analysis.ts';
import { fakeCompute } from './support/fake-compute.ts';
import { quietLog } from './support/quiet-log.ts';
import { sumsHere } from './support/sums-here.ts';

const FIXTURES = fileURLToPath(new URL('fixtures/agents/', import.meta.url));
const GO_FOLDER = join(FIXTURES, 'go-agent');
const PATIENCE = 60_000;

const folder = mkdtempSync(join(tmpdir(), 'burnscope-agents-'));
const log = quietLog();
let service: Service;
beforeAll(async () => {
  const config = parseConfig(
    `web: { listen_address: "127.0.0.1:0" }\nstorage: { path: ${JSON.stringify(folder)} }\n`,
    'burnscope.yaml',
  );
  service = await startService(config, log, undefined);
});
afterAll(async () => {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a program to its end; rejects with what it said when that is no success. */
function run(command: string, parameters: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { timeout: PATIENCE });
    let said = '';
    child.stdout.on('data', (text) => (said += String(text)));
    child.stderr.on('data', (text) => (said += String(text)));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(said) : reject(new Error(`${command}: ${code ?? 'killed'}\n${said}`)),
    );
  });
}

/** Compares v1 with v2 of a service as an investigation does. */
async function diff(name: string, kind: ProfileKind): Promise<Analysis> {
  const store = connectEmbeddedStore(
    { name: 'embedded', type: 'embedded' },
    { ...service.database, blobs: service.blobs, sums: sumsHere },
  );
  const window = { from: Date.now() - 600_000, to: Date.now() };
  const signal = AbortSignal.timeout(10_000);
  const sides = await Promise.all(
    (['baseline', 'comparison'] as const).map(async (side) => {
      const selector = { service_name: name, version: side === 'baseline' ? 'v1' : 'v2' };
      const answer = await store.fetch({ selector, kind, window }, signal);
      if (answer.kind === 'empty') throw new Error(answer.reason);
      return answer.blocks.map(({ pod, bytes, interval }) => {
        const seconds = (interval.to - interval.from) / 1000;
        return { side, kind, name: `${side} of ${pod}`, pod, seconds, bytes };
      });
    }),
  );
  const { analysis } = await fakeCompute().analyse({ sources: sides.flat(), pictures: [] }, signal);
  return analysis;
}

function named({ movers }: Analysis): readonly string[] {
  return movers.filter(({ delta }) => delta > 0).map((mover) => mover.function);
}

function refusals(): readonly string[] {
  return log.lines.filter(({ level }) => level !== 'info' && level !== 'debug').map((line) => JSON.stringify(line));
}

describe('a program of Node under @pyroscope/nodejs', () => {
  it(
    'pushes CPU and wall time, and the function that its next version adds is named',
    async () => {
      for (const version of ['v1', 'v2'])
        expect(await run(process.execPath, [join(FIXTURES, 'node-agent.ts'), service.url, version])).toContain(
          'worked',
        );

      const [cpu, wall] = [await diff('node-agent-shop', 'cpu'), await diff('node-agent-shop', 'wall')];

      // Which one comes first is the sampler's luck on a busy machine: the program's own start is in there too.
      expect(named(cpu)).toContainEqual(expect.stringContaining('applyDiscount'));
      expect(named(wall)).toContainEqual(expect.stringContaining('applyDiscount'));
      expect(refusals()).toEqual([]);
    },
    PATIENCE,
  );
});

/** Builds the program of Go; says what is missing where that cannot be. In CI that is an error, so that nobody believes it ran. */
function buildGoAgent(): string | undefined {
  const program = join(folder, 'go-agent');
  const { status, stderr, error } = spawnSync('go', ['build', '-o', program, '.'], {
    cwd: GO_FOLDER,
    timeout: PATIENCE,
    encoding: 'utf8',
  });
  if (status === 0) return program;
  const why = (error?.message ?? stderr).trim().split('\n').at(-1) ?? '';
  const problem = `The agent of Go was NOT tried: it needs Go from 1.25 and its modules (${why})`;
  if (process.env['CI'] !== undefined) throw new Error(problem);
  process.stderr.write(`\n${'!'.repeat(problem.length)}\n${problem}\n${'!'.repeat(problem.length)}\n`);
  return undefined;
}

const goAgent = buildGoAgent();

describe.runIf(goAgent !== undefined)('a program of Go under pyroscope-go', () => {
  it(
    'pushes CPU, mutex and block, and the function that its next version adds is named',
    async () => {
      for (const version of ['v1', 'v2']) expect(await run(goAgent!, [service.url, version])).toContain('worked');

      const [cpu, mutex, block] = [
        await diff('go-agent-shop', 'cpu'),
        await diff('go-agent-shop', 'mutex'),
        await diff('go-agent-shop', 'block'),
      ];

      expect(named(cpu)).toContainEqual(expect.stringContaining('applyDiscount'));
      expect(
        mutex.movers
          .concat(block.movers)
          .map((mover) => mover.function)
          .join(),
      ).toContain('work');
      expect(refusals()).toEqual([]);
    },
    PATIENCE,
  );
});

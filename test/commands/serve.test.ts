import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';

const storage = mkdtempSync(join(tmpdir(), 'burnscope-serve-'));
const config = join(storage, 'burnscope.yaml');
writeFileSync(config, JSON.stringify({ web: { pages: 'open' }, storage: { path: join(storage, 'data') } }));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(storage, { recursive: true, force: true }));

interface Serving {
  readonly child: ChildProcess;
  readonly url: string;
  readonly lines: () => readonly Record<string, unknown>[];
  readonly exit: Promise<number | null>;
}

/** The real program in a process of its own, as an operator runs it. */
async function serve(): Promise<Serving> {
  const env = { ...process.env, DATABASE_URL: '' };
  const argv = ['src/main.ts', 'serve', '--config.file', config, '--web.listen-address', '127.0.0.1:0'];
  const child = spawn(process.execPath, argv, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const exit = once(child, 'exit').then(([code]: unknown[]) => (typeof code === 'number' ? code : null));
  const lines = () =>
    text
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  await expect.poll(() => lines().some((line) => line['msg'] === 'listening'), { timeout: 30_000 }).toBe(true);
  const port = lines().find((line) => line['msg'] === 'listening')?.['port'];
  return { child, url: `http://127.0.0.1:${String(port)}`, lines, exit };
}

function deliver(url: string): Promise<Response> {
  const body = readFileSync('test/fixtures/alerts/01-firing-single-1.body.json', 'utf8');
  return fetch(`${url}/webhooks/alertmanager`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  });
}

describe('burnscope serve', () => {
  it('drains on SIGTERM and ends with 0', async () => {
    const { child, lines, exit } = await serve();

    child.kill('SIGTERM');

    expect(await exit).toBe(0);
    expect(lines().map((line) => line['msg'])).toEqual(expect.arrayContaining(['draining', 'stopped']));
  }, 180_000);

  it('loses nothing it accepted to a second SIGTERM, and nothing to kill -9', async () => {
    const first = await serve();
    expect((await deliver(first.url)).status).toBe(202);
    first.child.kill('SIGTERM');
    first.child.kill('SIGTERM');
    await first.exit;

    const second = await serve();
    second.child.kill('SIGKILL');
    await second.exit;

    const third = await serve();
    // The inbox is open here: exactly one post, whichever of the three processes wrote it.
    await expect.poll(() => postsIn(third.url), { timeout: 60_000 }).toBe(1);
  }, 180_000);
});

async function postsIn(url: string): Promise<number> {
  const page = await (await fetch(`${url}/inbox`)).text();
  // Headings only: a picture's alternative text names the SLO too.
  return page.match(/<h2[^>]*>[^<]*checkout · requests-availability/g)?.length ?? 0;
}

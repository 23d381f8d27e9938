import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/commands/run-command.ts';
import { startFakePyroscope, type FakePyroscope } from '../adapters/stores/pyroscope/fake-pyroscope.ts';

const NOON = Date.parse('2026-11-28T08:55:00Z');
const folder = mkdtempSync(join(tmpdir(), 'burnscope-flamegraph-'));
const picture = join(folder, 'out.png');
const file = join(folder, 'burnscope.yaml');
let pyroscope: FakePyroscope;

beforeAll(async () => {
  const profile = { type: 'process_cpu:cpu:nanoseconds:cpu:nanoseconds', labels: { service_name: 'payments' } };
  pyroscope = await startFakePyroscope([{ ...profile, at: NOON, cost: 1e9 }]);
  pyroscope.trouble = ({ method }, response) => {
    if (method !== 'SelectMergeStacktraces') return false;
    const body = readFileSync('test/fixtures/pyroscope/400-main-trace-b2-pprof-proto.response');
    response.writeHead(200, { 'content-type': 'application/proto' }).end(body);
    return true;
  };
  writeFileSync(
    file,
    `storage: { path: ${folder} }
stores:
  - { name: there, type: pyroscope, url: '${pyroscope.url}' }
  - { name: dumps, type: files, path: ${folder} }
`,
  );
});
afterAll(() => {
  pyroscope.close();
  rmSync(folder, { recursive: true, force: true });
});

const TIMES = ['--from', '2026-11-28T08:56:00Z', '--to', '2026-11-28T08:57:00Z'];
const COMMON = ['--picture', picture, '--config.file', file, ...TIMES];

async function run(...argv: readonly string[]) {
  const printed: string[] = [];
  const complained: string[] = [];
  const terminal = { print: (line: string) => printed.push(line), complain: (line: string) => complained.push(line) };
  return { code: await runCommand(['flamegraph', ...argv], terminal), out: printed.join('\n'), err: complained };
}

describe('burnscope flamegraph --selector', () => {
  it('draws the samples of a trace; stores that have none of it say why', async () => {
    const { code, out, err } = await run('--selector', 'service_name="payments"', '--trace-id', 'b2', ...COMMON);

    expect(code).toBe(0);
    expect(out).toContain(picture);
    expect((await sharp(picture).metadata()).width).toBeGreaterThan(500);
    const asked = pyroscope.asked.find(({ method }) => method === 'SelectMergeStacktraces')!.message;
    expect(asked['10']).toBe(`${'0'.repeat(30)}b2`);
    // The recording that holds the request may have begun before it.
    expect(asked['start']).toBeLessThanOrEqual(NOON);
    expect(err).toEqual([
      expect.stringMatching(/dumps: no cpu samples of trace.*type files cannot tell requests apart/),
    ]);
    // Which belongs to the service that may be running.
    expect(existsSync(join(folder, 'database'))).toBe(false);
  }, 60_000);

  it.each([
    [['--selector', 'service_name=~"x"'], /--selector: a selector asks by equality/],
    [['--selector', 'a="b"', '--span-id', 'a1', '--trace-id', 'b2'], /not both/],
    [['--selector', 'a="b"', '--span-id', 'xyz'], /--span-id must be the hexadecimal id of a span, not "xyz"/],
    [['--selector', 'a="b"', '--from', 'noon'], /--from must be a time/],
    [['--selector', 'a="b"', '--from', '2027-01-01T00:00:00Z', '--to', '2026-01-01T00:00:00Z'], /--from is after --to/],
    [['--selector', 'a="b"', 'file.pprof'], /either a file or --selector/],
  ])('refuses %j in one clear line', async (argv, message) => {
    const { code, err } = await run(...argv, '--picture', picture);

    expect(code).toBe(1);
    expect(err).toHaveLength(1);
    expect(err[0]).toMatch(message);
  });
});

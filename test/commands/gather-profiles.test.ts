import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { gatherProfiles, kindByName } from '../../src/commands/gather-profiles.ts';
import { runCommand } from '../../src/commands/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'burnscope-gather-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const FORMATS = 'test/fixtures/profiles/formats';

async function run(...argv: readonly string[]) {
  const printed: string[] = [];
  const complained: string[] = [];
  const code = await runCommand(argv, {
    print: (line) => printed.push(line),
    complain: (line) => complained.push(line),
  });
  return { code, out: printed.join('\n'), err: complained.join('\n') };
}

/** A folder per side with the files under their own or other names. */
function side(name: string, files: Readonly<Record<string, string>>): string {
  const path = join(folder, name);
  mkdirSync(path);
  for (const [as, from] of Object.entries(files)) cpSync(join(FORMATS, from), join(path, as));
  return path;
}

describe('kindByName', () => {
  it.each([
    ['cpu.pprof', 'cpu'],
    ['wall-1.folded', 'wall'],
    ['WALL.folded', 'wall'],
    ['lock-total-ns.collapsed', 'block'],
    ['block.pprof', 'block'],
    ['off-cpu.folded', 'off-cpu'],
    ['offcputime.folded', 'off-cpu'],
    ['v1.2.0-1-mutex.pprof', 'mutex'],
    ['ap-jfrconv-wall.pprof', 'wall'],
    ['ap-lock-count.collapsed', 'block'],
    ['wall-e-cpu.folded', 'wall'],
    ['checkout_off-cpu.folded', 'off-cpu'],
    ['firewall.folded', 'cpu'],
    ['blockchain-cpu.folded', 'block'],
    ['profile.pb.gz', 'cpu'],
  ])('%s is %s', (name, kind) => {
    expect(kindByName(name)).toBe(kind);
  });
});

describe('gatherProfiles', () => {
  it('takes files of any ending, JSON too, and leaves READMEs, YAML and hidden files alone', () => {
    const path = side('endings', {
      'cpu.pgo': 'cpu-labels-1.pb.gz',
      'stacks.txt': 'py-spy-head.folded',
      'trace.cpuprofile': 'pprof-rs.pb',
    });
    for (const name of ['runs.json', 'README.md', 'readme.txt', '.hidden', 'values.yaml'])
      writeFileSync(join(path, name), '{}');

    const names = gatherProfiles(path, 'baseline', {}).map(({ name }) => name.slice(path.length + 1));

    expect(names).toEqual(['cpu.pgo', 'runs.json', 'stacks.txt', 'trace.cpuprofile']);
  });
});

describe('a folder with more in it than profiles', () => {
  it('says in one sentence what is none, and answers from the rest', async () => {
    const path = side('mixed', { 'cpu.pb.gz': 'cpu-labels-1.pb.gz' });
    for (const name of ['runs.json', 'push.headers.json']) writeFileSync(join(path, name), '{"runs": [], "by": "k6"}');
    writeFileSync(join(path, 'notes.txt'), 'recorded on a Tuesday\n');

    const { code, out } = await run('diff', path, path);

    expect(code).toBe(0);
    expect(out.match(/no profile/g)).toHaveLength(1);
    expect(out).toContain(`${join(path, 'notes.txt')} and 5 more are no profiles and were left out.`);
  });

  it('says of a broken file what is wrong with it: it is no note', async () => {
    const path = side('broken', { 'cpu.pb.gz': 'cpu-labels-1.pb.gz' });
    writeFileSync(join(path, 'cut.cpuprofile'), '{"nodes":[{"id":1,"callFrame":{"functionName":"(ro');
    writeFileSync(join(path, 'empty.folded'), '');
    writeFileSync(join(path, 'perf.data'), 'PERFILE2....');

    const { out } = await run('diff', path, path);

    expect(out).toMatch(/cut\.cpuprofile was left out: .*cut off/);
    expect(out).toMatch(/empty\.folded was left out: .*empty/);
    expect(out).toMatch(/perf\.data was left out: .*perf script/);
  });

  it('says of a memory profile what it holds', async () => {
    const path = side('heap', { 'cpu.pb.gz': 'cpu-labels-1.pb.gz', 'heap.pb.gz': 'heap.pb.gz' });

    const { out } = await run('diff', path, path);

    expect(out).toContain('heap.pb.gz holds memory (alloc_objects/count, ');
    expect(out).toContain('no CPU time or waiting, and was left out');
  });
});

describe('the kind of a profile that does not say it', () => {
  const panels = async (path: string, ...options: readonly string[]) =>
    JSON.parse((await run('diff', path, path, '--json', ...options)).out).panels as readonly { source: string }[];

  it('is told by the name of the file, and --kind wins over it', async () => {
    const wall = side('converted-wall', { 'ap-jfrconv-wall.pprof': 'ap-jfrconv-wall.pprof' });

    expect((await panels(wall))[1]).toMatchObject({ source: 'wall time (CPU included)' });
    expect((await panels(wall, '--kind', 'cpu'))[0]).toMatchObject({ source: 'CPU time' });
    expect((await panels(wall, '--kind', 'cpu'))[0]).not.toHaveProperty('empty');
  });
});

describe('--label', () => {
  it('keeps samples that carry it, and says when none does', async () => {
    const picture = join(folder, 'span.png');
    const file = join(FORMATS, 'cpu-labels-1.pb.gz');

    const span = await run('flamegraph', file, '--picture', picture, '--label', 'span_id=1715609f7c746c69');
    const nobody = await run('flamegraph', file, '--picture', picture, '--label', 'tenant=acme', '--label', 'tenant=x');

    expect(span.code).toBe(0);
    expect(nobody.code).toBe(1);
    expect(nobody.err).toContain('has no samples with the label tenant=acme and tenant=x');
  });

  it('must be KEY=TEXT', async () => {
    expect((await run('diff', 'a', 'b', '--label', 'span_id')).err).toContain('--label must be KEY=TEXT');
  });
});

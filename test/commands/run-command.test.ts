import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecordings } from '../../src/commands/demo/recordings.ts';
import { runCommand } from '../../src/commands/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'burnscope-commands-'));
const recordings = readRecordings();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...argv: readonly string[]) {
  const printed: string[] = [];
  const complained: string[] = [];
  const code = await runCommand(argv, {
    print: (line) => printed.push(line),
    complain: (line) => complained.push(line),
  });
  return { code, out: printed.join('\n'), err: complained };
}

describe('runCommand', () => {
  it.each([
    [['dif'], /no command "dif" — did you mean "diff"\?/],
    [['demo', '--onec'], /unknown option --onec — did you mean "once"\?/],
    [['diff', 'one'], /diff needs two paths \(usage: burnscope diff BASELINE COMPARISON/],
    [['diff', '/nowhere/a', '/nowhere/b'], /no such file or directory.*\/nowhere\/a/],
    [['check', '/nowhere.yaml'], /no such file.*\/nowhere\.yaml/],
    [['explain', 'package.json', 'tsconfig.json'], /exactly one payload/],
    [['flamegraph', 'x', '--picture'], /picture/],
    [['diff', 'a', 'b', '--kind', 'gpu'], /--kind must be one of cpu, block/],
    [['diff', 'demo', 'demo', '--requests', '0:1'], /--requests must be BASELINE:COMPARISON/],
    [['serve', '--web.listen-address', 'nonsense'], /\(flags\).*listen_address: must be host:port/],
    [['investigate', 'x.json'], /needs one payload and --out DIR/],
  ])('answers %j in one clear line', async (argv, message) => {
    const { code, err } = await run(...argv);

    expect(code).toBe(1);
    expect(err).toHaveLength(1);
    expect(err[0]).toMatch(message);
    expect(err[0]).not.toContain('\n');
  });

  it('helps', async () => {
    const { code, out } = await run('help');

    expect(code).toBe(0);
    for (const name of ['serve', 'demo', 'check', 'explain', 'investigate', 'diff', 'flamegraph'])
      expect(out).toContain(`burnscope ${name}`);
    expect((await run('diff', '--help')).out).toContain('exit 0 unchanged, 3 changed');
  });
});

describe('burnscope check', () => {
  it('tells all problems of all files', async () => {
    const bad = join(folder, 'bad.yaml');
    writeFileSync(bad, 'web: {pages: maybe}\nlogg: {}\n');

    const { code, out, err } = await run('check', 'config/example.yaml', bad);

    expect(code).toBe(1);
    expect(out).toContain('config/example.yaml: fine');
    expect(err.join('\n').split('\n')).toEqual([
      expect.stringContaining(`${bad}:1:7: web.pages:`),
      expect.stringContaining(`${bad}:2:1: unknown key "logg" — did you mean "log"?`),
    ]);
  });
});

describe('burnscope explain', () => {
  it('says for each recorded alert what it would lead to', async () => {
    const { out } = await run('explain', 'test/fixtures/alerts/01-firing-single-1.body.json', '--json');

    expect(JSON.parse(out).alerts).toEqual([
      expect.objectContaining({
        fingerprint: '6bd2a0b65384fbcc',
        action: 'investigate',
        dialect: 'sloth',
        service: 'checkout',
        slo: 'requests-availability',
        objective: 0.999,
        burn: [
          { long: '1h', short: '5m', factor: 14.4 },
          { long: '6h', short: '30m', factor: 6 },
        ],
        channel: 'inbox',
        selector: { service_name: 'checkout' },
        onset: expect.objectContaining({ method: 'alert', certain: false, firedAt: '2026-11-24T18:56:09.538Z' }),
        windows: expect.objectContaining({ baseline: expect.objectContaining({ mode: 'before the long window' }) }),
      }),
    ]);
  });

  it('reads a payload of hostile labels without following them', async () => {
    const { code, out } = await run('explain', 'test/fixtures/alerts/22-hostile-1.body.json', '--json');

    expect(code).toBe(0);
    expect(JSON.parse(out).alerts).toHaveLength(1);
  });
});

describe('burnscope diff and flamegraph', () => {
  const side = (name: 'baseline' | 'comparison') => join(folder, name);
  beforeAll(() => {
    for (const { id, side: name } of recordings.runs) {
      mkdirSync(side(name), { recursive: true });
      cpSync(`demo/recordings/profiles/${id}`, join(side(name), id), { recursive: true });
    }
  });

  it.each([
    [['--deploy', 'v1.2.0..v1.2.1'], '--repository DIR and --deploy FROM..TO belong together'],
    [['--repository', '.', '--deploy', 'v1.2.1'], '--deploy must be FROM..TO, such as v1.4.0..v1.5.0, not "v1.2.1"'],
    [['--repository', '.', '--deploy', 'a..b..c'], 'not "a..b..c"'],
  ])('says what is wrong with %j', async (options, problem) => {
    const { code, err } = await run('diff', side('baseline'), side('comparison'), ...options);

    expect(code).toBe(1);
    expect(err[0]).toContain(problem);
  });

  it('prints an Analysis that names function and commit, draws, and exits 3', async () => {
    const picture = join(folder, 'diff.png');

    const options = ['--requests', '28907:28861', '--repository', recordings.repository, '--deploy', 'v1.2.0..v1.2.1'];

    const { code, out } = await run(
      'diff',
      side('baseline'),
      side('comparison'),
      '--json',
      '--picture',
      picture,
      ...options,
    );
    const analysis = JSON.parse(out);

    expect(code).toBe(3);
    expect(analysis).toMatchObject({
      schema: 'burnscope.analysis/1',
      verdict: { kind: 'code', confidence: 'sure', culprits: [{ commit: recordings.truth.culpritCommit }] },
      load: { requestRatio: expect.closeTo(1, 1) },
    });
    expect(analysis.movers[0].function).toBe(recordings.truth.functions[0]);
    expect(await sharp(picture).metadata()).toMatchObject({ width: 1280, height: 720 });
  });

  it('believes the profile and not the name of its file', async () => {
    const named = (name: string, which: 'baseline' | 'comparison') => {
      const file = join(folder, `${which}-${name}`);
      cpSync(join(folder, which, recordings.runs.find((one) => one.side === which)!.id, 'block.pprof'), file);
      return file;
    };

    const { out } = await run(
      'diff',
      named('profile.pb.gz', 'baseline'),
      named('profile.pb.gz', 'comparison'),
      '--json',
    );

    const [cpu, waits] = JSON.parse(out).panels;
    expect(cpu.empty).toEqual(expect.any(String));
    expect(waits).toMatchObject({ profile: 'off-cpu', source: 'lock and channel waits' });
  });

  it('exits 0 when nothing changed', async () => {
    const { code, out } = await run('diff', side('baseline'), side('baseline'));

    expect(code).toBe(0);
    expect(out).toContain('nothing-here');
  });

  it('answers from nine files when one of ten is broken, and names it', async () => {
    const broken = join(folder, 'broken');
    cpSync(side('comparison'), broken, { recursive: true });
    const victim = join(broken, recordings.runs.find((one) => one.side === 'comparison')!.id, 'cpu.pprof');
    writeFileSync(victim, readFileSync(victim).subarray(0, 500));

    const { out } = await run('diff', side('baseline'), broken);

    expect(out).toContain('pricing.lineTax');
    expect(out).toContain(`note: ${victim} was left out:`);
  });

  it('says what is wrong when there is nothing to compare', async () => {
    const text = join(folder, 'page.pprof');
    writeFileSync(text, '<html>no</html>');

    const { code, err } = await run('diff', text, text);

    expect(code).toBe(1);
    expect(err[0]).toContain('page.pprof was left out');
  });

  it('compares folded text, told its unit by the file name', async () => {
    const [old, now] = ['cpu-old.folded', 'cpu-now.folded'].map((name) => join(folder, name)) as [string, string];
    writeFileSync(old, 'main;handle;parse 400\nmain;handle;db 900\nmain;gc 300\n');
    writeFileSync(now, 'main;handle;parse 1800\nmain;handle;db 900\nmain;gc 300\n');

    const { code, out } = await run('diff', old, now, '--json');

    expect(JSON.parse(out).movers[0]).toMatchObject({ function: 'parse', profile: 'cpu' });
    expect([0, 3]).toContain(code);
  });

  it('draws one flame graph of one file', async () => {
    const picture = join(folder, 'flame.png');

    const { code, out } = await run(
      'flamegraph',
      join(side('baseline'), recordings.runs[0]!.id, 'cpu.pprof'),
      '--picture',
      picture,
    );

    expect(code).toBe(0);
    expect(out).toContain('1280×720');
    expect(await sharp(picture).metadata()).toMatchObject({ format: 'png' });
  });
});

describe('burnscope investigate', () => {
  it('writes report, post and says so when nothing opens an incident', async () => {
    const config = join(folder, 'investigate.yaml');
    writeFileSync(config, JSON.stringify({ storage: { path: join(folder, 'data') } }));
    const out = join(folder, 'out');

    const done = await run(
      'investigate',
      'test/fixtures/alerts/01-firing-single-1.body.json',
      '--out',
      out,
      '--config.file',
      config,
    );

    expect(done.code).toBe(0);
    expect(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'))).toMatchObject({
      verdict: { kind: 'not-enough-data' },
    });
    expect(readFileSync(join(out, 'post.txt'), 'utf8')).toContain('checkout · requests-availability');
  });
});

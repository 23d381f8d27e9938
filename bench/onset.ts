/**
 * Onset and windows against a real Prometheus, over the recorded scenarios of ../shared/data/onset and those of
 * onset/scenarios.ts. Needs `prometheus` and `promtool` (PROMETHEUS_BIN names their folder; Debian: apt-get download
 * prometheus, dpkg -x) and python3. `node bench/onset.ts [part of a name]`; a JSON line per scenario, then the bar.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { judge, type Judged } from './onset/judge.ts';
import { SCENARIOS } from './onset/scenarios.ts';
import { ONSET, tellTruth, writeScenario } from './onset/write-scenario.ts';

const SHARED = fileURLToPath(new URL('../../shared/data/onset/', import.meta.url));
const BIN = process.env['PROMETHEUS_BIN'] ?? '/usr/bin';
/** A port for each server: connections that are kept alive do not survive a successor. */
let port = 9490;
/** How long after the onset the generated metrics go on, minutes. */
const UNTIL = 330;
const wanted = process.argv[2] ?? '';

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

if (!existsSync(join(SHARED, 'load.py')) || !existsSync(join(BIN, 'promtool'))) {
  say('SKIPPED onset: needs ../shared/data/onset and PROMETHEUS_BIN, a folder with prometheus and promtool');
} else {
  const judged: Judged[] = [];
  for (const name of readdirSync(SHARED).filter((one) => /^s\d/.test(one) && one.includes(wanted))) {
    judged.push(...(await withPrometheus(join(SHARED, name), async () => undefined)));
  }
  for (const scenario of SCENARIOS.filter(({ name }) => name.includes(wanted))) {
    const folder = mkdtempSync(join(tmpdir(), 'burnscope-onset-'));
    writeScenario(scenario, folder, ONSET, UNTIL);
    judged.push(...(await withPrometheus(folder, (url, work) => tellTruth(scenario, url, work, UNTIL))));
    rmSync(folder, { recursive: true, force: true });
  }
  conclude(judged);
}

/** Loads one folder, judges it with and without the server's rules, and lets the server go. */
async function withPrometheus(
  folder: string,
  prepare: (url: string, work: string) => Promise<void>,
): Promise<Judged[]> {
  const work = mkdtempSync(join(tmpdir(), 'burnscope-onset-'));
  const load = (...more: readonly string[]) =>
    spawnSync(
      'python3',
      [
        join(SHARED, 'load.py'),
        folder,
        '--work',
        work,
        '--port',
        `${port}`,
        '--bin',
        BIN,
        '--at',
        'end',
        '--rules-hours',
        '30',
        ...more,
      ],
      { encoding: 'utf8' },
    );
  try {
    const { stdout, stderr, status } = load();
    if (status !== 0) throw new Error(`cannot load ${folder}: ${stderr.slice(-400)}`);
    const { url }: { url: string } = JSON.parse(stdout);
    await prepare(url, work);
    const found: Judged[] = [];
    for (const rules of [true, false]) {
      for (const at of ['firing', 'resolved'] as const) found.push(...(await judge(work, url, at, rules)));
    }
    for (const one of found) say(JSON.stringify(one));
    return found;
  } finally {
    load('--stop');
    port++;
    rmSync(work, { recursive: true, force: true });
  }
}

function conclude(judged: readonly Judged[]): void {
  for (const rules of [true, false]) {
    const all = judged.filter((one) => one.rules === rules);
    const sure = all.filter((one) => !one.truth.uncertain);
    const off = sure.map((one) => Math.abs(one.onsetMinutes)).toSorted((a, b) => a - b);
    const times = all.map((one) => one.milliseconds).toSorted((a, b) => a - b);
    const figures = {
      figure: rules ? 'onset' : 'onset without the rules API',
      scenarios: all.length,
      medianMinutes: off[Math.floor(off.length / 2)],
      worstStepMinutes: worst(sure.filter((one) => one.truth.ramp !== true)),
      worstRampMinutes: worst(sure.filter((one) => one.truth.ramp === true)),
      baselinesThatBurned: sure.filter((one) => one.baselineBurned > 0).length,
      baselinesOverADeploy: all.filter((one) => one.overADeploy).map((one) => one.scenario),
      leastInsideTheBurn: Math.min(...all.map((one) => one.comparisonInside)),
      wronglySure: all.filter((one) => one.truth.uncertain && one.certain).map((one) => one.scenario),
      needlesslyUnsure: sure.filter((one) => !one.certain).map((one) => one.scenario),
      medianMs: times[Math.floor(times.length / 2)],
      worstMs: times.at(-1),
    };
    if (all.length > 0) say(JSON.stringify(figures));
  }
}

function worst(judged: readonly Judged[]): number | undefined {
  return judged
    .map((one) => Math.abs(one.onsetMinutes))
    .toSorted((a, b) => a - b)
    .at(-1);
}

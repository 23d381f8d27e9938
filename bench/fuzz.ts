/**
 * Feeds damaged files to every decoder: `npx node bench/fuzz.ts [inputs=1000000] [seed=1] [format=pprof] [only=NUMBER] [bombs=no]`.
 * Each input must become a sound profile or be refused in one line that says where, within a second. The same arguments give the same
 * inputs; `format=… seed=… only=…` repeats one. Exit code 1 when anything else happened.
 */
import { buildOrRefuse, readOrRefuse, type Outcome } from './fuzz/check.ts';
import { explodeBombs } from './fuzz/explode.ts';
import { fuzzer, type Fuzzed } from './fuzz/inputs.ts';
import { settingsOf } from './fuzz/settings.ts';

const SLOWEST_KEPT = 5;
/** Of CPU time, so that other work on the machine does not count. */
const TOO_SLOW_MS = 1000;
const SHOWN_FAILURES = 20;

interface Slow {
  readonly ms: number;
  readonly number: number;
  readonly bytes: number;
}

interface Tally {
  inputs: number;
  profiles: number;
  refused: number;
  foreign: number;
  slowest: Slow[];
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function fuzz(format: Fuzzed, seed: number, numbers: Iterable<number>): Tally {
  const inputOf = fuzzer(format, seed);
  const tally: Tally = { inputs: 0, profiles: 0, refused: 0, foreign: 0, slowest: [] };
  for (const number of numbers) {
    const { bytes, random } = inputOf(number);
    const begin = cpuMs();
    let outcome: Outcome | undefined;
    try {
      outcome = readOrRefuse(bytes);
      if (outcome.profile !== undefined) buildOrRefuse(outcome.profile, random);
    } catch (error) {
      tally.foreign++;
      if (tally.foreign <= SHOWN_FAILURES) say(`FOREIGN ${format} seed=${seed} only=${number}: ${explain(error)}`);
    }
    const ms = cpuMs() - begin;
    tally.inputs++;
    if (outcome?.profile !== undefined) tally.profiles++;
    if (outcome?.refusal !== undefined) tally.refused++;
    note(tally, { ms, number, bytes: bytes.length });
    if (ms > TOO_SLOW_MS)
      say(`SLOW ${format} seed=${seed} only=${number}: ${ms.toFixed(0)} ms for ${bytes.length} bytes`);
  }
  return tally;
}

function note(tally: Tally, slow: Slow): void {
  if (tally.slowest.length === SLOWEST_KEPT && slow.ms <= tally.slowest.at(-1)!.ms) return;
  tally.slowest = [...tally.slowest, slow].sort((a, b) => b.ms - a.ms).slice(0, SLOWEST_KEPT);
}

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.message.slice(0, 600)} ${(error.stack ?? '')
    .split('\n')
    .slice(1, 6)
    .map((line) => line.trim())
    .join(' < ')}`;
}

function main(): void {
  const { inputs, seed, formats, only, bombs } = settingsOf(process.argv.slice(2));
  // A sixth of the time goes into the stack traces of refusals, which nobody reads.
  if (only === undefined) Error.stackTraceLimit = 0;
  let foreign = 0;
  let slow = 0;
  if (bombs && only === undefined) {
    const failed = explodeBombs(formats, say);
    foreign += failed.foreign;
    slow += failed.slow;
  }
  say(['format', 'inputs', 'profiles', 'refused', 'per s', 'slowest ms (only=NUMBER, bytes)'].join('\t'));
  for (const format of formats) {
    const begin = performance.now();
    const numbers = only === undefined ? Array(Math.ceil(inputs / formats.length)).keys() : [only];
    const tally = fuzz(format, seed, numbers);
    const rate = tally.inputs / ((performance.now() - begin) / 1000);
    const slowest = tally.slowest.map(({ ms, number, bytes }) => `${ms.toFixed(0)} (${number}, ${bytes})`).join(' ');
    say([format, tally.inputs, tally.profiles, tally.refused, rate.toFixed(0), slowest].join('\t'));
    foreign += tally.foreign;
    slow += tally.slowest.filter(({ ms }) => ms > TOO_SLOW_MS).length;
  }
  say(`foreign errors: ${foreign}, over a second: ${slow}`);
  if (foreign + slow > 0) process.exitCode = 1;
}

main();

/** Feeds the decoders files made to take time or memory out of proportion, and measures both. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { randomOf } from '../ranking/random.ts';
import { buildOrRefuse, readOrRefuse, type Outcome } from './check.ts';
import type { Fuzzed } from './inputs.ts';
import { JFR_BOMBS } from './jfr-bombs.ts';
import { CPUPROFILE_BOMBS, OTLP_JSON_BOMBS, SPEEDSCOPE_BOMBS, TRACE_BOMBS } from './json-bombs.ts';
import { FOLDED_BOMBS, GPERFTOOLS_BOMBS, INFLATE_BOMBS, nameBombs, PERF_BOMBS } from './text-bombs.ts';
import { OTLP_BOMBS, PPROF_BOMBS, type Bombs } from './wire-bombs.ts';

const BOMBS: Readonly<Record<Fuzzed, () => Bombs>> = {
  pprof: () => PPROF_BOMBS,
  folded: () => ({ ...FOLDED_BOMBS, ...nameBombs() }),
  austin: () => ({}),
  'perf script': () => PERF_BOMBS,
  gperftools: () => GPERFTOOLS_BOMBS,
  cpuprofile: () => CPUPROFILE_BOMBS,
  speedscope: () => SPEEDSCOPE_BOMBS,
  'chrome-trace': () => TRACE_BOMBS,
  otlp: () => OTLP_BOMBS,
  'otlp json': () => OTLP_JSON_BOMBS,
  jfr: () => JFR_BOMBS,
  inflate: () => INFLATE_BOMBS,
};

/** As the service bounds it. */
const MOST_INFLATED = 256 * 2 ** 20;
/** A second, and for larger files one for each megabyte. */
const TOO_SLOW_MS = 1000;
const MEGABYTE = 1e6;
/** Long names show in time and take no memory: only those that do are printed. */
const QUIET_MS = 200;

export function explodeBombs(
  formats: readonly Fuzzed[],
  say: (line: string) => void,
): { readonly foreign: number; readonly slow: number } {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let foreign = 0;
  let slow = 0;
  say(['format', 'bytes', 'read ms', 'tree ms', 'allocated / byte', 'retained / byte', 'bomb'].join('\t'));
  for (const format of formats) {
    for (const [name, make] of Object.entries(BOMBS[format]())) {
      const bytes = make();
      // Twice, as columns are only given back after those who held them.
      collect();
      collect();
      const before = memory();
      const begin = cpuMs();
      let outcome: Outcome | string;
      let read = 0;
      try {
        outcome = readOrRefuse(bytes, MOST_INFLATED);
        read = cpuMs();
      } catch (error) {
        outcome = error instanceof Error ? `FOREIGN ${error.message.slice(0, 300)}` : 'FOREIGN';
        foreign++;
      }
      const allocated = memory() - before;
      collect();
      collect();
      const retained = memory() - before;
      const built = cpuMs();
      try {
        if (typeof outcome !== 'string' && outcome.profile !== undefined)
          buildOrRefuse(outcome.profile, randomOf(1, name));
      } catch (error) {
        outcome = error instanceof Error ? `FOREIGN ${error.message.slice(0, 300)}` : 'FOREIGN';
        foreign++;
      }
      const times = [read - begin, cpuMs() - built];
      const isSlow = times[0]! + times[1]! > TOO_SLOW_MS * Math.max(1, bytes.length / MEGABYTE);
      if (isSlow) slow++;
      if (name.startsWith('names of') && times[0]! + times[1]! < QUIET_MS && typeof outcome !== 'string') continue;
      const what = typeof outcome === 'string' ? outcome : (outcome.refusal?.slice(0, 110) ?? 'read');
      const ratios = [allocated, retained].map((amount) => (amount / bytes.length).toFixed(1));
      say(
        [
          format,
          bytes.length,
          ...times.map((ms) => ms.toFixed(0)),
          ...ratios,
          `${isSlow ? 'SLOW ' : ''}${name}: ${what}`,
        ].join('\t'),
      );
    }
  }
  return { foreign, slow };
}

function memory(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

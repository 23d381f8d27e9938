/**
 * Blame in a repository of 100,000 commits, which is made in the temporary folder, or kept in BLAME_LARGE. Bars: blame of
 * 5 movers < 5 s cold (the first question after the clone) and < 1 s warm, and the memory of this process bounded.
 * Run: npx node bench/blame-speed.ts
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { connectRepositories } from '../src/adapters/git/repositories.ts';
import { connectLog } from '../src/adapters/telemetry/log.ts';
import type { Mover } from '../src/core/report/analysis.ts';
import { blameRange } from '../src/pipeline/blame-range.ts';
import type { Repository } from '../src/pipeline/git-ports.ts';
import { makeLarge } from './blame/make-large.ts';
import { barTable, table, type Bar } from './ranking/table.ts';

const ROUNDS = 7;
const MOST_MEGABYTES = 300;
const FIFTY = ['v1.1998.0', 'v1.1999.0'] as const;
const FIVE_HUNDRED = ['v1.1989.0', 'v1.1999.0'] as const;
const work = mkdtempSync(join(tmpdir(), 'burnscope-blame-speed-'));

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function timed<T>(run: () => Promise<T>): Promise<readonly [number, T]> {
  const began = performance.now();
  const answer = await run();
  return [performance.now() - began, answer];
}

interface Figure {
  /** Middle of several runs. */
  readonly ms: number;
  /** What this process and its gits computed in one of them, ms; unknown where there is no /proc. */
  readonly cpu: number;
}

/** CPU of this process and of its children that ended, ms. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function cpu(): number {
  if (!existsSync('/proc/self/stat')) return Number.NaN;
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? [];
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) * 10, 0);
}

async function warm(run: () => Promise<unknown>): Promise<Figure> {
  const times: number[] = [];
  const before = cpu();
  for (let round = 0; round < ROUNDS; round++) times.push((await timed(run))[0]);
  return { ms: times.toSorted((x, y) => x - y)[ROUNDS >> 1] ?? Number.NaN, cpu: (cpu() - before) / ROUNDS };
}

try {
  const kept = process.env['BLAME_LARGE'];
  const source = kept ?? join(work, 'large.git');
  if (!existsSync(source)) {
    execFileSync('git', ['init', '--quiet', '--bare', source]);
    const [made] = await timed(() => makeLarge(source));
    say(`made ${source} in ${Math.round(made / 1000)} s`);
  }
  await measure(source);
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function measure(source: string): Promise<void> {
  const signal = AbortSignal.timeout(900_000);
  const sections = [{ service: 'shop', url: source, allow_file_urls: true }];
  const connect = () => connectRepositories(sections, { folder: join(work, 'mirrors'), log: connectLog('silent') });
  const open = async (): Promise<Repository> => {
    const answer = await connect().open('shop', signal);
    if (answer.kind === 'unknown') throw new Error(answer.reason);
    return answer.repository;
  };
  const [cloned, first] = await timed(open);
  const movers = await moversIn(first, signal);
  rmSync(join(work, 'mirrors'), { recursive: true });
  const repository = await open();
  const memory = process.memoryUsage.rss();
  const verdict = { kind: 'code', confidence: 'sure', sentence: '', culprits: [] } as const;
  const blame = async ([fromVersion, toVersion]: readonly [string, string]) => {
    const deploy = { service: 'shop', at: 0, source: 'generic', fromVersion, toVersion } as const;
    return blameRange(await open(), deploy, { movers, verdict }, signal);
  };
  const [cold, found] = await timed(() => blame(FIFTY));
  const blamed = await warm(() => blame(FIFTY));
  const large = await warm(() => blame(FIVE_HUNDRED));
  const grown = (process.memoryUsage.rss() - memory) / 1e6;
  const range = await repository.range(...FIFTY, signal);
  if (range.kind === 'unknown') throw new Error(range.reason);
  const blobs = [...(await repository.tree(range.to, signal)).values()].filter((_, index) => index % 600 === 0);
  const words = movers.map((mover) => mover.function.split('.').at(-1) ?? '');
  const steps = {
    'open the mirror': await warm(open),
    'range of 50 commits': await warm(() => repository.range(...FIFTY, signal)),
    'range of 500 commits': await warm(() => repository.range(...FIVE_HUNDRED, signal)),
    'tree of 6,000 files': await warm(() => repository.tree(range.to, signal)),
    'texts of 10 files': await warm(() => repository.texts(blobs, signal)),
    'mentions of 5 words': await warm(() => repository.mentions(words, range.to, signal)),
    'range of all 100,000 commits': await warm(() => repository.range('v1.0.0', FIFTY[1], signal)),
    'blame of 5 movers in 50 commits': blamed,
    'blame of 5 movers in 500 commits': large,
  };
  const rounded = (figure: number) => Math.round(figure).toString();
  say(`the machine's load meanwhile: ${loadavg()[0]?.toFixed(1)}; clone of a path: ${rounded(cloned)} ms`);
  say(
    table(
      ['warm', 'ms', 'of CPU'],
      Object.entries(steps).map(([what, figure]) => [what, rounded(figure.ms), rounded(figure.cpu)]),
    ),
  );
  say(`culprits: ${found.culprits.map(({ subject, confidence }) => `${subject} (${confidence})`).join(', ')}`);
  const asked = ['open the mirror', 'range of 500 commits', 'tree of 6,000 files', 'texts of 10 files'] as const;
  const bar = (what: string, figure: number, most: number, unit: string): Bar => ({
    what,
    figure: `${rounded(figure)} ${unit}`,
    asked: `< ${most} ${unit}`,
    reached: figure < most,
  });
  say(
    barTable([
      bar('blame of 5 movers, cold', cold, 5_000, 'ms'),
      bar('blame of 5 movers, warm', blamed.ms, 1_000, 'ms'),
      bar(
        'open, range, tree and texts, warm',
        asked.reduce((sum, step) => sum + steps[step].ms, 0),
        300,
        'ms',
      ),
      bar('memory taken meanwhile', grown, MOST_MEGABYTES, 'MB'),
    ]),
  );
}

/** Functions that commits of the range did change. */
async function moversIn(repository: Repository, signal: AbortSignal): Promise<readonly Mover[]> {
  const range = await repository.range(...FIFTY, signal);
  if (range.kind === 'unknown') throw new Error(range.reason);
  const chosen = range.commits
    .filter(({ parents }) => parents === 1)
    .filter((_, index) => index % 8 === 3)
    .slice(0, 5);
  return Promise.all(
    chosen.map(async ({ subject, changes }, index): Promise<Mover> => {
      const [change] = changes;
      const text = (await repository.texts([change?.after ?? ''], signal)).get(change?.after ?? '') ?? '';
      const lines = text.split('\n');
      const line = lines.indexOf(`\ttotal := ${subject.split(' ').at(-1)}`);
      const name = /func (\w+)/.exec(lines[line - 1] ?? '')?.[1] ?? '';
      const share = 0.3 - index * 0.05;
      return {
        rank: index + 1,
        profile: 'cpu',
        function: `example.com/shop/${dirname(change?.path ?? '')}.${name}`,
        file: `example.com/shop/${change?.path}`,
        line: line + 2,
        lastLine: line + 6,
        kind: 'self',
        baseline: 0.1,
        comparison: 0.1 + share,
        delta: share,
        interval: [share * 0.9, share * 1.1],
        share,
        isNew: false,
        gated: true,
        own: true,
        confidence: 'sure',
        alternatives: [],
        instances: { affected: 3, of: 3 },
      };
    }),
  );
}

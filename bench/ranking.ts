/**
 * Accuracy of the ranking on real Go profiles with known truth, and its speed on a large synthetic tree.
 * Run: npx node bench/ranking.ts [movers=3]. Prints what was named per scenario, then one line of JSON per figure.
 */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { buildCallTree, type BuiltTree } from '../src/core/profile/build-call-tree.ts';
import { decodePprof } from '../src/core/profile/formats/pprof.ts';
import { rankChanges, type Ranking } from '../src/core/ranking/rank-changes.ts';
import { canonicalName } from '../src/core/profile/canonical-name.ts';
import type { Block, CallTree, FunctionInfo, Side } from '../src/core/profile/call-tree.ts';
import type { Profile, ProfileKind } from '../src/core/profile/profile.ts';

interface Run {
  readonly id: string;
  readonly pod: string;
  readonly seconds: number;
  readonly requests: number;
  readonly files: Readonly<Record<string, string>>;
}

interface Scenario {
  readonly id: string;
  readonly kind: string;
  readonly verdicts: readonly string[];
  readonly baselineRuns: readonly string[];
  readonly comparisonRuns: readonly string[];
  readonly functions: readonly string[] | null;
  readonly libraryFunctions?: readonly string[];
}

const SHOP = new URL('../../shared/data/shop/', import.meta.url);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function figure(name: string, got: number, of: number): void {
  say(JSON.stringify({ figure: name, got, of }));
}

function readShop(name: string): string {
  return readFileSync(new URL(name, SHOP), 'utf8');
}

const decoded = new Map<string, Profile>();

function profileOf(run: Run, kind: ProfileKind): Profile {
  const file = run.files[kind]!;
  const profile = decoded.get(file) ?? decodePprof(gunzipSync(readFileSync(new URL(file, SHOP))));
  decoded.set(file, profile);
  return profile;
}

function treeOf(baseline: readonly Run[], comparison: readonly Run[], kind: ProfileKind): BuiltTree {
  const sourcesOf = (runs: readonly Run[], side: Side) =>
    runs.map((run) => ({
      profile: profileOf(run, kind),
      kind,
      side,
      pod: run.id,
      seconds: run.seconds,
      requests: run.requests,
    }));
  return buildCallTree([...sourcesOf(baseline, 'baseline'), ...sourcesOf(comparison, 'comparison')], {
    view: 'own',
    idle: kind === 'cpu' ? 'keep' : 'drop',
  });
}

function rankRuns(baseline: readonly Run[], comparison: readonly Run[]): { ranking: Ranking; milliseconds: number } {
  const cpu = treeOf(baseline, comparison, 'cpu').tree;
  const waits = treeOf(baseline, comparison, 'block').tree;
  const holders = treeOf(baseline, comparison, 'mutex').tree;
  const begin = performance.now();
  const ranking = rankChanges({ cpu, waits, holders });
  return { ranking, milliseconds: performance.now() - begin };
}

/** Every name a reader meets, in reading order. */
function namesOf({ movers }: Ranking): string[] {
  return movers
    .flatMap((mover) => [mover.function, mover.heldBy ?? '', mover.caller ?? ''])
    .filter((name) => name !== '');
}

function measureShop(shownMovers: number): void {
  const recorded: Run[] = JSON.parse(readShop('runs.json'));
  const runs = new Map(recorded.map((run) => [run.id, run]));
  const pick = (ids: readonly string[]): Run[] => ids.map((id) => runs.get(id)!);
  const tally = { guilty: 0, first: 0, amongThree: 0, verdicts: 0, quiet: 0, quietNamed: 0, slowest: 0 };
  const scenarios: Scenario[] = JSON.parse(readShop('truth.json'));
  for (const scenario of scenarios) {
    const { ranking, milliseconds } = rankRuns(pick(scenario.baselineRuns), pick(scenario.comparisonRuns));
    const truth = scenario.functions?.map((name) => canonicalName(name));
    const names = namesOf(ranking).map((name) => canonicalName(name));
    const rank = truth === undefined ? 0 : names.findIndex((name) => truth.includes(name)) + 1;
    const gated = ranking.movers.filter((mover) => mover.gated);
    const right = scenario.verdicts.includes(ranking.verdict.kind);
    tally.verdicts += right ? 1 : 0;
    tally.slowest = Math.max(tally.slowest, milliseconds);
    if (truth === undefined) {
      tally.quiet++;
      tally.quietNamed += gated.length > 0 ? 1 : 0;
    } else {
      tally.guilty++;
      tally.first += rank === 1 && gated.length > 0 ? 1 : 0;
      tally.amongThree += rank >= 1 && rank <= 3 ? 1 : 0;
    }
    say(
      [
        right ? 'ok ' : 'BAD',
        scenario.id.padEnd(19),
        ranking.verdict.kind.padEnd(21),
        ranking.verdict.confidence.padEnd(7),
        `rank ${truth === undefined ? '-' : rank}`,
        `named ${gated.map((mover) => mover.function).join(', ') || '-'}`,
        `${milliseconds.toFixed(0)} ms`,
      ].join('  '),
    );
    say(`      ${ranking.verdict.sentence} ${ranking.load.sentence}`);
    for (const notice of ranking.notices) say(`      note: ${notice}`);
    for (const mover of ranking.movers.slice(0, shownMovers)) {
      const { rank: place, profile, function: name, kind, baseline, comparison, interval, share, gated: mark } = mover;
      say(
        `        ${place}. ${mark ? '*' : ' '} ${profile} ${kind} ${name} ${baseline.toFixed(4)} → ${comparison.toFixed(4)} [${interval.map((end) => end.toFixed(4)).join(', ')}] share ${(share * 100).toFixed(1)} % ${mover.confidence} ${JSON.stringify({ through: mover.through, heldBy: mover.heldBy, or: mover.alternatives, instances: mover.instances })}`,
      );
    }
  }
  figure('shop top-1', tally.first, tally.guilty);
  figure('shop top-3', tally.amongThree, tally.guilty);
  figure('shop verdicts', tally.verdicts, scenarios.length);
  figure('shop quiet named', tally.quietNamed, tally.quiet);
  figure('shop slowest ms', Math.round(tally.slowest), 150);
}

/** A repeatable stream of numbers in 0..1 (Lehmer). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** A tree of `size` nodes over 4 pods × 3 windows a side, with one function 20 % dearer in the comparison. */
function syntheticTree(size: number): CallTree {
  const next = numbers(7);
  const functions = Array.from({ length: Math.max(10, Math.round(size / 20)) }, (_, id): FunctionInfo => {
    const name = id === 0 ? '' : `example.com/service/package${id % 40}.Function${id}`;
    return {
      name,
      canonicalName: name,
      file: `package${id % 40}/file.go`,
      line: id,
      lastLine: id + 5,
      own: id % 2 === 1,
    };
  });
  const parent = new Int32Array(size).fill(-1);
  const functionId = new Int32Array(size);
  const subtreeEnd = new Int32Array(size);
  const path = [0];
  for (let node = 1; node < size; node++) {
    const depth = Math.min(path.length, 1 + Math.floor(next() * 40));
    path.length = Math.max(1, next() < 0.6 ? path.length : depth);
    if (path.length > 40) path.length = 20;
    parent[node] = path.at(-1)!;
    functionId[node] = 1 + Math.floor(next() ** 2 * (functions.length - 1));
    path.push(node);
  }
  for (let node = size - 1; node >= 0; node--) {
    subtreeEnd[node] = Math.max(subtreeEnd[node]!, node + 1);
    if (node > 0) subtreeEnd[parent[node]!] = Math.max(subtreeEnd[parent[node]!]!, subtreeEnd[node]!);
  }
  const weights = Float64Array.from(parent, () => next() ** 6 * 10);
  const blocks: Block[] = [];
  for (const side of ['baseline', 'comparison'] as const) {
    for (let at = 0; at < 12; at++) {
      const self = new Float32Array(size);
      for (let node = 1; node < size; node++) {
        const changed = side === 'comparison' && functionId[node] === 3;
        self[node] = Math.floor(weights[node]! * (changed ? 1.5 : 1) + next()) * 1e7;
      }
      blocks.push({ side, pod: `pod-${at % 4}`, seconds: 60, self });
    }
  }
  return { size, parent, subtreeEnd, functionId, functions, blocks, samplePeriod: 1e7 };
}

function measureSpeed(): void {
  for (const size of [1_000, 10_000, 50_000, 200_000]) {
    const cpu = syntheticTree(size);
    const times = Array.from({ length: 5 }, () => {
      const begin = performance.now();
      rankChanges({ cpu });
      return performance.now() - begin;
    });
    say(`${size} nodes × 24 blocks: first ${times[0]!.toFixed(0)} ms, best ${Math.min(...times).toFixed(0)} ms`);
    if (size === 50_000) figure('ranking 50k nodes × 24 blocks ms', Math.round(Math.min(...times)), 150);
  }
}

if (existsSync(SHOP)) measureShop(Number(/movers=(\d+)/.exec(process.argv.join(' '))?.[1] ?? 0));
else say('SKIPPED: ../shared/data/shop is not there, so nothing was measured on real profiles');
measureSpeed();

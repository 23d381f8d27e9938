/**
 * Accuracy of the ranking on real Go profiles with known truth.
 * Run: npx node bench/ranking.ts [movers=3]. Prints what was named per scenario, then one line of JSON per figure.
 */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { buildCallTree, type BuiltTree } from '../src/core/profile/build-call-tree.ts';
import { decodePprof } from '../src/core/profile/formats/pprof.ts';
import { rankChanges, type Ranking } from '../src/core/ranking/rank-changes.ts';
import { canonicalName } from '../src/core/profile/canonical-name.ts';
import type { Side } from '../src/core/profile/call-tree.ts';
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

if (existsSync(SHOP)) measureShop(Number(/movers=(\d+)/.exec(process.argv.join(' '))?.[1] ?? 0));
else say('SKIPPED: ../shared/data/shop is not there, so nothing was measured on real profiles');

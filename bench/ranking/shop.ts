import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { buildCallTree, type TreeOptions } from '../../src/core/profile/build-call-tree.ts';
import { decodePprof } from '../../src/core/profile/formats/pprof.ts';
import { truthOf, type Truth } from './judge.ts';
import type { CallTree, Side } from '../../src/core/profile/call-tree.ts';
import type { Profile, ProfileKind } from '../../src/core/profile/profile.ts';
import type { RankingInput } from '../../src/core/ranking/rank-changes.ts';

/** One pod's recording in all kinds of profile. */
export interface Pod {
  readonly id: string;
  readonly seconds: number;
  readonly requests: number;
  readonly profile: (kind: ProfileKind) => Profile;
}

export interface Scenario {
  readonly id: string;
  readonly truth: Truth;
  readonly baseline: readonly Pod[];
  readonly comparison: readonly Pod[];
}

export interface Shop {
  readonly scenarios: readonly Scenario[];
  /** Pods of the build that every deploy is compared with, at the usual traffic. */
  readonly healthy: readonly Pod[];
}

interface RecordedRun {
  readonly id: string;
  readonly tag: string;
  readonly load: number;
  readonly seconds: number;
  readonly requests: number;
  readonly files: Readonly<Partial<Record<ProfileKind, string>>>;
}

interface RecordedScenario {
  readonly id: string;
  readonly kind: string;
  readonly verdicts: readonly string[];
  readonly profile: 'cpu' | 'off-cpu';
  readonly baselineRuns: readonly string[];
  readonly comparisonRuns: readonly string[];
  readonly functions: readonly string[] | null;
  readonly libraryFunctions?: readonly string[] | null;
}

const FOLDER = new URL('../../../shared/data/shop/', import.meta.url);

/** The recorded Go service and what is true of it; undefined where the recordings are not at hand. */
export function readShop(): Shop | undefined {
  if (!existsSync(FOLDER)) return undefined;
  const runs: RecordedRun[] = JSON.parse(readFileSync(new URL('runs.json', FOLDER), 'utf8'));
  const scenarios: RecordedScenario[] = JSON.parse(readFileSync(new URL('truth.json', FOLDER), 'utf8'));
  const pods = new Map(runs.map((run) => [run.id, toPod(run)]));
  const podsOf = (ids: readonly string[]): Pod[] => ids.map((id) => pods.get(id)!);
  const { tag } = runs.find((run) => run.id === scenarios[0]!.baselineRuns[0])!;
  return {
    scenarios: scenarios.map((scenario) => ({
      id: scenario.id,
      truth: truthOf(scenario),
      baseline: podsOf(scenario.baselineRuns),
      comparison: podsOf(scenario.comparisonRuns),
    })),
    healthy: podsOf(runs.filter((run) => run.tag === tag && run.load === 1).map((run) => run.id)),
  };
}

function toPod({ id, seconds, requests, files }: RecordedRun): Pod {
  const decoded = new Map<ProfileKind, Profile>();
  const profile = (kind: ProfileKind): Profile => {
    const known = decoded.get(kind) ?? decodePprof(gunzipSync(readFileSync(new URL(files[kind]!, FOLDER))));
    decoded.set(kind, known);
    return known;
  };
  return { id, seconds, requests, profile };
}

/** The trees that the pipeline would rank. */
export function shopInput(baseline: readonly Pod[], comparison: readonly Pod[]): RankingInput {
  return {
    cpu: podTree(baseline, comparison, 'cpu', { view: 'own', idle: 'keep' }),
    waits: podTree(baseline, comparison, 'block', { view: 'own', idle: 'drop' }),
    holders: podTree(baseline, comparison, 'mutex', { view: 'own', idle: 'drop' }),
  };
}

/** The tree that a table of a flame graph shows: everything that was recorded, of the profile where the change is. */
export function shopTable({ truth, baseline, comparison }: Scenario): CallTree {
  const kind = truth.profile === 'cpu' ? 'cpu' : 'block';
  return podTree(baseline, comparison, kind, { view: 'full', idle: 'keep' });
}

function podTree(
  baseline: readonly Pod[],
  comparison: readonly Pod[],
  kind: ProfileKind,
  options: TreeOptions,
): CallTree {
  const sourcesOf = (pods: readonly Pod[], side: Side) =>
    pods.map(({ id, seconds, requests, profile }) => ({
      profile: profile(kind),
      kind,
      side,
      pod: id,
      seconds,
      requests,
    }));
  return buildCallTree([...sourcesOf(baseline, 'baseline'), ...sourcesOf(comparison, 'comparison')], options).tree;
}

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { buildCallTree } from '../../../src/core/profile/build-call-tree.ts';
import { decodePprof } from '../../../src/core/profile/formats/pprof.ts';
import type { CallTree, Side } from '../../../src/core/profile/call-tree.ts';
import type { ProfileKind } from '../../../src/core/profile/profile.ts';
import type { RankingInput } from '../../../src/core/ranking/rank-changes.ts';

interface Run {
  readonly id: string;
  readonly pod: string;
  readonly seconds: number;
  readonly requests: number;
  readonly kinds: readonly ProfileKind[];
}

export interface Scenario {
  readonly id: string;
  readonly verdicts: readonly string[];
  readonly baselineRuns: readonly string[];
  readonly comparisonRuns: readonly string[];
  readonly functions: readonly string[] | null;
  readonly oddPod?: string;
}

const FOLDER = new URL('../../fixtures/shop/', import.meta.url);

/** Real runs and what is true of them: see the fixtures' README. */
export function shopScenario(id: string): Scenario {
  const scenarios: Scenario[] = JSON.parse(readFileSync(new URL('scenarios.json', FOLDER), 'utf8'));
  return scenarios.find((scenario) => scenario.id === id)!;
}

/** The trees of a scenario as the pipeline makes them; `requests: false` leaves out what was served. */
export function shopInput(scenario: Scenario, options: { requests: boolean } = { requests: true }): RankingInput {
  const holders = shopTree(scenario, 'mutex', options.requests);
  return {
    cpu: shopTree(scenario, 'cpu', options.requests)!,
    waits: shopTree(scenario, 'block', options.requests)!,
    ...(holders !== undefined && { holders }),
  };
}

function shopTree(scenario: Scenario, kind: ProfileKind, withRequests: boolean): CallTree | undefined {
  const runs: Run[] = JSON.parse(readFileSync(new URL('runs.json', FOLDER), 'utf8'));
  const sourcesOf = (ids: readonly string[], side: Side) =>
    ids
      .map((id) => runs.find((run) => run.id === id)!)
      .filter((run) => run.kinds.includes(kind))
      .map(({ id, pod, seconds, requests }) => ({
        profile: decodePprof(gunzipSync(readFileSync(new URL(`${id}-${kind}.pprof`, FOLDER)))),
        kind,
        side,
        pod,
        seconds,
        ...(withRequests && { requests }),
      }));
  const baseline = sourcesOf(scenario.baselineRuns, 'baseline');
  const comparison = sourcesOf(scenario.comparisonRuns, 'comparison');
  if (baseline.length === 0 || comparison.length === 0) return undefined;
  return buildCallTree([...baseline, ...comparison], { view: 'own', idle: kind === 'cpu' ? 'keep' : 'drop' }).tree;
}

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

/** One comparison across a deploy, and what is true of it. */
export interface Scenario {
  readonly id: string;
  readonly kind: string;
  /** Verdict kinds that are right. */
  readonly verdicts: readonly string[];
  readonly baselineRuns: readonly string[];
  readonly comparisonRuns: readonly string[];
  readonly culpritCommit: string | null;
  /** Naming it is neither asked for nor wrong: a move, a flag that is only switched on somewhere. */
  readonly relatedCommit?: string | null;
  /** Null where nothing was deployed: nobody may be blamed whichever deploy is asked about. */
  readonly deployRange: readonly [string, string] | null;
  /** Served in all; null where it is not known. */
  readonly requests: { readonly baseline: number; readonly comparison: number } | null;
  /** More options of the command, such as --rate 97. */
  readonly arguments?: readonly string[];
}

interface Run {
  readonly id: string;
  readonly pod: string;
  readonly files: Readonly<Record<string, string>>;
}

/** A recorded history: the layout is told in the README beside. */
export interface Corpus {
  readonly name: string;
  readonly scenarios: readonly Scenario[];
  /** All deploys of the scenarios. */
  readonly deploys: readonly (readonly [string, string])[];
  /** A clone of the history. */
  readonly repository: string;
  /** Lays the profiles of runs out as the command reads them, a folder for each pod; answers with the folder. */
  layOut(scenario: Scenario, side: 'baseline' | 'comparison'): string;
}

/**
 * Reads a folder in the layout of the README; undefined where it is not one. `work` takes the clone and the copies; only scenarios with
 * `wanted` in `corpus/id` are kept.
 */
export function readCorpus(folder: string, work: string, wanted: string): Corpus | undefined {
  if (!existsSync(join(folder, 'truth.json'))) return undefined;
  const scenarios: Scenario[] = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8'));
  const recorded: Run[] = JSON.parse(readFileSync(join(folder, 'runs.json'), 'utf8'));
  const runs = new Map(recorded.map((run) => [run.id, run]));
  const name = basename(folder);
  const deploys = scenarios.flatMap(({ deployRange }) => (deployRange === null ? [] : [deployRange]));
  return {
    name,
    scenarios: scenarios.filter(({ id }) => `${name}/${id}`.includes(wanted)),
    deploys: [...new Map(deploys.map((range) => [range.join('..'), range])).values()],
    repository: cloneHistory(folder, join(work, name, 'repository')),
    layOut(scenario, side) {
      const target = join(work, name, scenario.id, side);
      if (existsSync(target)) return target;
      for (const id of side === 'baseline' ? scenario.baselineRuns : scenario.comparisonRuns) {
        const run = runs.get(id);
        if (run === undefined) throw new Error(`${name}: ${scenario.id} names the run ${id}, which runs.json has not`);
        copyProfiles(folder, run, join(target, run.pod));
      }
      return target;
    },
  };
}

function copyProfiles(folder: string, { files }: Run, target: string): void {
  mkdirSync(target, { recursive: true });
  for (const file of Object.values(files)) cpSync(join(folder, file), join(target, basename(file)));
}

function cloneHistory(folder: string, target: string): string {
  const bundle = readdirSync(folder).find((file) => file.endsWith('.bundle'));
  if (bundle === undefined) throw new Error(`${folder}: no .bundle of the history`);
  const { status, stderr } = spawnSync('git', ['clone', '--quiet', join(folder, bundle), target], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${folder}: ${stderr.trim()}`);
  return target;
}

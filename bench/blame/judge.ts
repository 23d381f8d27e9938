import { atLeast, atMost, percent, type Bar } from '../ranking/table.ts';
import type { Analysis, Confidence, Culprit } from '../../src/core/report/analysis.ts';
import type { Scenario } from './corpus.ts';

/** A culprit is as sure as the verdict where it says nothing of its own. */
interface Named extends Culprit {
  readonly confidence?: Confidence;
}

export interface Judged {
  readonly scenario: Scenario;
  readonly range: readonly [string, string];
  readonly verdict: Analysis['verdict'];
  readonly culprits: readonly (Named & { readonly confidence: Confidence; readonly is: Role })[];
  readonly verdictIsRight: boolean;
  /** Place of the culprit among those named, from 1; Infinity when it is not among them. */
  readonly place: number;
}

/** What a named commit is in truth. */
type Role = 'culprit' | 'related' | 'innocent';

export function judge(scenario: Scenario, range: readonly [string, string], { verdict }: Analysis): Judged {
  const named: readonly Named[] = verdict.culprits;
  const culprits = named.map((one) => ({
    ...one,
    confidence: one.confidence ?? verdict.confidence,
    is: roleOf(one.commit, scenario),
  }));
  const place = culprits.findIndex(({ is }) => is === 'culprit') + 1;
  return {
    scenario,
    range,
    verdict,
    culprits,
    verdictIsRight: scenario.verdicts.includes(verdict.kind),
    place: place === 0 ? Infinity : place,
  };
}

function roleOf(commit: string, { culpritCommit, relatedCommit }: Scenario): Role {
  if (commit === culpritCommit) return 'culprit';
  return commit === relatedCommit ? 'related' : 'innocent';
}

/** One scenario in a line, and a line for each commit that was named. */
export function linesOf({ scenario, range, verdict, culprits, verdictIsRight, place }: Judged): readonly string[] {
  const asked = scenario.culpritCommit !== null;
  const right = asked ? place === 1 && !culprits.some(isSurelyWrong) : culprits.every(({ is }) => is === 'related');
  const head = [
    right ? 'ok ' : 'BAD',
    scenario.id.padEnd(26),
    scenario.kind.padEnd(21),
    `${verdict.kind} (${verdict.confidence})${verdictIsRight ? '' : ' WRONG VERDICT'}`.padEnd(36),
    range.join('..').padEnd(16),
    asked ? `culprit ${place === Infinity ? 'not named' : `at place ${place}`}` : 'nobody to name',
  ];
  const named = culprits.map(({ commit, is, evidence, confidence, functions, subject }) =>
    [' '.repeat(6), commit.slice(0, 10), is.padEnd(8), evidence, confidence, `"${subject}"`, functions.join(', ')].join(
      '  ',
    ),
  );
  return [head.join('  '), ...named];
}

function isSurelyWrong({ is, confidence }: Judged['culprits'][number]): boolean {
  return is === 'innocent' && confidence === 'sure';
}

/** The bars of one corpus, or of all together. */
export function barsOf(name: string, judged: readonly Judged[]): readonly Bar[] {
  const asked = judged.filter(({ scenario }) => scenario.culpritCommit !== null);
  const quiet = judged.filter(({ scenario }) => scenario.culpritCommit === null);
  const within = (places: number) => asked.filter(({ place }) => place <= places);
  const blamed = quiet.filter(({ culprits }) => culprits.some(({ is }) => is === 'innocent'));
  const named = judged.flatMap(({ culprits }) => culprits);
  return [
    atLeast(`${name}: culprit first`, within(1).length, asked.length, 0.9),
    atLeast(`${name}: culprit among the first two`, within(2).length, asked.length, 0.98),
    atMost(`${name}: innocent commits named sure, of all named`, named.filter(isSurelyWrong).length, named.length, 0),
    atMost(`${name}: somebody blamed where no commit did it`, blamed.length, quiet.length, 0),
  ];
}

/** Figures without a bar of their own. */
export function remarksOf(name: string, judged: readonly Judged[]): string {
  const named = judged.flatMap(({ culprits }) => culprits);
  const roles = (['culprit', 'related', 'innocent'] as const).map(
    (role) => `${named.filter(({ is }) => is === role).length} ${role}`,
  );
  const right = judged.filter(({ verdictIsRight }) => verdictIsRight).length;
  // What the ranking did not see cannot be blamed: this tells its misses from those of blame.
  const seen = judged.filter(({ scenario, verdictIsRight }) => verdictIsRight && scenario.culpritCommit !== null);
  const first = seen.filter(({ place }) => place === 1).length;
  return `${name}: named ${roles.join(', ')}; verdict kind right in ${right}/${judged.length} = ${percent(right, judged.length)}, and the culprit first in ${first}/${seen.length} of those that have one`;
}

import type { DeployCheck, DeployOutcome } from './deploy-check.ts';

/** What a check that is over can be told as. */
export type ToldOutcome = DeployOutcome | 'given up';

/** Undefined while it waits. */
export function toldOutcome({ state, outcome }: DeployCheck): ToldOutcome | undefined {
  if (state === 'checked') return outcome;
  return state === 'given up' ? 'given up' : undefined;
}

const WORDS: Readonly<Record<ToldOutcome, string>> = {
  regressed: 'Regressed',
  improved: 'Improved',
  unchanged: 'Unchanged',
  unsure: 'Nothing sure',
  'given up': 'Not compared',
};

/** The gist of a check in one line: what it came to, then the most telling sentence that there is. */
export function verdictLine(check: DeployCheck, outcome: ToldOutcome): string {
  const { findings, verdict, note } = check;
  const broken = outcome === 'regressed' ? findings[0]?.sentence : undefined;
  const sentence = outcome === 'given up' || outcome === 'unchanged' ? undefined : verdict?.sentence;
  return `${WORDS[outcome]}: ${broken ?? sentence ?? note}`;
}

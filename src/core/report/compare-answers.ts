import type { Instant, Window } from '../instant.ts';
import type { Analysis, Confidence, Verdict } from './analysis.ts';

/** `failed`: the second look came to less than the first, which stands. */
export type RefinementOutcome = 'confirmed' | 'changed' | 'failed';

/** What is left to see of the first answer once a second one stands in its place. */
export interface FirstAnswer {
  readonly answeredAt: Instant;
  readonly comparison: Window;
  /** Absent when the profiles could not be analysed. */
  readonly verdict?: Pick<Verdict, 'kind' | 'confidence' | 'sentence'>;
}

const RANK: Readonly<Record<Confidence, number>> = { weak: 0, likely: 1, sure: 2 };

/**
 * The same answer is the same kind of verdict about the same function of the same pods, no less sure. A second look
 * that has less to go on than the first has nothing to say: `troubled` when something it asked did not answer.
 */
export function compareAnswers(
  first: Analysis | undefined,
  second: Analysis | undefined,
  troubled: boolean,
): RefinementOutcome {
  if (second === undefined) return 'failed';
  if (first === undefined) return 'changed';
  if (knowsLess(first, second, troubled)) return 'failed';
  const same = first.verdict.kind === second.verdict.kind && subject(first) === subject(second);
  const asSure = isQuiet(second.verdict.kind) || RANK[second.verdict.confidence] >= RANK[first.verdict.confidence];
  return same && asSure ? 'confirmed' : 'changed';
}

function knowsLess(first: Analysis, second: Analysis, troubled: boolean): boolean {
  if (second.verdict.kind === 'not-enough-data' && first.verdict.kind !== 'not-enough-data') return true;
  return first.panels.some((panel) => {
    if (panel.empty !== undefined) return false;
    const now = second.panels.find((candidate) => candidate.profile === panel.profile);
    if (now === undefined || now.empty !== undefined) return true;
    return troubled && now.samples.comparison < panel.samples.comparison;
  });
}

/** What a verdict is about: the leading function that may be named as a cause. */
function subject({ movers }: Analysis): string {
  const leading = movers.find((mover) => mover.gated);
  return leading === undefined ? '' : `${leading.profile} ${leading.function} ${leading.instances.only ?? ''}`;
}

/** How sure we are of nothing is no help to anybody. */
export function isQuiet(kind: Verdict['kind']): boolean {
  return kind === 'nothing-here' || kind === 'not-enough-data';
}

import { isoInstant } from '../instant.ts';
import type { Confidence, Culprit, Verdict } from '../report/analysis.ts';
import type { Reason } from './evidence-of.ts';
import type { Suspect } from './suspects.ts';

/** More are no help to anybody. */
const MOST = 3;
/** Of the best commit's weight; below, a commit is noise. */
const LEAST_PART = 0.35;
/** Of the best commit's weight to the next one's, and the weight itself, for the words. */
const CLEAR = 2.5;
const BETTER = 1.25;
const STRONG = 0.6;
/** A reason that explains less than this is no reason. */
const LEAST_STRENGTH = 0.1;
/** A change in one instance is no commit's doing, unless it was written in what grew there. */
const DIRECT_ONLY = new Set<Verdict['kind']>(['waiting-on-dependency', 'one-instance']);

const WORDS: readonly Confidence[] = ['weak', 'likely', 'sure'];

interface Weighed {
  readonly weight: number;
  readonly reasons: readonly Reason[];
}

/**
 * Commits by how well they explain all moved functions together: of each suspect the best reason counts, times the suspect's part of
 * the growth. The word is that of the margin to the next commit, and never surer than the verdict.
 */
export function weighCommits(
  bySuspect: readonly { readonly suspect: Suspect; readonly reasons: readonly Reason[] }[],
  verdict: Pick<Verdict, 'kind' | 'confidence'>,
): readonly Culprit[] {
  const commits = new Map<string, { weight: number; reasons: Reason[] }>();
  for (const { suspect, reasons } of bySuspect) {
    // Waits have causes outside of the service more often than not: only what was written there counts.
    const directOnly = DIRECT_ONLY.has(verdict.kind) || suspect.mover.profile === 'off-cpu';
    const counted = reasons.filter(({ strength, direct }) => strength >= LEAST_STRENGTH && (direct || !directOnly));
    for (const [commit, its] of Map.groupBy(counted, (reason) => reason.commit.commit)) {
      const known = commits.get(commit) ?? { weight: 0, reasons: [] };
      const sorted = its.toSorted((a, b) => b.strength - a.strength);
      known.weight += suspect.weight * sorted[0]!.strength;
      known.reasons.push(...sorted);
      commits.set(commit, known);
    }
  }
  const order = [...commits.values()].toSorted((a, b) => b.weight - a.weight || newest(b) - newest(a));
  const best = order[0]?.weight ?? 0;
  return order
    .filter(({ weight }) => weight >= LEAST_PART * best)
    .slice(0, MOST)
    .map((one, place) => toCulprit(one, wordFor(one, place, order, verdict)));
}

function newest({ reasons }: Weighed): number {
  return reasons[0]?.commit.at ?? 0;
}

function wordFor(
  { weight, reasons }: Weighed,
  place: number,
  order: readonly Weighed[],
  verdict: Pick<Verdict, 'kind' | 'confidence'>,
): Confidence {
  if (place > 0 || verdict.kind === 'one-instance') return 'weak';
  const next = order[1]?.weight ?? 0;
  const isDirect = reasons.some(({ direct }) => direct);
  const isSure = isDirect && weight >= STRONG && weight >= CLEAR * next;
  const isLikely = weight >= BETTER * next && weight >= (isDirect ? STRONG / 2 : STRONG);
  const word = isSure ? 2 : isLikely ? 1 : 0;
  return WORDS[Math.min(word, WORDS.indexOf(verdict.confidence))]!;
}

function toCulprit({ reasons }: Weighed, confidence: Confidence): Culprit {
  const [best] = reasons.toSorted((a, b) => b.strength - a.strength);
  const { commit, evidence, why, path } = best!;
  return {
    commit: commit.commit,
    subject: commit.subject,
    author: commit.author,
    at: isoInstant(commit.at),
    evidence,
    functions: [...new Set(reasons.map((reason) => reason.function))].slice(0, 5),
    confidence,
    why: commit.undone === true ? `taken back; it ${why}` : why,
    path,
    ...(commit.pullRequest === undefined ? {} : { pullRequest: commit.pullRequest }),
  };
}

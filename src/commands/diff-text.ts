import { tameText } from '../adapters/tame-text.ts';
import type { RuleFinding } from '../core/deploy/deploy-check.ts';
import type { Analysis, Culprit, Mover } from '../core/report/analysis.ts';
import { shortFunction } from '../core/report/short-function.ts';
import { relativeText } from './diff-markdown.ts';

const MOVERS_SHOWN = 10;

/** A comparison for people at a terminal, line by line. */
export function diffText(analysis: Analysis, findings: readonly RuleFinding[]): readonly string[] {
  const { verdict, load, movers, notices } = analysis;
  const lines = [
    `${verdict.kind} (${verdict.confidence}): ${verdict.sentence}`,
    ...verdict.culprits.map(culpritLine),
    ...findings.map(({ rule, sentence }) => `rule ${rule}: ${sentence}`),
    load.sentence,
    ...movers.slice(0, MOVERS_SHOWN).map(moverLine),
    ...notices.map((notice) => `note: ${notice}`),
  ];
  return lines.map(tameText);
}

function culpritLine({ commit, subject, author, evidence, why, confidence, pullRequest }: Culprit): string {
  const known = [
    author,
    ...(pullRequest === undefined ? [] : [`pull request ${pullRequest}`]),
    evidence.replaceAll('-', ' '),
    ...(why === undefined ? [] : [why]),
    ...(confidence === undefined ? [] : [confidence]),
  ];
  return `  ${commit.slice(0, 12)} ${subject} (${known.join('; ')})`;
}

function moverLine(mover: Mover): string {
  const sign = mover.delta >= 0 ? '▲' : '▼';
  const rates = `${mover.baseline.toPrecision(3)} → ${mover.comparison.toPrecision(3)}`;
  const mark = mover.gated ? '*' : ' ';
  return `${mark}${mover.rank}. ${sign} ${mover.profile.padEnd(7)} ${shortFunction(mover.function)}  ${rates} (${relativeText(mover)}, ${mover.confidence})`;
}

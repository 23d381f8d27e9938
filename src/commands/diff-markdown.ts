import type { RuleFinding } from '../core/deploy/deploy-check.ts';
import type { Analysis, Culprit, Mover } from '../core/report/analysis.ts';
import { shortFunction } from '../core/report/short-function.ts';
import { markdownCode, markdownLink, markdownText } from './markdown-text.ts';

const MOVERS = 10;
const CULPRITS = 5;
const FINDINGS = 10;
const NOTICES = 5;
const LONGEST_NAME = 80;
const LONGEST_SENTENCE = 600;
const LONGEST_SUBJECT = 120;

export interface ComparedSides {
  readonly baseline: string;
  readonly comparison: string;
  readonly changed: boolean;
}

/** What a comparison came to, for a comment on a pull request or the summary of a job; some kilobytes at most. */
export function diffMarkdown(
  analysis: Analysis,
  findings: readonly RuleFinding[],
  { baseline, comparison, changed }: ComparedSides,
): string {
  const { verdict, load, movers, notices } = analysis;
  const paragraphs = [
    `### Burnscope: ${changed ? 'changed' : 'unchanged'}`,
    `**${sentence(verdict.sentence)}** (${verdict.confidence})`,
    `${markdownCode(comparison, LONGEST_NAME)} compared with ${markdownCode(baseline, LONGEST_NAME)}. ${sentence(load.sentence)}`,
    ...list('Rules', findings.map(findingLine), FINDINGS),
    ...list('Commits', verdict.culprits.map(culpritLine), CULPRITS),
    ...(movers.length === 0 ? [] : [moversTable(movers)]),
    ...list('Notes', notices.map(sentence), NOTICES),
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

function list(title: string, lines: readonly string[], most: number): readonly string[] {
  if (lines.length === 0) return [];
  const more = lines.length - most;
  const rest = more > 0 ? [`- … and ${more} more`] : [];
  return [`**${title}**`, [...lines.slice(0, most).map((line) => `- ${line}`), ...rest].join('\n')];
}

function findingLine({ rule, sentence: found }: RuleFinding): string {
  return `**${markdownText(rule, LONGEST_NAME)}**: ${sentence(found)}`;
}

/** The pull request without a mark in front: a reference would write into its history. */
function culpritLine(culprit: Culprit): string {
  const { commit, subject, author, evidence, functions, why, confidence, pullRequest, permalink } = culprit;
  const known = [
    ...(pullRequest === undefined ? [] : [`pull request ${pullRequest}`]),
    evidence.replaceAll('-', ' '),
    ...(why === undefined ? [] : [markdownText(why, LONGEST_SUBJECT)]),
    ...(confidence === undefined ? [] : [confidence]),
  ];
  const names = functions.slice(0, 3).map((name) => markdownCode(shortFunction(name), LONGEST_NAME));
  const where = names.length === 0 ? '' : `: ${names.join(', ')}`;
  const link = markdownLink(markdownCode(commit.slice(0, 12), 12), permalink);
  return `${link} ${markdownText(subject, LONGEST_SUBJECT)}, by ${markdownText(author, LONGEST_NAME)} (${known.join('; ')})${where}`;
}

const UNITS = { cpu: 'CPU, cores', 'off-cpu': 'waiting, s/s' } as const;

function moversTable(movers: readonly Mover[]): string {
  const rows = movers.slice(0, MOVERS).map((mover) => {
    const name = markdownLink(markdownCode(shortFunction(mover.function), LONGEST_NAME, true), mover.permalink);
    const cells = [
      `${mover.delta >= 0 ? '▲' : '▼'} ${mover.gated ? `**${name}**` : name}`,
      UNITS[mover.profile],
      mover.baseline.toPrecision(3),
      mover.comparison.toPrecision(3),
      relativeText(mover),
      mover.confidence,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const more = movers.length - MOVERS;
  return [
    '| function | per pod | before | after | change | |',
    '| --- | --- | ---: | ---: | ---: | --- |',
    ...rows,
    ...(more > 0 ? [`| … and ${more} more | | | | | |`] : []),
  ].join('\n');
}

/** Growth in percent; `new` where nothing was there before. */
export function relativeText({ relative }: Mover): string {
  if (relative === undefined) return 'new';
  return `${relative >= 0 ? '+' : '−'}${Math.abs(Math.round(relative * 100))} %`;
}

function sentence(text: string): string {
  return markdownText(text, LONGEST_SENTENCE);
}

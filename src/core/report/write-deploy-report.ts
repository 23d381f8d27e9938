import type { DeployComparison, DeployOutcome, RuleFinding } from '../deploy/deploy-check.ts';
import type { Deploy } from '../deploy/deploy.ts';
import type { Instant } from '../instant.ts';
import type { Analysis, Panel } from './analysis.ts';
import { clockTime } from './clock-time.ts';
import { otherCulprits } from './culprit-lines.ts';
import type { Line, Report, Span } from './report.ts';
import { oneLine, text } from './plain-parts.ts';
import { shortFunction } from './short-function.ts';
import {
  moverLine,
  MOVERS_IN_POST,
  noticeLines,
  panelSentence,
  percent,
  verdictLine,
  webLink,
} from './write-report.ts';

export interface DeployReportFacts {
  readonly deploy: Deploy;
  readonly outcome: DeployOutcome;
  readonly comparison: DeployComparison;
  readonly findings: readonly RuleFinding[];
  /** Culprits included. */
  readonly analysis: Analysis;
  /** Said when no commit could be named. */
  readonly deploySentence?: string;
  /** Page of all that the deploy brought. */
  readonly comparePage?: string;
  /** What the comparison rests on. */
  readonly note: string;
  readonly notices: readonly string[];
  /** Whether an incident of the service is open. */
  readonly burns: boolean;
  readonly pageUrl: string;
  readonly altText: string;
  readonly now: Instant;
}

const SIGNS: Readonly<Record<DeployOutcome, string>> = {
  regressed: '🐢',
  improved: '🐇',
  unsure: '❔',
  unchanged: '✅',
};

/** What a deploy did, in the order of a report about a burn; for people who were not woken. */
export function writeDeployReport(facts: DeployReportFacts): Report {
  const { analysis, deploy, findings } = facts;
  const movers = analysis.movers.filter((mover) => mover.gated).slice(0, MOVERS_IN_POST);
  const panels = [...analysis.panels.map(panelSentence), analysis.load.sentence].join(' ');
  const lines: Line[] = [
    verdictLine(analysis, [deploy]),
    ...findings.map(({ rule, sentence }): Line => [text(`Rule ${oneLine(rule)}: ${sentence}`)]),
    ...movers.map(moverLine),
    [text(panels)],
    ...otherCulprits(analysis.verdict.culprits),
    deployLine(facts),
    ...(facts.deploySentence === undefined ? [] : [[text(facts.deploySentence)]]),
    [text(facts.note)],
    ...noticeLines(facts.notices),
  ];
  return {
    headline: headline(facts),
    lines,
    links: [
      { label: 'Open the evidence', url: facts.pageUrl },
      ...webLink('Commits', facts.comparePage),
      ...webLink('The deploy', deploy.url),
    ],
    altText: facts.altText.slice(0, 2000),
  };
}

function headline(facts: DeployReportFacts): string {
  const { deploy, outcome, burns } = facts;
  const subject = `${oneLine(deploy.service)} ${oneLine(deploy.toVersion)}`;
  const calm = burns ? '' : ' (nothing burns)';
  return `${SIGNS[outcome]} ${subject}${whatItDid(facts)}${sinceWhen(facts)}${calm}`;
}

function whatItDid({ outcome, analysis, findings }: DeployReportFacts): string {
  const blamed = analysis.movers.find(({ gated, delta }) => gated && delta > 0);
  if (outcome === 'unchanged') return ': no regression';
  if (outcome === 'unsure') return ': something may have become slower';
  const panel = analysis.panels.find(({ profile }) => profile === (blamed?.profile ?? 'cpu'));
  if (outcome === 'improved') return panel === undefined ? ' costs less' : costs(panel);
  const [broken] = findings;
  if (blamed === undefined && broken !== undefined) return ` breaks rule ${oneLine(broken.rule)}`;
  if (blamed?.instances.only !== undefined) {
    return ` costs more in ${shortFunction(blamed.function)}, only on ${oneLine(blamed.instances.only)},`;
  }
  // One function may grow while all together fell.
  if (panel?.relative !== undefined && panel.relative >= 0.01) return costs(panel);
  if (blamed === undefined) return ' costs more';
  return ` ${blamed.profile === 'cpu' ? 'costs more' : 'waits longer'} in ${shortFunction(blamed.function)}`;
}

/** " costs 26 % more CPU per request". */
function costs({ profile, relative = 0, normalisation }: Panel): string {
  const amount = percent(Math.abs(relative)).replace(/^[+−]/, '');
  const per = normalisation === 'per request' ? 'per request' : 'per pod';
  if (profile === 'cpu') return ` costs ${amount} ${relative < 0 ? 'less' : 'more'} CPU ${per}`;
  return ` waits ${amount} ${relative < 0 ? 'less' : 'longer'} ${per}`;
}

function sinceWhen({ deploy, comparison, now }: DeployReportFacts): string {
  const at = clockTime(deploy.at, now);
  if (comparison === 'old and new pods') {
    return ` beside ${oneLine(deploy.fromVersion ?? 'the version before')}, deployed at ${at}`;
  }
  const { kind } = deploy;
  if (kind === 'feature-flag' || kind === 'config') return ` since it changed at ${at}`;
  return ` since its ${kind === 'rollback' ? 'rollback' : 'deploy'} at ${at}`;
}

function deployLine({ deploy, now }: DeployReportFacts): Line {
  const { fromVersion, toVersion, commit, actor, source, kind } = deploy;
  const verb = kind === 'rollback' ? 'Rolled back' : kind === undefined || kind === 'version' ? 'Deployed' : 'Changed';
  const versions = fromVersion === undefined ? oneLine(toVersion) : `${oneLine(fromVersion)} → ${oneLine(toVersion)}`;
  const by = actor === undefined ? '' : ` by ${oneLine(actor)}`;
  const spans: Span[] = [text(`${verb} ${versions} at ${clockTime(deploy.at, now)}${by}`)];
  if (commit !== undefined) spans.push(text(', commit '), { kind: 'code', text: oneLine(commit).slice(0, 12) });
  spans.push(text(` (told by ${source}).`));
  return spans;
}

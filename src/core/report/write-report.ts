import type { Deploy } from '../deploy/deploy.ts';
import { timesFired } from '../incident/firings.ts';
import type { Incident } from '../incident/incident.ts';
import type { Onset } from '../incident/onset.ts';
import type { Instant } from '../instant.ts';
import type { Analysis, Mover, Panel } from './analysis.ts';
import { clockTime } from './clock-time.ts';
import { oneLine, text } from './plain-parts.ts';
import { culpritSpans, deploysLine, otherCulprits } from './culprit-lines.ts';
import { isQuiet } from './compare-answers.ts';
import type { Line, Report, ReportLink, Span } from './report.ts';
import { shortFunction } from './short-function.ts';

export interface ReportFacts {
  readonly incident: Incident;
  readonly onset: Onset;
  /** Absent when the analysis itself failed; the notices say why. */
  readonly analysis?: Analysis;
  readonly deploys: readonly Deploy[];
  /** Said when a deploy preceded the burn and no commit could be named. */
  readonly deploySentence?: string;
  /** Page of all that the deploy brought. */
  readonly comparePage?: string;
  readonly notices: readonly string[];
  readonly pageUrl: string;
  readonly altText: string;
  readonly now: Instant;
}

/** Movers and notices that a post carries; the page has all of them. */
export const MOVERS_IN_POST = 3;
const NOTICES_IN_POST = 2;
const SLOS_IN_HEADLINE = 3;

/** Step 8: chat-neutral facts in order of importance, for a person who was just woken. */
export function writeReport(facts: ReportFacts): Report {
  const { analysis } = facts;
  const lines: Line[] = [];
  if (analysis === undefined) {
    lines.push([text('The profiles could not be analysed; look at the evidence for what was asked and what failed.')]);
  } else {
    lines.push(verdictLine(analysis, facts.deploys));
    lines.push(
      ...analysis.movers
        .filter((mover) => mover.gated)
        .slice(0, MOVERS_IN_POST)
        .map(moverLine),
    );
    lines.push([text([...analysis.panels.map(panelSentence), analysis.load.sentence].join(' '))]);
  }
  if (analysis !== undefined) lines.push(...otherCulprits(analysis.verdict.culprits));
  if (facts.deploySentence !== undefined) lines.push([text(facts.deploySentence)]);
  lines.push(...deploysLine(facts.deploys, facts.now));
  lines.push(...noticeLines(facts.notices));
  return { headline: headline(facts), lines, links: links(facts), altText: facts.altText.slice(0, 2000) };
}

function headline({ incident, onset, now }: ReportFacts): string {
  const rate = onset.burnRate === undefined ? '' : ` ${factor(onset.burnRate)}×`;
  const factorKnown = incident.plan.burn[0]?.factor;
  const over = rate === '' && factorKnown !== undefined ? ` over ${factor(factorKnown)}×` : rate;
  const how = onset.method === 'alert' ? 'onset not asked' : onset.certain ? 'onset found' : 'onset uncertain';
  const burning = incident.plan.dialect === 'none' ? 'firing' : `SLO burning${over}`;
  const since = `since ${clockTime(onset.at, now)} (${how}, alert fired ${clockTime(incident.startsAt, now)})`;
  return `🔥 ${oneLine(incident.service)} · ${oneLine(incident.slo)} ${burning} ${since}${also(incident)}${again(incident)}`;
}

/** Other SLOs of the service joined: nobody should think that their alerts were lost. */
function also({ also: others = [] }: Incident): string {
  if (others.length === 0) return '';
  const more = others.length - SLOS_IN_HEADLINE;
  const named = others.slice(0, SLOS_IN_HEADLINE).map(oneLine).join(', ');
  return ` · also: ${named}${more > 0 ? ` and ${more} more` : ''}`;
}

function again(incident: Incident): string {
  const times = timesFired(incident);
  return times > 1 ? ` · fired ${times} times` : '';
}

export function verdictLine({ verdict }: Analysis, deploys: readonly Deploy[]): Line {
  const spans: Span[] = [{ kind: 'strong', text: verdict.sentence }];
  if (!isQuiet(verdict.kind)) spans.push(text(` (${verdict.confidence})`));
  const culprit = verdict.culprits[0];
  if (culprit !== undefined) spans.push(...culpritSpans(culprit, deploys[0]));
  return spans;
}

export function moverLine(mover: Mover): Line {
  const sign = mover.delta >= 0 ? '▲' : '▼';
  const unit = mover.profile === 'cpu' ? 'cores per pod' : 's waited per second and pod';
  const change = mover.isNew ? 'new' : mover.relative === undefined ? 'hardly there before' : percent(mover.relative);
  const pods = mover.instances.only === undefined ? '' : `, only on ${mover.instances.only}`;
  const place = mover.file === '' ? '' : ` at ${mover.file.split('/').at(-1)}:${mover.line}`;
  return [
    text(`${sign} `),
    { kind: 'code', text: shortFunction(mover.function) },
    text(
      `${place}: ${amount(mover.baseline)} → ${amount(mover.comparison)} ${unit} (${change}${pods}, ${mover.confidence})`,
    ),
  ];
}

export function panelSentence(panel: Panel): string {
  const name = panel.profile === 'cpu' ? 'CPU' : 'Off-CPU';
  if (panel.empty !== undefined) return `${name}: no data.`;
  const change = panel.relative ?? 0;
  if (Math.abs(change) < 0.05) return `${name} unchanged.`;
  const unit = panel.normalisation === 'per request' ? ' per request' : '';
  return `${name}${unit} ${percent(change)}.`;
}

export function noticeLines(notices: readonly string[]): readonly Line[] {
  const shown = notices.slice(0, NOTICES_IN_POST).map((notice): Line => [text(`Note: ${notice}`)]);
  const more = notices.length - shown.length;
  return more > 0 ? [...shown, [text(`${more} more ${more === 1 ? 'note' : 'notes'} on the page.`)]] : shown;
}

function links({ incident, pageUrl, comparePage }: ReportFacts): readonly ReportLink[] {
  const first = incident.alerts[0];
  const runbook = first?.annotations['runbook_url'] ?? first?.annotations['runbook'];
  return [
    { label: 'Open the evidence', url: pageUrl },
    ...webLink('Commits', comparePage),
    ...webLink('Runbook', runbook),
  ];
}

/** Only web addresses become links, whatever an annotation says. */
export function webLink(label: string, url: string | undefined): readonly ReportLink[] {
  return url !== undefined && /^https?:\/\/\S+$/.test(url) && url.length < 3000 ? [{ label, url }] : [];
}

function factor(ratio: number): string {
  return ratio >= 10 ? `${Math.round(ratio)}` : ratio.toFixed(1);
}

export function percent(ratio: number): string {
  const points = Math.round(ratio * 100);
  return points === 0 ? '±0 %' : points > 0 ? `+${points} %` : `−${Math.abs(points)} %`;
}

function amount(rate: number): string {
  return rate >= 10 ? rate.toFixed(0) : rate >= 1 ? rate.toFixed(1) : rate.toPrecision(2).replace(/e.*$/, '');
}

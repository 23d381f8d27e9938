import { COOLDOWN_MS } from '../../core/incident/episode.ts';
import { timesFired } from '../../core/incident/firings.ts';
import type { Incident } from '../../core/incident/incident.ts';
import type { Analysis } from '../../core/report/analysis.ts';
import { isQuiet } from '../../core/report/compare-answers.ts';
import type { Report } from '../../core/report/report.ts';
import { FLAMES_FILE } from '../../pipeline/evidence.ts';
import type { Evidence } from '../../pipeline/evidence.ts';
import type { DeployRow } from '../../pipeline/deploy-ports.ts';
import { culpritView } from './culprit-view.ts';
import { deployView } from './deploy-view.ts';
import { askedView } from './incident-asked.ts';
import { chartView } from './incident-chart.ts';
import { filesView, pictureView } from './incident-files.ts';
import { pageHeadline } from './incident-headline.ts';
import { loadView } from './incident-load.ts';
import { moversView } from './incident-movers.ts';
import { pathOf, safeHref } from './page-links.ts';
import type { PageLinks } from './page-links.ts';
import { showDuration, showTime, showWindow } from './page-quantity.ts';

const PENDING = ['queued', 'investigating'];

/** Plain words for verdicts where the sentence alone might be misread. */
export const CONFIDENCE_WORDS = { sure: 'sure', likely: 'likely', weak: 'weak: a hint, not a finding' } as const;

/** Everything templates/incident.liquid prints, in words and numbers; nothing in it is escaped yet. `row`: the deploy that was compared. */
export function incidentView(
  incident: Incident,
  evidence: Evidence | undefined,
  links: PageLinks,
  row?: DeployRow,
): object {
  const since = evidence?.onset.at ?? incident.startsAt;
  return {
    id: incident.id,
    isDeploy: incident.cause === 'deploy',
    sides: sidesOf(incident, row),
    deploy: row === undefined ? '' : deployView(row, links),
    service: incident.service,
    slo: incident.slo,
    also: incident.also ?? [],
    timesFired: timesFired(incident),
    state: incident.state,
    pending: PENDING.includes(incident.state),
    failed: incident.state === 'failed',
    problem: incident.problem ?? '',
    cooldown: showDuration(incident.plan.cooldown ?? COOLDOWN_MS),
    headline: pageHeadline(incident, evidence?.report.headline),
    since: showTime(since),
    onsetKnown: evidence?.onset.certain ?? false,
    firedAt: showTime(incident.startsAt),
    endedAt: incident.endedAt === undefined ? '' : showTime(incident.endedAt),
    openedAt: showTime(incident.openedAt),
    evidence: evidence === undefined ? '' : evidenceView(incident, evidence, links),
  };
}

/** What the two sides of the comparison are called. */
function sidesOf({ cause }: Incident, row: DeployRow | undefined): { readonly after: string; readonly before: string } {
  if (cause !== 'deploy') return { after: 'Now', before: 'Baseline' };
  const besideEachOther = row?.check?.comparison === 'old and new pods';
  return besideEachOther ? { after: 'New pods', before: 'Old pods' } : { after: 'After', before: 'Before' };
}

function evidenceView(incident: Incident, evidence: Evidence, links: PageLinks): object {
  const { analysis, onset, windows, files } = evidence;
  return {
    ...(analysis === undefined ? withoutAnalysis(evidence.report) : analysisView(analysis, links)),
    rounds: roundsView(incident, evidence),
    picture: pictureView(incident, evidence, links),
    flames: files.some(({ name }) => name === FLAMES_FILE) ? links.to(pathOf('incidents', incident.id, 'flames')) : '',
    flameGraphs: [
      { profile: 'cpu', name: 'CPU', altText: evidence.report.altText },
      // Two halves of one picture: said once.
      { profile: 'off-cpu', name: 'Off-CPU', altText: '' },
    ],
    chart: chartView(incident, evidence),
    windows: {
      mode: windows.mode,
      comparison: showWindow(windows.comparison),
      baseline: showWindow(windows.baseline),
    },
    onset: { at: showTime(onset.at), method: onset.method, certain: onset.certain, note: onset.note },
    deploys: evidence.deploys.map((deploy) => ({
      from: deploy.fromVersion ?? '',
      to: deploy.toVersion,
      at: showTime(deploy.at),
      source: deploy.source,
    })),
    asked: askedView(evidence.asked, links),
    stages: evidence.stages.map(({ name, milliseconds, outcome }) => ({
      name,
      outcome,
      took: showDuration(milliseconds),
    })),
    links: evidence.report.links.flatMap(({ label, url }) => {
      const href = safeHref(url, links);
      // A link of the post to this very page would go in a circle.
      const here = links.own(url)?.startsWith(pathOf('incidents', incident.id)) ?? false;
      return href === undefined || here ? [] : [{ label, href }];
    }),
    files: filesView(incident, evidence, links),
  };
}

/** What came of the second look and what the first answer was, or when the second look is due. */
function roundsView({ refineAt }: Incident, { refinement, round }: Evidence): object | string {
  if (refinement === undefined) return round === 'refined' || refineAt === undefined ? '' : { due: showTime(refineAt) };
  const { outcome, sentence, first } = refinement;
  const quiet = first.verdict === undefined || isQuiet(first.verdict.kind);
  return {
    outcome,
    sentence,
    firstAt: showTime(first.answeredAt),
    firstWindow: showWindow(first.comparison),
    first: first.verdict?.sentence ?? 'The profiles could not be analysed.',
    firstConfidence: quiet ? '' : first.verdict.confidence,
  };
}

function analysisView(analysis: Analysis, links: PageLinks): object {
  const { verdict } = analysis;
  return {
    analysed: true,
    sentence: verdict.sentence,
    confidence: isQuiet(verdict.kind) ? '' : CONFIDENCE_WORDS[verdict.confidence],
    confidenceClass: verdict.confidence,
    culprits: verdict.culprits.map((culprit) => culpritView(culprit, links)),
    movers: moversView(analysis, links),
    load: loadView(analysis),
    notices: analysis.notices,
    reportLines: [],
  };
}

/** When the analysis itself failed, what the post said is all there is. */
function withoutAnalysis(report: Report): object {
  const reportLines = report.lines.map((line) => line.map((span) => span.text).join(''));
  return { analysed: false, culprits: [], notices: [], reportLines };
}

import { COOLDOWN_MS } from '../../core/incident/episode.ts';
import { timesFired } from '../../core/incident/firings.ts';
import type { Incident } from '../../core/incident/incident.ts';
import type { Analysis, Culprit, Mover, Panel } from '../../core/report/analysis.ts';
import { isQuiet } from '../../core/report/compare-answers.ts';
import { shortFunction } from '../../core/report/short-function.ts';
import type { Report } from '../../core/report/report.ts';
import { FLAMES_FILE } from '../../pipeline/evidence.ts';
import type { Evidence, EvidenceFile } from '../../pipeline/evidence.ts';
import { pathOf, safeHref } from './page-links.ts';
import type { PageLinks } from './page-links.ts';
import { showBytes, showChange, showDuration, showRate, showRelative, showTime, showWindow } from './page-quantity.ts';

const PICTURES = { chat: 'chat.png', phone: 'phone.png', wide: 'wide.png' } as const;
const PENDING = ['queued', 'investigating'];

/** Rates are means over the pods' recordings. */
const UNITS = { cpu: 'cores per pod', 'off-cpu': 'seconds waited per second and pod' } as const;

/** Plain words for verdicts where the sentence alone might be misread. */
const WORDS = { sure: 'sure', likely: 'likely', weak: 'weak: a hint, not a finding' } as const;

/** Everything templates/incident.liquid prints, in words and numbers; nothing in it is escaped yet. */
export function incidentView(incident: Incident, evidence: Evidence | undefined, links: PageLinks): object {
  const since = evidence?.onset.at ?? incident.startsAt;
  return {
    id: incident.id,
    service: incident.service,
    slo: incident.slo,
    also: incident.also ?? [],
    timesFired: timesFired(incident),
    state: incident.state,
    pending: PENDING.includes(incident.state),
    failed: incident.state === 'failed',
    problem: incident.problem ?? '',
    cooldown: showDuration(incident.plan.cooldown ?? COOLDOWN_MS),
    headline: evidence?.report.headline ?? `${incident.service} · ${incident.slo} is burning`,
    since: showTime(since),
    onsetKnown: evidence?.onset.certain ?? false,
    firedAt: showTime(incident.startsAt),
    endedAt: incident.endedAt === undefined ? '' : showTime(incident.endedAt),
    openedAt: showTime(incident.openedAt),
    json: links.to(`${pathOf('incidents', incident.id)}.json`),
    evidence: evidence === undefined ? '' : evidenceView(incident, evidence, links),
  };
}

function evidenceView(incident: Incident, evidence: Evidence, links: PageLinks): object {
  const { analysis, onset, windows, files } = evidence;
  return {
    ...(analysis === undefined ? withoutAnalysis(evidence.report) : analysisView(analysis, links)),
    rounds: roundsView(incident, evidence),
    picture: pictureView(incident.id, evidence, links),
    flames: files.some(({ name }) => name === FLAMES_FILE) ? links.to(pathOf('incidents', incident.id, 'flames')) : '',
    flameGraphs: [
      { profile: 'cpu', name: 'CPU', altText: evidence.report.altText },
      // Two halves of one picture: said once.
      { profile: 'off-cpu', name: 'Off-CPU', altText: '' },
    ],
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
    asked: evidence.asked,
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
    pictures: files.filter((file) => !isProfile(file)).map((file) => fileView(file, incident.id, links)),
    profiles: files.filter(isProfile).map((file) => fileView(file, incident.id, links)),
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

function isProfile(file: EvidenceFile): boolean {
  return file.name.startsWith('profiles/');
}

function fileView(file: EvidenceFile, id: string, links: PageLinks): object {
  return {
    name: file.name,
    size: showBytes(file.bytes),
    href: links.to(`${pathOf('incidents', id, 'files')}${pathOf(...file.name.split('/'))}`),
  };
}

function analysisView(analysis: Analysis, links: PageLinks): object {
  const { verdict } = analysis;
  return {
    analysed: true,
    sentence: verdict.sentence,
    confidence: isQuiet(verdict.kind) ? '' : WORDS[verdict.confidence],
    confidenceClass: verdict.confidence,
    culprits: verdict.culprits.map((culprit) => culpritView(culprit, links)),
    groups: moverGroups(analysis),
    load: analysis.load.sentence,
    panels: analysis.panels.map(panelView),
    notices: analysis.notices,
    reportLines: [],
  };
}

/** When the analysis itself failed, what the post said is all there is. */
function withoutAnalysis(report: Report): object {
  const reportLines = report.lines.map((line) => line.map((span) => span.text).join(''));
  return { analysed: false, culprits: [], notices: [], reportLines };
}

function culpritView(culprit: Culprit, links: PageLinks): object {
  const href = culprit.permalink === undefined ? undefined : safeHref(culprit.permalink, links);
  return {
    short: culprit.commit.slice(0, 10),
    subject: culprit.subject,
    author: culprit.author,
    at: showTime(Date.parse(culprit.at)),
    evidence: culprit.evidence.replaceAll('-', ' '),
    functions: culprit.functions.map(shortFunction),
    href: href ?? '',
  };
}

function moverGroups(analysis: Analysis): readonly object[] {
  return (['cpu', 'off-cpu'] as const).map((profile) => {
    const panel = analysis.panels.find((one) => one.profile === profile);
    return {
      name: profile === 'cpu' ? 'CPU' : 'Off-CPU (waiting)',
      unit: UNITS[profile],
      empty: panel?.empty ?? '',
      movers: analysis.movers.filter((mover) => mover.profile === profile).map(moverView),
    };
  });
}

function moverView(mover: Mover): object {
  const { affected, of, only } = mover.instances;
  const [low, high] = mover.interval;
  return {
    function: shortFunction(mover.function),
    fullName: mover.function,
    profile: mover.profile,
    place: mover.file === '' ? '' : `${mover.file}${mover.line > 0 ? `:${mover.line}` : ''}`,
    baseline: showRate(mover.baseline),
    comparison: showRate(mover.comparison),
    change: showChange(mover.delta),
    relative:
      mover.relative === undefined || mover.isNew
        ? mover.isNew
          ? 'new'
          : 'hardly there before'
        : showRelative(mover.relative),
    interval: `${showChange(low)} … ${showChange(high)}`,
    direction: mover.delta > 0 ? 'grew' : 'shrank',
    caller: shortFunction(mover.caller ?? ''),
    through: shortFunction(mover.through ?? ''),
    heldBy: shortFunction(mover.heldBy ?? ''),
    movedFrom: shortFunction(mover.movedFrom ?? ''),
    alternatives: mover.alternatives.map(shortFunction),
    confidence: mover.confidence,
    gated: mover.gated,
    pods: only === undefined ? `${affected} of ${of}` : `${affected} of ${of}, only ${only}`,
  };
}

function panelView(panel: Panel): object {
  return {
    name: panel.profile === 'cpu' ? 'CPU' : 'Off-CPU',
    source: panel.source,
    unit: UNITS[panel.profile],
    empty: panel.empty ?? '',
    baseline: showRate(panel.baseline),
    comparison: showRate(panel.comparison),
    relative: panel.relative === undefined ? '' : showRelative(panel.relative),
    normalisation: panel.normalisation,
    pods: `${panel.pods.baseline} → ${panel.pods.comparison}`,
    samples: `${Math.round(panel.samples.baseline)} → ${Math.round(panel.samples.comparison)}`,
  };
}

function pictureView(id: string, evidence: Evidence, links: PageLinks): object | string {
  const has = (name: string): boolean => evidence.files.some((file) => file.name === name);
  if (!has(PICTURES.chat)) return '';
  const path = `${pathOf('incidents', id)}.png`;
  return {
    chat: links.to(path),
    phone: has(PICTURES.phone) ? links.to(path, { size: 'phone' }) : '',
    full: links.to(path, has(PICTURES.wide) ? { size: 'wide' } : {}),
    altText: evidence.report.altText,
  };
}

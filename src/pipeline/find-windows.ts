import type { Alert } from '../core/alert/alert.ts';
import type { BurnPair } from '../core/alert/burn.ts';
import { Failure } from '../core/failure.ts';
import { chooseWindows, earlierDays, type ChosenWindows } from '../core/incident/choose-windows.ts';
import { findEnd } from '../core/incident/burn-end.ts';
import type { Incident } from '../core/incident/incident.ts';
import { locateOnset, onsetFromAlert, type BurnSeries, type Onset } from '../core/incident/onset.ts';
import { WINDOW_RULES, type WindowRules } from '../core/incident/window-rules.ts';
import type { Instant, Window } from '../core/instant.ts';
import { startAsking, type Asking } from './asking.ts';
import { findActiveAt } from './find-active.ts';
import { findChanges } from './find-changes.ts';
import { findPair } from './find-pair.ts';
import type { Expressions, Metrics } from './ports.ts';
import { burnQueries, readBurn, recordedName, type BurnQueries, type ReadBurn } from './read-burn.ts';

export interface FoundWindows {
  readonly onset: Onset;
  readonly windows: ChosenWindows;
  readonly activeAt: Instant;
  /** The window pair that fired. */
  readonly pair?: BurnPair;
  /** PromQL of the requests that the SLO counts, and over which window. */
  readonly requests?: { readonly query: string; readonly shortSeconds: number };
  /** Sentences for the report about what could not be asked. */
  readonly notices: readonly string[];
  readonly asked: readonly { readonly system: string; readonly query: string }[];
}

export interface WindowsWorld {
  /** Absent when no source is configured for this alert. */
  readonly metrics: Metrics | undefined;
  readonly expressions: Pick<Expressions, 'readRatio' | 'burnPairs'>;
}

/** Room before the long window, to see the healthy time. */
const LOOK_BACK = 1.5;
/** How long after a burn its end is looked for. */
const QUIET = 15 * 60_000;
/** The baseline may slide back by three comparison windows. */
const SLIDES = 4;

/** Step 4: when did the burn begin, and which minutes are compared? Asks Prometheus, else takes the alert's word. */
export async function findWindows(
  incident: Incident,
  { metrics, expressions }: WindowsWorld,
  now: Instant,
  signal: AbortSignal,
): Promise<FoundWindows> {
  const facts: Facts = { incident, now, rules: incident.plan.windows ?? WINDOW_RULES };
  if (metrics === undefined)
    return alone(facts, ['No Prometheus is configured: the windows come from the alert alone.']);
  const asking = startAsking(metrics, signal);
  try {
    return await ask(facts, expressions, metrics.name, asking);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const notice = `Prometheus could not tell when the burn began (${error.message}): the windows come from the alert alone.`;
    return alone(facts, [notice], asking);
  }
}

interface Facts {
  readonly incident: Incident;
  readonly now: Instant;
  readonly rules: WindowRules;
}

/** What is known without asking, or after asking in vain. */
function alone(
  { incident, now, rules }: Facts,
  notices: readonly string[],
  asking?: Asking,
  active?: Active,
): FoundWindows {
  const { plan, endedAt } = incident;
  const firedAt = incident.alerts[0]?.startsAt ?? incident.startsAt;
  const pair = active?.pair ?? plan.burn.toSorted((a, b) => a.longSeconds - b.longSeconds)[0];
  const activeAt = active?.activeAt ?? firedAt - (plan.forSeconds ?? 0) * 1000;
  const onset = typeof rules.onset === 'number' ? fixed(firedAt - rules.onset) : onsetFromAlert(activeAt, pair);
  const windows = chooseWindows({
    onset,
    now,
    rules,
    ...(pair === undefined ? {} : { pair }),
    ...endOf(endedAt, pair),
  });
  return {
    onset,
    windows,
    activeAt,
    ...(pair === undefined ? {} : { pair }),
    notices: [...notices, ...(asking?.notices ?? [])],
    asked: asking?.asked ?? [],
  };
}

function fixed(at: Instant): Onset {
  return { at, method: 'fixed', certain: false, note: 'set by the configuration' };
}

/** An alert resolves about a short window after the burn ended. */
function endOf(endedAt: Instant | undefined, pair: BurnPair | undefined): { endedAt?: Instant } {
  return endedAt === undefined ? {} : { endedAt: endedAt - (pair?.shortSeconds ?? 0) * 1000 };
}

interface Active {
  readonly activeAt: Instant;
  readonly pair?: BurnPair;
}

async function ask(
  facts: Facts,
  expressions: WindowsWorld['expressions'],
  source: string,
  asking: Asking,
): Promise<FoundWindows> {
  const { incident, rules } = facts;
  const { plan } = incident;
  const alert = incident.alerts[0];
  if (alert === undefined) return alone(facts, ['The incident holds no alert.'], asking);
  const name = alert.labels['alertname'] ?? '';
  const expressed = plan.burn.some((one) => one.shortRatio !== undefined);
  const recorded = recordedName(plan.burn, expressions);
  const [alertRules, recordRules] = await Promise.all([
    expressed ? [] : asking.rules('alert', name),
    recorded === undefined ? [] : asking.rules('record', recorded),
  ]);
  const found = expressed ? plan.burn : alertRules.flatMap((rule) => expressions.burnPairs(rule.query));
  const pairs = found.length > 0 ? found : plan.burn;
  const [activeAt, pair] = await Promise.all([
    findActiveAt(alert, plan.forSeconds, alertRules, asking),
    findPair(pairs, alert.startsAt, asking),
  ]);
  const active: Active = { activeAt, ...(pair === undefined ? {} : { pair }) };
  const queries = pair && burnQueries(pairs, pair, expressions, () => recordRules);
  if (rules.onset !== 'auto') return alone(facts, [], asking, active);
  if (pair === undefined || queries === undefined) {
    return alone(
      facts,
      ['The alert carries no burn-rate expression: the windows come from the alert alone.'],
      asking,
      active,
    );
  }
  const look = lookBack(facts, activeAt, pair.longSeconds);
  const until = Math.min(facts.now, look.to);
  const [read, changes] = await Promise.all([
    readBurn(queries, alert.labels, look, asking),
    findChanges(plan.service, queries, { from: activeAt - pair.longSeconds * 1000 - rules.max, to: look.to }, asking),
  ]);
  const located = locate(read, activeAt, until, pair);
  if (located === undefined) {
    const notice = `${source} has no burning ${queries.ratio}: the windows come from the alert alone.`;
    return alone(facts, [notice], asking, active);
  }
  const { onset, series } = located;
  const ended = findEnd(series, onset, Math.min(until, incident.endedAt ?? until));
  const end = ended === undefined ? endOf(incident.endedAt, pair) : { endedAt: ended };
  const chosen = { onset, now: facts.now, pair, rules, changes, ...end };
  const windows = await withEarlierDays(chosen, series, queries, alert, asking);
  return {
    onset,
    windows,
    activeAt,
    pair,
    ...(queries.counts === undefined
      ? {}
      : { requests: { query: queries.counts.total, shortSeconds: queries.shortSeconds } }),
    notices: [...ambiguity(read), ...said(windows), ...asking.notices],
    asked: asking.asked,
  };
}

/** Nothing later than the longest comparison, and the quiet after it, has a say: a webhook may be looked at days later. */
function lookBack({ now, rules }: Facts, activeAt: Instant, longSeconds: number): Window {
  const from = activeAt - LOOK_BACK * longSeconds * 1000 - SLIDES * rules.max;
  return { from, to: Math.max(activeAt, Math.min(now, activeAt + rules.max + QUIET)) };
}

/** Counted requests tell sharper; where their recording has a hole just there, or tells nothing, the alert's own ratio does. */
function locate(read: ReadBurn, activeAt: Instant, until: Instant, pair: Parameters<typeof locateOnset>[3]) {
  const from = (series: BurnSeries | undefined) => {
    const onset = series && locateOnset(series, activeAt, until, pair);
    return onset && series && { onset, series };
  };
  const counted = from(read.counted);
  if (counted?.onset.certain === true) return counted;
  const ratio = from(read.ratio);
  if (counted === undefined || ratio?.onset.certain !== true) return counted ?? ratio;
  // The ratio smooths bursts and pauses away; a doubt of the counts is only set aside where it is about missing scrapes.
  return counted.onset.note.startsWith('nothing was recorded') ? ratio : counted;
}

/** Only when nothing healthy is found near by are earlier days asked for. */
async function withEarlierDays(
  facts: Omit<Parameters<typeof chooseWindows>[0], 'series'>,
  series: BurnSeries,
  queries: BurnQueries,
  alert: Alert,
  asking: Asking,
): Promise<ChosenWindows> {
  const near = chooseWindows({ ...facts, series });
  const days = earlierDays(near, facts.rules);
  if (days.length === 0) return near;
  const older = await Promise.all(
    days.map((day) => asking.optional(readBurn(queries, alert.labels, day, asking), undefined, 'earlier days')),
  );
  const points = older.flatMap((one) => (one?.counted ?? one?.ratio)?.points ?? []);
  const all = [...points, ...series.points].toSorted((a, b) => a.at - b.at);
  return chooseWindows({ ...facts, series: { points: all, smear: series.smear } });
}

function ambiguity({ ambiguous }: ReadBurn): readonly string[] {
  return ambiguous > 1 ? [`The burn-rate series has ${ambiguous} groups; the hottest one was used for the onset.`] : [];
}

/** A baseline that is not simply right before the burn is worth a sentence. */
function said({ mode, note }: ChosenWindows): readonly string[] {
  return mode === 'before' ? [] : [`Baseline: ${note}.`];
}

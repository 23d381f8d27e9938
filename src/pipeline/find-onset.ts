import type { BurnPair } from '../core/alert/burn.ts';
import { Failure } from '../core/failure.ts';
import type { Incident } from '../core/incident/incident.ts';
import { onsetFromAlert, walkBack, type Onset, type RatioPoint } from '../core/incident/onset.ts';
import type { Instant, Window } from '../core/instant.ts';
import type { Metrics } from './ports.ts';

export interface FoundOnset {
  readonly onset: Onset;
  readonly activeAt: Instant;
  readonly pair: BurnPair | undefined;
  /** The short-window ratio as answered, for the baseline's health and the page. */
  readonly ratios: readonly RatioPoint[];
  /** Sentences for the report about what could not be asked. */
  readonly notices: readonly string[];
  readonly asked: readonly { readonly system: string; readonly query: string }[];
}

/** Resolution of the recorded series: generators record every 15–60 s. */
const STEP_SECONDS = 30;
/** Room before the long window, to see the healthy time. */
const LOOK_BACK = 1.5;

/** Step 4: when did the burn begin? Asks Prometheus for the short-window ratio, else takes the alert's word. */
export async function findOnset(
  incident: Incident,
  metrics: Metrics | undefined,
  now: Instant,
  signal: AbortSignal,
): Promise<FoundOnset> {
  const pairs = incident.plan.burn;
  const alone = (notices: readonly string[], asked: FoundOnset['asked'] = []): FoundOnset => {
    const pair = pairs[0];
    return {
      onset: onsetFromAlert(incident.startsAt, pair),
      activeAt: incident.startsAt,
      pair,
      ratios: [],
      notices,
      asked,
    };
  };
  if (metrics === undefined) return alone(['No Prometheus is configured: the windows come from the alert alone.']);
  if (pairs.length === 0)
    return alone(['The alert carries no burn-rate expression: the windows come from the alert alone.']);
  const asked: { system: string; query: string }[] = [];
  try {
    const activeAt = await findActiveAt(incident, metrics, asked, signal);
    const pair = await findPair(pairs, metrics, activeAt, asked, signal);
    const { shortRatio } = pair;
    if (shortRatio === undefined)
      return alone(['The alert carries no burn-rate expression: the windows come from the alert alone.'], asked);
    const window: Window = { from: activeAt - LOOK_BACK * pair.longSeconds * 1000, to: Math.max(now, activeAt) };
    asked.push({ system: metrics.name, query: shortRatio });
    const series = await metrics.range(shortRatio, window, STEP_SECONDS, signal);
    const ratios = series[0]?.points ?? [];
    const onset = walkBack(ratios, activeAt, pair);
    if (onset !== undefined) return { onset, activeAt, pair, ratios, notices: ambiguity(series.length), asked };
    return alone([`${metrics.name} has no burning ${shortRatio}: the windows come from the alert alone.`], asked);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return alone(
      [`Prometheus could not tell when the burn began (${error.message}): the windows come from the alert alone.`],
      asked,
    );
  }
}

function ambiguity(count: number): readonly string[] {
  return count > 1 ? [`The burn-rate series has ${count} groups; the first one was used for the onset.`] : [];
}

/** ALERTS_FOR_STATE carries when the expression became true; external labels are not on it, so only the name is asked. */
async function findActiveAt(
  incident: Incident,
  metrics: Metrics,
  asked: { system: string; query: string }[],
  signal: AbortSignal,
): Promise<Instant> {
  const alert = incident.alerts[0];
  const name = alert?.labels['alertname'];
  if (alert === undefined || name === undefined) return incident.startsAt;
  const query = `ALERTS_FOR_STATE{alertname=${JSON.stringify(name)}}`;
  asked.push({ system: metrics.name, query });
  const series = await metrics.instant(query, incident.startsAt, signal);
  const matching = series.filter((one) =>
    Object.entries(one.labels).every(([label, text]) => label === '__name__' || alert.labels[label] === text),
  );
  const times = matching.flatMap((one) => one.points.map((point) => point.number * 1000)).filter(Number.isFinite);
  const plausible = times.filter((at) => at <= incident.startsAt && at > incident.startsAt - 24 * 3_600_000);
  return plausible.length === 0 ? incident.startsAt : Math.min(...plausible);
}

/** Sloth ORs two pairs in one alert; the one that holds is found by asking, the quick one first. */
async function findPair(
  pairs: readonly BurnPair[],
  metrics: Metrics,
  activeAt: Instant,
  asked: { system: string; query: string }[],
  signal: AbortSignal,
): Promise<BurnPair> {
  const [first, ...rest] = pairs;
  if (first === undefined) throw new Error('findPair needs at least one pair');
  if (rest.length === 0) return first;
  for (const pair of pairs) {
    if (pair.condition === undefined) continue;
    asked.push({ system: metrics.name, query: pair.condition });
    const series = await metrics.instant(pair.condition, activeAt, signal);
    if (series.some((one) => one.points.length > 0)) return pair;
  }
  return first;
}

import type { Incident } from '../core/incident/incident.ts';
import type { Window } from '../core/instant.ts';
import { startAsking } from './asking.ts';
import type { Asked } from './evidence.ts';
import type { FoundWindows } from './found-windows.ts';
import type { AnalysisRequest, Metrics } from './ports.ts';
import { isIncrease, overWindow } from './read-burn.ts';

const STEP_SECONDS = 30;

/** Absent requests: nobody knows. */
export interface MeasuredTraffic {
  readonly requests?: NonNullable<AnalysisRequest['requests']>;
  readonly asked: readonly Asked[];
}

/** How to ask for the traffic: PromQL of requests per second, or of counts over so many seconds. */
interface TrafficQuery {
  readonly query: string;
  readonly perSeconds: number;
}

const RATE_SECONDS = 120;

/**
 * Requests per second of both windows: as the team told to ask, else by what the SLO itself counts. None where nobody
 * knows. Each point tells of the time before it, so the windows' first minutes are left out.
 */
export async function measureTraffic(
  incident: Incident,
  { windows, requests }: Pick<FoundWindows, 'windows' | 'requests'>,
  metrics: Metrics | undefined,
  signal: AbortSignal,
): Promise<MeasuredTraffic> {
  const traffic = trafficQuery(incident, requests);
  if (metrics === undefined || traffic === undefined) return { asked: [] };
  const asking = startAsking(metrics, signal);
  const mean = async ({ from, to }: Window) => {
    const settled = Math.min(from + RATE_SECONDS * 1000, to);
    const series = await asking.range(traffic.query, { from: settled, to }, STEP_SECONDS);
    const byTime = new Map<number, number>();
    for (const { at, number } of series.flatMap((one) => one.points)) {
      if (Number.isFinite(number)) byTime.set(at, (byTime.get(at) ?? 0) + number);
    }
    const rates = [...byTime.values()];
    return rates.length === 0
      ? undefined
      : rates.reduce((sum, rate) => sum + rate, 0) / rates.length / traffic.perSeconds;
  };
  const [baseline, comparison] = await Promise.all([mean(windows.baseline), mean(windows.comparison)]);
  const { asked } = asking;
  if (baseline === undefined || comparison === undefined || !(baseline > 0) || !(comparison > 0)) return { asked };
  return { requests: { per: 'second', baseline, comparison }, asked };
}

function trafficQuery(incident: Incident, requests: FoundWindows['requests']): TrafficQuery | undefined {
  const { trafficQuery: told } = incident.plan;
  if (told !== undefined) return { query: told, perSeconds: 1 };
  if (requests === undefined) return undefined;
  const query = overWindow(requests.query, RATE_SECONDS);
  return { query, perSeconds: isIncrease(query) ? RATE_SECONDS : 1 };
}

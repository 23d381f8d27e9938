import type { ChosenWindows } from '../core/incident/choose-windows.ts';
import type { Incident } from '../core/incident/incident.ts';
import type { Window } from '../core/instant.ts';
import type { AnalysisRequest, Metrics } from './ports.ts';

const STEP_SECONDS = 30;

/** Requests per second of both windows, where the team told how to ask; undefined where nobody knows. */
export async function measureTraffic(
  incident: Incident,
  windows: ChosenWindows,
  metrics: Metrics | undefined,
  signal: AbortSignal,
): Promise<AnalysisRequest['requests']> {
  const query = incident.plan.trafficQuery;
  if (metrics === undefined || query === undefined) return undefined;
  const mean = async (window: Window) => {
    const series = await metrics.range(query, window, STEP_SECONDS, signal);
    const points = series.flatMap((one) => one.points.map((point) => point.number)).filter(Number.isFinite);
    return points.length === 0 ? undefined : points.reduce((sum, rate) => sum + rate, 0) / points.length;
  };
  const [baseline, comparison] = await Promise.all([mean(windows.baseline), mean(windows.comparison)]);
  if (baseline === undefined || comparison === undefined || !(baseline > 0) || !(comparison > 0)) return undefined;
  return { per: 'second', baseline, comparison };
}

import { Failure } from '../core/failure.ts';
import type { Incident } from '../core/incident/incident.ts';
import { WINDOW_RULES } from '../core/incident/window-rules.ts';
import type { Instant, Window } from '../core/instant.ts';
import { startAsking } from './asking.ts';
import type { FoundWindows, Sought } from './found-windows.ts';
import type { Deploys, Expressions, Metrics } from './ports.ts';
import { windowsAlone } from './windows-alone.ts';
import { windowsAsked } from './windows-asked.ts';

export interface WindowsWorld {
  /** Absent when no source is configured for this alert. */
  readonly metrics: Metrics | undefined;
  readonly expressions: Pick<Expressions, 'readRatio' | 'burnPairs'>;
  /** What is known to have shipped, beside what metrics show. */
  readonly deploys?: Deploys;
  /** Hears of every question that failed, also of those that only would have sharpened the answer. */
  readonly failed?: (failure: Failure) => void;
}

/** Step 4: when did the burn begin, and which minutes are compared? Asks Prometheus, else takes the alert's word. */
export async function findWindows(
  incident: Incident,
  { metrics, expressions, deploys, failed }: WindowsWorld,
  now: Instant,
  signal: AbortSignal,
): Promise<FoundWindows> {
  const facts: Sought = { incident, now, rules: incident.plan.windows ?? WINDOW_RULES };
  if (metrics === undefined)
    return windowsAlone(facts, ['No Prometheus is configured: the windows come from the alert alone.']);
  const asking = startAsking(metrics, signal, failed);
  try {
    const shipped = (window: Window) => deploys?.between(incident.plan.service, window, signal) ?? Promise.resolve([]);
    return await windowsAsked(facts, { asking, expressions, shipped, source: metrics.name });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    failed?.(error);
    const notice = `Prometheus could not tell when the burn began (${error.message}): the windows come from the alert alone.`;
    return windowsAlone(facts, [notice], asking);
  }
}

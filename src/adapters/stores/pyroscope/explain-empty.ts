/** Wrong tenants, unknown services, types and times all answer 200 and nothing: only further questions tell them apart. */
import { z } from 'zod';
import { Failure } from '../../../core/failure.ts';
import type { Labels } from '../../../core/alert/alert.ts';
import { isoInstant, type Instant, type Window } from '../../../core/instant.ts';
import type { Pyroscope } from './ask-pyroscope.ts';
import type { PyroscopeSection } from './pyroscope-section.ts';

const Int = z.union([z.string(), z.number()]).transform(Number).default(0);
const Stats = z.object({ dataIngested: z.boolean().default(false), oldestProfileTime: Int });
const Names = z.object({ names: z.array(z.string()).default([]) });
const MOST_NAMES = 5;
/** -querier.max-query-lookback, unless the operator set another. https://grafana.com/docs/pyroscope/latest/configure-server/ */
const LOOKBACK_MS = 7 * 86_400_000;
const MOST_ASKED_MS = 3_600_000;

/** Why no series answers to the selector, as far as the server tells; what it does not tell is left out. */
export async function explainEmpty(
  pyroscope: Pyroscope,
  section: PyroscopeSection,
  selector: Labels,
  window: Window,
  now: Instant,
  signal: AbortSignal,
): Promise<string> {
  const { service } = section.labels;
  const stats = await orNothing(pyroscope.json('GetProfileStats', {}, Stats, signal));
  if (stats?.dataIngested === false) {
    const tenant = section.tenant === undefined ? 'no tenant is set' : `tenant ${section.tenant}`;
    return `the server has no profiles at all for us (${tenant})`;
  }
  if (stats !== undefined && stats.oldestProfileTime > window.to)
    return `its oldest profile is from ${isoInstant(stats.oldestProfileTime)}`;
  const hidden = lookback(window, now);
  if (hidden !== undefined) return hidden;
  const range = { start: Math.max(window.from, window.to - MOST_ASKED_MS), end: window.to };
  const names = await orNothing(pyroscope.json('LabelValues', { name: service, ...range }, Names, signal));
  const wanted = selector[service];
  if (names === undefined) return 'nothing answers to these labels';
  if (names.names.length === 0) return `nothing of any service is there with the label ${service}`;
  if (wanted !== undefined && names.names.includes(wanted))
    return `that service is there, but not with all of these labels`;
  const some = names.names.slice(0, MOST_NAMES).join(', ');
  return `that service is not among those that are there: ${some}${names.names.length > MOST_NAMES ? ', …' : ''}`;
}

/** Servers hide what is older, and say nothing. */
export function lookback(window: Window, now: Instant): string | undefined {
  return window.from < now - LOOKBACK_MS
    ? 'it begins more than 7 days ago, which the server hides unless its -querier.max-query-lookback is raised'
    : undefined;
}

/** An explanation that fails must not hide what is to be explained. */
async function orNothing<T>(asking: Promise<T>): Promise<T | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof Failure && error.code !== 'CANCELLED') return undefined;
    throw error;
  }
}

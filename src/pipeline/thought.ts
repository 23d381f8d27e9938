import type { Incident } from '../core/incident/incident.ts';
import type { Instant } from '../core/instant.ts';
import type { Blamed } from './blame-deploy.ts';
import type { GatheredProfiles } from './fetch-profiles.ts';
import type { FoundWindows } from './found-windows.ts';
import type { MeasuredTraffic } from './measure-traffic.ts';
import type { ComputedAnalysis } from './ports.ts';
import type { Stages } from './stages.ts';

/** What one look at an incident came to: the first, or the second. */
export interface Thought {
  readonly incident: Incident;
  /** When it began; no window reaches beyond. */
  readonly now: Instant;
  readonly stages: Stages;
  readonly found: FoundWindows;
  readonly traffic: MeasuredTraffic;
  readonly profiles: GatheredProfiles;
  /** Undefined when the analysis failed; the stages say why. */
  readonly analysed: ComputedAnalysis | undefined;
  readonly blamed: Blamed;
}

/** What went wrong on the way, in the order of importance for a reader of the post. */
export function problemsOf({ stages, found, profiles, analysed }: Thought): readonly string[] {
  return [...stages.notices, ...found.notices, ...profiles.notices, ...(analysed?.problems ?? [])];
}

import type { BurnPair } from '../core/alert/burn.ts';
import type { ChosenWindows } from '../core/incident/choose-windows.ts';
import type { Incident } from '../core/incident/incident.ts';
import type { KeptBurn } from '../core/incident/kept-burn.ts';
import type { Onset } from '../core/incident/onset.ts';
import type { WindowRules } from '../core/incident/window-rules.ts';
import type { Instant } from '../core/instant.ts';
import type { Asked } from './evidence.ts';

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
  readonly asked: readonly Asked[];
  /** What metrics told of the burn, for the chart. */
  readonly burn?: KeptBurn;
}

/** What a search for the windows begins with. */
export interface Sought {
  readonly incident: Incident;
  readonly now: Instant;
  readonly rules: WindowRules;
}

/** What metrics told of the alert itself. */
export interface Active {
  readonly activeAt: Instant;
  readonly pair?: BurnPair;
}

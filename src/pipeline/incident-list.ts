import type { Incident } from '../core/incident/incident.ts';
import type { Instant } from '../core/instant.ts';
import type { Verdict, VerdictKind } from '../core/report/analysis.ts';

/** Which incidents are meant; nothing said means all. */
export interface IncidentQuestion {
  readonly service?: string;
  /** Burning: its alerts have not resolved. Looking: not answered yet. */
  readonly state?: 'burning' | 'resolved' | 'looking' | 'failed';
  readonly verdict?: VerdictKind;
  /** Stands in the service, the SLO, the answer or the functions that changed; upper and lower case alike. */
  readonly text?: string;
  /** When it was opened: from this moment on, and before this one. */
  readonly from?: Instant;
  readonly before?: Instant;
  readonly limit: number;
}

export interface ListedIncident {
  readonly incident: Incident;
  /** Absent while there is none. */
  readonly answer?: {
    readonly headline: string;
    /** Absent when the profiles could not be analysed. */
    readonly verdict?: Pick<Verdict, 'kind' | 'confidence' | 'sentence'>;
  };
}

/** Incidents with the gist of their answers, newest first. */
export interface IncidentList {
  search(question: IncidentQuestion): Promise<readonly ListedIncident[]>;
}

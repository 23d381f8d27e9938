import type { TracedRule } from '../../core/alert/trace-mapping.ts';

/** Times are ISO 8601 in UTC, durations as Prometheus writes them. */
export interface ExplainedWindow {
  readonly from: string;
  readonly to: string;
}

/** What one alert would lead to: one entry per service it concerns. Absent means that nothing is known of it. */
export interface Explained {
  readonly fingerprint: string;
  readonly name: string;
  readonly status: 'firing' | 'resolved';
  readonly action: 'investigate' | 'join' | 'ignore';
  readonly reason: string;
  readonly dialect: string;
  readonly service?: string;
  readonly slo?: string;
  readonly sli?: string;
  readonly objective?: number;
  /** All window pairs of the alert, the one that fired first where metrics told. */
  readonly burn: readonly {
    readonly long: string;
    readonly short: string;
    readonly factor?: number;
    readonly fired?: boolean;
  }[];
  readonly rule?: string;
  readonly owner?: string;
  readonly channel?: string;
  readonly profiles?: readonly string[];
  readonly selector?: Readonly<Record<string, string>>;
  readonly traffic?: string;
  /** Where each setting of the plan was written. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly rules: readonly TracedRule[];
  readonly builtIn: { readonly outcome: string; readonly detail: string };
  /** Which Prometheus was asked, or why none. */
  readonly source?: string;
  readonly onset?: {
    readonly at: string;
    readonly method: string;
    readonly activeAt: string;
    readonly firedAt: string;
    readonly certain: boolean;
    readonly note: string;
    readonly burnRate?: number;
  };
  readonly windows?: {
    readonly comparison: ExplainedWindow;
    readonly baseline: ExplainedWindow & { readonly mode: string; readonly note: string };
  };
  readonly notices: readonly string[];
  readonly asked: readonly { readonly system: string; readonly query: string }[];
}

import { Failure } from '../core/failure.ts';
import type { Instant, Window } from '../core/instant.ts';
import type { Asked } from './evidence.ts';
import type { Metrics, RuleFacts, Series } from './ports.ts';

/** Questions to one metrics server: remembers what was asked and what went wrong, so that the evidence can show both. */
export interface Asking {
  readonly asked: readonly Asked[];
  /** Sentences about partial answers and about questions that failed while others did not. */
  readonly notices: readonly string[];
  instant(expression: string, at: Instant): Promise<readonly Series[]>;
  range(expression: string, window: Window, stepSeconds: number): Promise<readonly Series[]>;
  /** Rules help where they are known and are missed by nobody where not: a failure is no failure. */
  rules(kind: 'alert' | 'record', name: string): Promise<readonly RuleFacts[]>;
  /** `otherwise` when the question fails, with a sentence that says so, or none where `what` is empty; what was cancelled stays cancelled. */
  optional<T>(question: Promise<T>, otherwise: T, what: string): Promise<T>;
}

export function startAsking(metrics: Metrics, signal: AbortSignal, failed?: (failure: Failure) => void): Asking {
  const asked: Asked[] = [];
  const notices = new Set<string>();
  const remember = (query: string, when: Pick<Asked, 'at' | 'window'> = {}): void => {
    const href = when.window === undefined && when.at === undefined ? undefined : metrics.link?.(query, when);
    asked.push({ system: metrics.name, query, ...when, ...(href === undefined ? {} : { href }) });
  };
  const warn = (warnings: readonly string[]) => {
    for (const warning of warnings) notices.add(`${metrics.name} warns: ${warning.slice(0, 200)}.`);
  };
  const optional = async <T>(question: Promise<T>, otherwise: T, what: string): Promise<T> => {
    try {
      return await question;
    } catch (error) {
      if (!(error instanceof Failure) || error.code === 'CANCELLED') throw error;
      failed?.(error);
      if (what !== '') notices.add(`${metrics.name} could not tell ${what}: ${error.message}.`);
      return otherwise;
    }
  };
  return {
    asked,
    get notices() {
      return [...notices];
    },
    optional,
    async instant(expression, at) {
      remember(expression, { at });
      const { series, warnings } = await metrics.instant(expression, at, signal);
      warn(warnings);
      return series;
    },
    async range(expression, window, stepSeconds) {
      remember(expression, { window });
      const { series, warnings } = await metrics.range(expression, window, stepSeconds, signal);
      warn(warnings);
      return series;
    },
    rules(kind, name) {
      remember(`/api/v1/rules?type=${kind}&rule_name[]=${name}`);
      return optional(metrics.rules({ kind, name }, signal), [], '');
    },
  };
}

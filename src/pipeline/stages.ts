import { Failure } from '../core/failure.ts';
import type { Clock, Log, Meter } from './ports.ts';

export interface StageRecord {
  readonly name: string;
  readonly milliseconds: number;
  readonly outcome: string;
}

/** Runs the steps of one investigation under one deadline and remembers how each went. */
export interface Stages {
  readonly records: readonly StageRecord[];
  /** Sentences for the report about steps that failed. */
  readonly notices: readonly string[];
  /**
   * Runs `work` with at most `share` of the deadline, and never beyond it. When it fails, the sentence goes into the
   * report and `otherwise` stands in. Programming mistakes are not outside failures: they reject. `extraMs` is time that the
   * work cannot do without, such as a recording: it is added to this step and, as far as it was used, to the deadline.
   */
  run<T>(
    name: string,
    share: number,
    work: (signal: AbortSignal) => Promise<T>,
    otherwise: T,
    extraMs?: number,
  ): Promise<T>;
}

/** Even a stage that begins late gets this long: a report with a gap beats no report. */
const LEAST_MS = 250;

export function startStages(
  deadlineMs: number,
  outer: AbortSignal,
  world: { readonly clock: Clock; readonly log: Log; readonly meter: Meter },
  facts: { readonly incident: string; readonly service: string },
): Stages {
  let end = world.clock.now() + deadlineMs;
  const records: StageRecord[] = [];
  const notices: string[] = [];
  return {
    records,
    notices,
    async run(name, share, work, otherwise, extraMs = 0) {
      const start = world.clock.now();
      // Timers take whole milliseconds only.
      const budget = Math.max(LEAST_MS, Math.floor(Math.min(share * deadlineMs, end - start) + extraMs));
      const limit = AbortSignal.timeout(budget);
      let outcome = 'done';
      try {
        return await raceSignal(work(AbortSignal.any([outer, limit])), limit, outer);
      } catch (error) {
        if (outer.aborted) throw error;
        const late = limit.aborted;
        if (!late && !(error instanceof Failure)) throw error;
        outcome = late ? 'timeout' : 'failed';
        if (error instanceof Failure) world.meter.failure(error.code);
        const why = late ? `took longer than its ${(budget / 1000).toFixed(1)} s` : messageOf(error);
        notices.push(`Step "${name}" failed: ${why}.`);
        world.log.warn('stage failed', { ...facts, stage: name, why });
        return otherwise;
      } finally {
        const milliseconds = world.clock.now() - start;
        end += Math.min(extraMs, milliseconds);
        records.push({ name, milliseconds, outcome });
        world.meter.stage(name, outcome, milliseconds / 1000);
        world.log.info('stage', { ...facts, stage: name, outcome, milliseconds });
      }
    },
  };
}

/** Work that ignores its signal must not hold the report. */
function raceSignal<T>(work: Promise<T>, ...signals: readonly AbortSignal[]): Promise<T> {
  const any = AbortSignal.any([...signals]);
  return Promise.race([
    work,
    new Promise<never>((_, reject) => {
      any.addEventListener('abort', () => reject(new Failure('CANCELLED', 'out of time', { retryable: true })), {
        once: true,
      });
    }),
  ]);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import type { Clock, Log, Meter } from '../../pipeline/ports.ts';
import type { ProfilePush, PushOutcome } from '../../pipeline/pushes.ts';
import type { LabelLimits } from './push-labels.ts';
import { countQuota, type QuotaLimits } from './push-quota.ts';
import { judge, TooLarge, type Refusal } from './push-refusal.ts';
import { countSeries } from './push-series.ts';

/** Of one profile as it comes, packed or not. */
export const MOST_PROFILE_BYTES = 16 * 1024 * 1024;

export interface PushWorld {
  /** Resolves when the profile is kept; rejects with MalformedProfile or a Failure. */
  ingest(push: ProfilePush): Promise<PushOutcome>;
  readonly meter: Pick<Meter, 'push'>;
  readonly log: Log;
  readonly clock: Clock;
}

export interface PushLimits {
  readonly quota: QuotaLimits;
  readonly labels: LabelLimits;
}

/** What every door does with what it has read. */
export interface PushGate {
  readonly labelLimits: LabelLimits;
  /** Keeps one profile; answers with why not. Rejects with mistakes of our own. */
  keep(door: string, push: ProfilePush): Promise<Refusal | undefined>;
  /** Counts what was refused before there was a push to keep. */
  refuse(door: string, refusal: Refusal, bytes: number): void;
}

/** One for all doors: the shares of a service do not depend on the door. */
export function openGate(world: PushWorld, limits: PushLimits): PushGate {
  const spendQuota = countQuota(limits.quota);
  const noteSeries = countSeries(limits.labels.sets_per_hour);
  return {
    labelLimits: limits.labels,
    async keep(door, push) {
      const size = push.bytes.byteLength + (push.previous?.byteLength ?? 0);
      try {
        const outcome = await admit(push, size);
        world.meter.push(door, outcome, size);
        return undefined;
      } catch (error) {
        const refusal = judge(error);
        world.meter.push(door, refusal?.outcome ?? 'not kept', size);
        if (refusal === undefined) throw error;
        return refusal;
      }
    },
    refuse: (door, refusal, bytes) => world.meter.push(door, refusal.outcome, bytes),
  };

  async function admit(push: ProfilePush, size: number): Promise<string> {
    if (push.bytes.byteLength > MOST_PROFILE_BYTES || size > 2 * MOST_PROFILE_BYTES)
      throw new TooLarge(`the profile is larger than ${MOST_PROFILE_BYTES} bytes`);
    const now = world.clock.now();
    noteSeries(push.service, push.labels, now);
    spendQuota(push.service, size, now);
    // Agents that send at every interval send nothing, too, when nothing ran.
    return push.bytes.byteLength === 0 ? 'empty' : world.ingest(push);
  }
}

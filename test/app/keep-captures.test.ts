import { describe, expect, it } from 'vitest';
import { keepCaptures } from '../../src/app/keep-captures.ts';
import { Failure } from '../../src/core/failure.ts';
import type { HealthyCapturer } from '../../src/pipeline/capture-healthy.ts';
import type { WaitingClock } from '../../src/pipeline/ports.ts';
import { fakeMeter } from '../support/fake-meter.ts';
import { quietLog } from '../support/quiet-log.ts';
import { NOON } from '../support/sample-incident.ts';

const HOUR = 3_600_000;

/** A clock that leaps to the end of each sleep, but at most to `until`: then it sleeps until it is told to stop. */
function leapingClock(until: number): WaitingClock & { readonly longest: () => number } {
  let now = NOON;
  let longest = 0;
  return {
    now: () => now,
    longest: () => longest,
    async sleep(milliseconds, signal) {
      longest = Math.max(longest, milliseconds);
      if (now + milliseconds <= until && !signal.aborted) now += milliseconds;
      else
        await new Promise<void>((resolve) =>
          signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve()),
        );
      if (signal.aborted) throw new Failure('CANCELLED', 'no longer waited for', { retryable: true });
    },
  };
}

function capturesOver(clock: WaitingClock, log = quietLog()) {
  return keepCaptures({
    incidents: { list: async () => [] },
    leases: { hold: async () => true, release: async () => undefined },
    clock,
    log,
    meter: fakeMeter(),
    holder: 'us',
  });
}

/** Due at every full hour. */
function hourly(clock: WaitingClock, capture?: HealthyCapturer['capture']) {
  const at: number[] = [];
  const capturer: HealthyCapturer = {
    name: 'pods',
    of: [{ service_name: 'checkout' }],
    due: (after) => (Math.floor(after / HOUR) + 1) * HOUR,
    async capture(selector, signal) {
      at.push(clock.now());
      return capture?.(selector, signal) ?? { pods: 1, kinds: ['cpu'], notes: [] };
    },
  };
  return { capturer, at };
}

describe('keepCaptures', () => {
  it('records whenever it is due, in sleeps that a set clock cannot fool for long', async () => {
    const clock = leapingClock(NOON + 3 * HOUR);
    const { capturer, at } = hourly(clock);
    const captures = capturesOver(clock);

    captures.follow([capturer]);
    await expect.poll(() => at.length).toBe(3);
    await captures.stop();

    expect(at.map((time) => time % HOUR)).toEqual([0, 0, 0]);
    expect(clock.longest()).toBeLessThanOrEqual(15 * 60_000);
  });

  it('goes on after a mistake, and logs it', async () => {
    const clock = leapingClock(NOON + 2 * HOUR);
    const log = quietLog();
    const { capturer, at } = hourly(clock, () => Promise.reject(new Error('a slip of ours')));
    const captures = capturesOver(clock, log);

    captures.follow([capturer]);
    await expect.poll(() => at.length).toBe(2);
    await captures.stop();

    expect(log.lines.map((line) => JSON.stringify(line)).join()).toContain('a slip of ours');
  });

  it('lets go of those of before, and of all when it stops', async () => {
    const clock = leapingClock(NOON + 2 * HOUR);
    const stopped: string[] = [];
    const hanging = (name: string) =>
      hourly(clock, (_, signal) => {
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            stopped.push(name);
            reject(new Failure('CANCELLED', 'cancelled', { retryable: true }));
          });
        });
      });
    const [before, now] = [hanging('before'), hanging('now')];
    const captures = capturesOver(clock);

    captures.follow([before.capturer]);
    await expect.poll(() => before.at.length).toBe(1);
    captures.follow([now.capturer]);
    await expect.poll(() => now.at.length).toBe(1);
    await captures.stop();
    captures.follow([before.capturer]);

    expect(stopped).toEqual(['before', 'now']);
    expect(before.at).toHaveLength(1);
  });
});

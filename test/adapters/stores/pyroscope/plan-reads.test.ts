import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_PODS, planReads } from '../../../../src/adapters/stores/pyroscope/plan-reads.ts';
import { pickType } from '../../../../src/adapters/stores/pyroscope/profile-types.ts';
import type { Presence } from '../../../../src/adapters/stores/pyroscope/timeline.ts';

const CPU = pickType('cpu', ['process_cpu:cpu:nanoseconds:cpu:nanoseconds'], undefined)!;
const WINDOW = { from: 1_000_000, to: 1_600_000 };

function presence(changes: Partial<Presence> & { every?: number; from?: number; to?: number } = {}): Presence {
  const { every = 15_000, from = WINDOW.from, to = WINDOW.to, ...others } = changes;
  const stamps = Array.from(
    { length: Math.max(0, Math.floor((to - from) / every)) },
    (_, index) => from + index * every,
  );
  return { pod: 'a', matcher: { pod: 'a' }, labels: {}, stamps, ...others };
}

describe('the reads of a window', () => {
  it('fill the window, once, for every pod that was there all the time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 5, max: 60 }),
        fc.integer({ min: 120, max: 86_400 }),
        fc.constantFrom('go' as const, 'node' as const, 'python' as const, undefined),
        (pods, seconds, length, runtime) => {
          const window = { from: WINDOW.from, to: WINDOW.from + length * 1000 };
          const there = Array.from({ length: pods }, (_, pod) =>
            presence({
              pod: `p${pod}`,
              matcher: { pod: `p${pod}` },
              every: seconds * 1000,
              from: window.from - 60_000,
              to: window.to + 120_000,
              ...(runtime === undefined ? {} : { runtime }),
            }),
          );

          const { reads, podsRead } = planReads(CPU, CPU, there, window);

          expect(podsRead).toBe(Math.min(pods, MOST_PODS));
          expect(reads.length).toBeLessThanOrEqual(32);
          for (const [, own] of Map.groupBy(reads, ({ pod }) => pod)) {
            const covered = own.reduce((sum, { interval }) => sum + interval.to - interval.from, 0);
            expect(covered).toBe(length * 1000);
            // Each asks from where the one before ended, so that no profile is in two.
            expect(own.slice(1).map(({ stamps }) => stamps.from)).toEqual(
              own.slice(0, -1).map(({ stamps }) => stamps.to + 1),
            );
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are fewer and longer where profiles are rare: a part holds at least four', () => {
    expect(planReads(CPU, CPU, [presence({ every: 60_000 })], WINDOW)).toMatchObject({ parts: 2, intervalMs: 60_000 });
    expect(
      planReads(CPU, CPU, [presence({ every: 60_000 })], { from: WINDOW.from, to: WINDOW.from + 300_000 }).parts,
    ).toBe(1);
  });

  it('have no version where it changed within the part', () => {
    const there = [
      presence({ labels: { version: '1', node: 'n' }, to: WINDOW.from + 200_000 }),
      presence({ labels: { version: '2', node: 'n' }, from: WINDOW.from + 200_000 }),
    ];

    expect(planReads(CPU, CPU, there, WINDOW).reads.map(({ labels }) => labels)).toEqual([
      { version: '1', node: 'n' },
      { node: 'n' },
      { version: '2', node: 'n' },
      { version: '2', node: 'n' },
    ]);
  });

  it('select series without a pod, beside others that have one, by not having it', () => {
    const nameless = presence({ pod: '', matcher: {} });

    expect(planReads(CPU, CPU, [nameless, presence()], WINDOW).reads.map(({ matcher }) => matcher)).toContainEqual({
      pod: '',
    });
    expect(planReads(CPU, CPU, [nameless], WINDOW).reads[0]!.matcher).toEqual({});
  });

  it('are none where nobody was there', () => {
    expect(planReads(CPU, CPU, [presence({ to: WINDOW.from + 1 })], { from: 5_000_000, to: 6_000_000 }).reads).toEqual(
      [],
    );
  });
});

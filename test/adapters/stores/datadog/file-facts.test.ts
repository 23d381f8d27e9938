import { describe, expect, it } from 'vitest';
import { factsKept } from '../../../../src/adapters/stores/datadog/file-facts.ts';
import type { ProfileKind } from '../../../../src/core/profile/profile.ts';
import { NOON } from '../../../support/sample-incident.ts';

const MINUTE = 60_000;
const signal = new AbortController().signal;
const listed = (minute: number) => ({ from: NOON + minute * MINUTE, to: NOON + (minute + 1) * MINUTE });

/** Profiles of these kinds, recorded `shiftMs` after what their events say, each `seconds` long. */
function files(kinds: (minute: number) => readonly ProfileKind[], shiftMs = 0, seconds = 60) {
  const looked: number[] = [];
  const factsOf = factsKept({
    async inspect([minute = 0]) {
      looked.push(minute);
      const timeMs = listed(minute).from + shiftMs;
      return { format: 'pprof', kinds: kinds(minute), unstated: false, timeMs, durationSeconds: seconds };
    },
  });
  const facts = (minute: number, name = 'cpu.pprof') => factsOf(name, Uint8Array.of(minute), listed(minute), signal);
  return { looked, facts };
}

describe('what files of downloads hold', () => {
  it('is looked up a few times where they agree, with the time that they say themselves', async () => {
    const { looked, facts } = files(() => ['cpu'], -MINUTE, 15);

    for (let minute = 0; minute < 10; minute++)
      expect(await facts(minute)).toEqual({
        kinds: ['cpu'],
        interval: { from: listed(minute).from - MINUTE, to: listed(minute).from - MINUTE + 15_000 },
      });

    expect(looked).toEqual([0, 1, 2, 3]);
  });

  it('is looked up each time where they do not', async () => {
    const { looked, facts } = files((minute) => (minute % 2 === 0 ? ['cpu', 'wall'] : ['cpu']));

    for (let minute = 0; minute < 10; minute++) await facts(minute);

    expect(looked).toHaveLength(10);
  });

  it('is told by the event where a clock is wrong', async () => {
    const { facts } = files(() => ['cpu'], 86_400_000, 86_400);

    expect((await facts(1)).interval).toEqual(listed(1));
  });

  it.each<[string, readonly ProfileKind[]]>([
    ['delta-block.pprof', ['block']],
    ['delta-mutex.pprof', ['mutex']],
  ])('is told by the name where two kinds look alike: %s', async (name, kinds) => {
    const { facts } = files(() => ['block', 'mutex']);

    expect((await facts(1, name)).kinds).toEqual(kinds);
  });
});

import type { WaitingClock } from '../../../../src/pipeline/ports.ts';
import { connectPyroscope } from '../../../../src/adapters/stores/pyroscope.ts';
import { PyroscopeSection } from '../../../../src/adapters/stores/pyroscope/pyroscope-section.ts';

export interface TestClock extends WaitingClock {
  readonly slept: number[];
}

/** Stands still; its pauses take no time. */
export function stillClock(now: number): TestClock {
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    async sleep(milliseconds) {
      slept.push(milliseconds);
    },
  };
}

export function connectTest(
  url: string,
  settings: Readonly<Record<string, unknown>> = {},
  clock: WaitingClock = stillClock(0),
  readFile: (path: string) => string = () => 'secret',
  budgetMs = 9_000,
) {
  const section = PyroscopeSection.parse({ name: 'main', type: 'pyroscope', url, ...settings });
  return connectPyroscope(section, { readFile, clock, budgetMs });
}

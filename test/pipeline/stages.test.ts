import { describe, expect, it } from 'vitest';
import { startStages } from '../../src/pipeline/stages.ts';
import { fakeMeter } from '../support/fake-meter.ts';
import { quietLog } from '../support/quiet-log.ts';

const FACTS = { incident: 'i', service: 'checkout' };

/** Stages of one second over a clock that is set. */
function stagesOver(times: { now: number }) {
  const world = { clock: { now: () => times.now }, log: quietLog(), meter: fakeMeter() };
  return startStages(1_000, new AbortController().signal, world, FACTS);
}

/** How long a step would be let run, told by when its signal aborts in real time. */
async function budgetOf(stages: ReturnType<typeof stagesOver>, share: number, extraMs?: number): Promise<number> {
  const begun = performance.now();
  const untilAborted = (limit: AbortSignal) =>
    new Promise<void>((resolve) => {
      limit.addEventListener('abort', () => resolve());
    });
  await stages.run('step', share, untilAborted, undefined, extraMs);
  return performance.now() - begun;
}

describe('a step of an investigation', () => {
  it('that has to record has its recording on top of its share', async () => {
    expect(await budgetOf(stagesOver({ now: 0 }), 0.3, 400)).toBeGreaterThan(690);
    expect(await budgetOf(stagesOver({ now: 0 }), 0.3)).toBeLessThan(690);
  });

  it('leaves those behind it the time that they had without the recording', async () => {
    const times = { now: 0 };
    const stages = stagesOver(times);

    await stages.run('record', 0.4, async () => void (times.now += 5_000), undefined, 5_000);

    expect(await budgetOf(stages, 0.6)).toBeGreaterThan(590);
    times.now += 900;
    expect(await budgetOf(stages, 0.6)).toBeLessThan(590);
  });
});

import { describe, expect, it } from 'vitest';
import { startStages, type Stages } from '../../src/pipeline/stages.ts';
import { fakeMeter } from '../support/fake-meter.ts';
import { quietLog } from '../support/quiet-log.ts';

const FACTS = { incident: 'i', service: 'checkout' };

/** Stages of one second over a clock that is set. */
function stagesOver(times: { now: number }): Stages {
  const world = { clock: { now: () => times.now }, log: quietLog(), meter: fakeMeter() };
  return startStages(1_000, new AbortController().signal, world, FACTS);
}

/** How long a step that never ends was let run, as the report says it. */
async function budgetOf(stages: Stages, share: number, extraMs?: number): Promise<string | undefined> {
  const never = (limit: AbortSignal) =>
    new Promise<void>((resolve) => limit.addEventListener('abort', () => resolve(), { once: true }));
  await stages.run('step', share, (limit) => never(limit).then(() => never(limit)), undefined, extraMs);
  return /its (.*)\.$/.exec(stages.notices.at(-1) ?? '')?.[1];
}

describe('a step of an investigation', () => {
  it('that has to record has its recording on top of its share', async () => {
    expect(await budgetOf(stagesOver({ now: 0 }), 0.3, 400)).toBe('0.7 s');
    expect(await budgetOf(stagesOver({ now: 0 }), 0.3)).toBe('0.3 s');
  });

  it('leaves those behind it the time that they had without the recording', async () => {
    const times = { now: 0 };
    const stages = stagesOver(times);

    await stages.run('record', 0.4, async () => void (times.now += 5_000), undefined, 5_000);

    expect(await budgetOf(stages, 0.6)).toBe('0.6 s');
    times.now += 700;
    expect(await budgetOf(stages, 0.6)).toBe('0.3 s');
  });
});

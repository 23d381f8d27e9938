import { describe, expect, it } from 'vitest';
import { latestCall } from '../../../src/adapters/git/latest-call.ts';

/** Work that ends when it is told to, or rejects when it is ended. */
function handTurned() {
  const runs: { readonly end: () => void; readonly signal: AbortSignal }[] = [];
  const call = latestCall(
    (signal) =>
      new Promise((resolve, reject) => {
        runs.push({ end: resolve, signal });
        if (signal.aborted) reject(new Error('ended'));
        signal.addEventListener('abort', () => reject(new Error('ended')), { once: true });
      }),
  );
  return { runs, call };
}

const never = new AbortController().signal;

describe('latestCall', () => {
  it('runs once for all who come while another runs, and after it', async () => {
    const { runs, call } = handTurned();
    const first = call(never);
    await expect.poll(() => runs.length).toBe(1);

    const others = [call(never), call(never), call(never)];
    runs[0]!.end();
    await first;
    await expect.poll(() => runs.length).toBe(2);
    runs[1]!.end();
    await Promise.all(others);

    expect(runs).toHaveLength(2);
  });

  it('is ended when the last one who waits leaves', async () => {
    const { runs, call } = handTurned();
    const [one, other] = [new AbortController(), new AbortController()];
    const both = [call(one.signal), call(other.signal)];
    await expect.poll(() => runs.length).toBe(1);

    one.abort();
    const goesOn = !runs[0]!.signal.aborted;
    other.abort();

    expect([goesOn, runs[0]!.signal.aborted]).toEqual([true, true]);
    expect(await Promise.allSettled(both)).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
  });

  it('serves who comes after all others left before it began', async () => {
    const { runs, call } = handTurned();
    const running = call(never);
    await expect.poll(() => runs.length).toBe(1);
    const left = new AbortController();
    const gone = call(left.signal);

    left.abort();
    const served = call(never);
    runs[0]!.end();
    await running;
    await expect(gone).rejects.toThrow('ended');
    await expect.poll(() => runs.filter(({ signal }) => !signal.aborted).length).toBe(2);
    runs.at(-1)!.end();

    await served;
  });

  it('goes on after a failure', async () => {
    let runs = 0;
    const call = latestCall(async () => {
      if (++runs === 1) throw new Error('first');
    });

    await expect(call(never)).rejects.toThrow('first');
    await call(never);

    expect(runs).toBe(2);
  });
});

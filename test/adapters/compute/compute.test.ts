import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { connectCompute } from '../../../src/adapters/compute/compute.ts';
import { demoSources, describeCompute } from '../../contracts/compute.ts';
import { fakeCompute } from '../../support/fake-compute.ts';

const compute = connectCompute({ workers: 1 });
afterAll(() => compute.close());

describeCompute('the worker pool', () => compute);
describeCompute('the fake', fakeCompute);

describe('connectCompute', () => {
  const signal = () => AbortSignal.timeout(30_000);

  it('draws a PNG that other programs read', async () => {
    const [picture] = (
      await compute.analyse(
        { sources: demoSources(), pictures: [{ size: 'phone', title: 't', subtitle: 's' }] },
        signal(),
      )
    ).pictures;

    expect(await sharp(picture!.png).metadata()).toMatchObject({ format: 'png', width: 1080, height: 1350 });
  });

  it('stops a bomb of 300 MB at its cap, in bounded memory', async () => {
    const bomb = gzipSync(new Uint8Array(300 * 1024 * 1024));

    await expect(compute.inspect(bomb, signal())).rejects.toThrow(/inflates to more than 256 MB/);
  });

  it('goes on after a task was cancelled in the middle', async () => {
    const stop = new AbortController();
    const cancelled = compute.analyse({ sources: demoSources(), pictures: [] }, stop.signal);
    stop.abort();

    await expect(cancelled).rejects.toMatchObject({ code: 'CANCELLED', retryable: true });
    expect(await compute.inspect(demoSources()[0]!.bytes, signal())).toMatchObject({ format: 'pprof' });
  });

  it('may be woken before there is work, as often as one likes', async () => {
    const woken = connectCompute({ workers: 1 });
    try {
      woken.wake();
      woken.wake();
      expect((await woken.analyse({ sources: demoSources(), pictures: [] }, signal())).problems).toEqual([]);
    } finally {
      await woken.close();
    }
  });

  it('leaves the thread of the doors free while it works', async () => {
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 2);
    const begun = performance.now();

    await compute.analyse(
      { sources: demoSources(), pictures: [{ size: 'wide', title: 't', subtitle: 's' }] },
      signal(),
    );
    clearInterval(ticking);

    // Were it done on this thread there would be no tick at all; a busy machine may lose most of them.
    expect(ticks).toBeGreaterThan((performance.now() - begun) / 2 / 10);
  });
});

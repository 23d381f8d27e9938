import { gzipSync } from 'node:zlib';
import { encodePprof } from '../../src/core/profile/encode-pprof.ts';
import { decodePprof } from '../../src/core/profile/formats/pprof.ts';
import type { Profile } from '../../src/core/profile/profile.ts';
import { largePprof } from '../large-pprof.ts';

/**
 * Pushes of a service of so many different stacks, each of which saw some of them, heavy ones more often: what a sampler sees in
 * a minute. Gzipped pprof as agents send it, each different from all others.
 */
export function servicePushes(stacks: number, seen: number, seed: number): () => Uint8Array {
  const whole = decodePprof(largePprof(stacks, seed));
  const count = whole.stackStart.length - 1;
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return () => {
    const hits = new Map<number, number>();
    // Squared: the first stacks are seen most.
    while (hits.size < seen) {
      const stack = Math.floor(random() ** 2 * count);
      hits.set(stack, (hits.get(stack) ?? 0) + 1);
    }
    return gzipSync(encodePprof(someOf(whole, hits)));
  };
}

/** Only the frames that are on one of the stacks, as an agent would write it. */
function someOf(whole: Profile, hits: ReadonlyMap<number, number>): Profile {
  const stacks: number[] = [];
  const stackStart = [0];
  const values: number[] = [];
  const numbers = new Map<number, number>();
  for (const [stack, samples] of hits) {
    for (const frame of whole.stacks.subarray(whole.stackStart[stack], whole.stackStart[stack + 1])) {
      const number = numbers.get(frame) ?? numbers.size;
      numbers.set(frame, number);
      stacks.push(number);
    }
    stackStart.push(stacks.length);
    values.push(samples, samples * 10_000_000);
  }
  const frames = [...numbers.keys()].map((frame) => whole.frames[frame]!);
  const { labels: _, ...rest } = whole;
  return {
    ...rest,
    frames,
    period: 10_000_000,
    stacks: Int32Array.from(stacks),
    stackStart: Int32Array.from(stackStart),
    values: Float64Array.from(values),
  };
}

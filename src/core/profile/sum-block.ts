import type { Block } from './call-tree.ts';
import type { Grown } from './grow-tree.ts';

/** The cost of one source on a tree of `size` nodes; `places` has the node of each stack, below 0 for those that do not count. */
export function sumBlock({ source, picked, stackOf }: Grown, places: Int32Array, size: number): Block {
  const { profile, side, pod, seconds, requests } = source;
  const { cost, events, nanosecondsPerUnit } = picked;
  const width = profile.sampleTypes.length;

  /** Sums in 64 bits and rounds once: adding thousands of samples in 32 would drift. */
  function sum(column: number, factor: number): Float32Array {
    const sums = new Float64Array(size);
    for (let sample = 0; sample < stackOf.length; sample++) {
      const stack = stackOf[sample]!;
      const place = stack < 0 ? stack : places[stack]!;
      if (place >= 0) sums[place]! += profile.values[sample * width + column]! * factor;
    }
    return new Float32Array(sums);
  }

  return {
    side,
    pod,
    seconds,
    ...(requests === undefined ? {} : { requests }),
    self: sum(cost, nanosecondsPerUnit),
    ...(events === undefined ? {} : { events: sum(events, 1) }),
  };
}

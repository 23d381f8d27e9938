import { createFramePool, type FramePool } from '../frame-pool.ts';
import { createIntColumn, type IntColumn } from '../int-column.ts';
import { createSections, type PprofSections } from './pprof-sections.ts';

/**
 * What is kept between profiles that are read one after the other: what they have in common, and columns that are only needed while one
 * is read. Fresh memory costs more than what is written into it.
 */
export interface PprofPool {
  readonly frames: FramePool;
  readonly sections: PprofSections;
  /** See pprof-locations: lines of all locations. */
  readonly called: IntColumn;
  readonly line: IntColumn;
  /** See pprof-samples: frames of all stacks. */
  readonly stacks: IntColumn;
}

export function createPprofPool(): PprofPool {
  return {
    frames: createFramePool(),
    sections: createSections(),
    called: createIntColumn(),
    line: createIntColumn(),
    stacks: createIntColumn(),
  };
}

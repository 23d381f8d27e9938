import { sumSources } from '../../src/adapters/compute/sum-work.ts';
import type { ProfileSums } from '../../src/pipeline/querier-ports.ts';

/** The real work, without a thread of its own. */
export const sumsHere: ProfileSums = { sum: async (request) => sumSources(request) };

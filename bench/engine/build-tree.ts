/** What the figures about whole processes start: the files named, decoded and merged into one tree. Prints its size and the peak memory. */
import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import process from 'node:process';
import type { TreeSource } from '../../src/core/profile/build-call-tree.ts';

// As src/main.ts does.
enableCompileCache();
const { inflateProfile } = await import('../../src/adapters/compute/inflate.ts');
const { buildCallTree } = await import('../../src/core/profile/build-call-tree.ts');
const { readProfile } = await import('../../src/core/profile/read-profile.ts');

const MOST_BYTES = 512 * 1024 * 1024;

const sources = process.argv.slice(2).map((file, at): TreeSource => ({
  profile: readProfile(inflateProfile(readFileSync(file), MOST_BYTES)),
  kind: 'cpu',
  side: at === 0 ? 'baseline' : 'comparison',
  pod: file,
  seconds: 15,
}));
const { tree, samples } = buildCallTree(sources, { view: 'full', idle: 'keep' });
process.stdout.write(
  JSON.stringify({ nodes: tree.size, samples, peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024) }),
);

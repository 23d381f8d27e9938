import type { ReportedDeploy } from '../../src/core/deploy/deploy.ts';
import type { ProfileBlock } from '../../src/pipeline/ports.ts';
import { demoBlocks } from './demo-blocks.ts';
import { NOON } from './sample-incident.ts';

const MINUTE = 60_000;

/** v1.2.1 brought a regression that a reader of profiles is sure of. */
export function deploy(changes: Partial<ReportedDeploy> = {}): ReportedDeploy {
  return {
    id: '1',
    service: 'checkout',
    fromVersion: 'v1.2.0',
    toVersion: 'v1.2.1',
    at: NOON,
    source: 'github',
    ...changes,
  };
}

/** Four pods of each version. */
export const BEFORE_AND_AFTER = demoBlocks('checkout', { baseline: NOON - 6 * MINUTE, comparison: NOON + 3 * MINUTE });

/** What v1.2.0 did, on both sides, under other names of versions and pods. */
export function innocent(): readonly ProfileBlock[] {
  const [before, after] = [NOON - 6 * MINUTE, NOON + 3 * MINUTE];
  const old = BEFORE_AND_AFTER.filter(({ labels }) => labels['version'] === 'v1.2.0');
  return old.flatMap((block, index) => {
    // Two of the four pods each.
    const isAfter = Math.floor(index / 3) % 2 === 1;
    const shift = isAfter ? after - before : 0;
    const labels = isAfter ? { ...block.labels, version: 'v1.2.1', pod: `${block.pod}-new` } : block.labels;
    return [
      {
        ...block,
        labels,
        pod: labels['pod'] ?? '',
        interval: { from: block.interval.from + shift, to: block.interval.to + shift },
      },
    ];
  });
}

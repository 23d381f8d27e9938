import { describe, expect, it } from 'vitest';
import { buildCallTree, type TreeSource } from '../../../src/core/profile/build-call-tree.ts';
import { assumeCounts } from '../../../src/core/profile/assume-counts.ts';
import { decodeFolded } from '../../../src/core/profile/formats/folded.ts';
import { flameTree } from '../../../src/core/flamegraph/flame-tree.ts';
import { describePanel, emptyPanel } from '../../../src/core/report/panels.ts';

const text = new TextEncoder();

function source(side: TreeSource['side'], pod: string, samples: number, requests: number): TreeSource {
  const folded = decodeFolded(text.encode(`main;work ${samples}\n`));
  const profile = assumeCounts(folded, 'cpu', { unit: 'samples', rateHz: 100 });
  return { profile, kind: 'cpu', side, pod, seconds: 10, requests };
}

function panelOf(sources: readonly TreeSource[], perRequest: boolean) {
  const built = buildCallTree(sources, { view: 'full', idle: 'keep' });
  const traffic = perRequest ? ({ per: 'side', baseline: 1, comparison: 1 } as const) : undefined;
  return describePanel('cpu', 'CPU time', built, traffic, (unit) => flameTree(built.tree, unit));
}

describe('describePanel', () => {
  // Two pods at 0.5 cores, then two at 1 core under twice the requests.
  const sources = [
    source('baseline', 'a', 500, 1000),
    source('baseline', 'b', 500, 1000),
    source('comparison', 'c', 1000, 2000),
    source('comparison', 'd', 1000, 2000),
  ];

  it('tells rates per pod in cores, and how they changed', () => {
    const { panel, drawing } = panelOf(sources, false);

    expect(panel).toMatchObject({
      baseline: 0.5,
      comparison: 1,
      normalisation: 'per second',
      pods: { baseline: 2, comparison: 2 },
    });
    expect(panel.relative).toBeCloseTo(1, 6);
    expect(drawing.title).toBe('CPU +100 % vs baseline');
  });

  it('takes the traffic out of the change and of the colours, where it is known', () => {
    const { panel, drawing } = panelOf(sources, true);

    expect(panel.relative).toBeCloseTo(0, 6);
    expect(panel.normalisation).toBe('per request');
    expect(drawing).toMatchObject({ kind: 'graph', title: 'CPU per request ±0 % vs baseline', tree: { scale: 2 } });
  });

  it('says which side is missing when there is nothing to compare', () => {
    expect(emptyPanel('off-cpu', 'off-CPU profile', []).panel.empty).toBe(
      'no off-CPU profiles in the baseline and comparison window',
    );
    expect(emptyPanel('cpu', 'CPU time', sources.slice(0, 2)).panel.empty).toBe(
      'no CPU profiles in the comparison window',
    );
  });
});

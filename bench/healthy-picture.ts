/**
 * What a picture paints when nothing changed: healthy runs of a real Node service against each other (../shared/data/node). All
 * ways to take 1, 2 or 3 of the runs as baseline and as many others as comparison. One JSON line per size of a side.
 */
import { readNodeRuns, type NodePod } from './ranking/node-runs.ts';
import { analyse, type DecodedSource } from '../src/core/report/analyse.ts';
import { levelOf, measurePanel } from '../src/core/flamegraph/panel-costs.ts';
import { layOutBoxes, PICTURE_RULES } from '../src/core/flamegraph/lay-out-boxes.ts';
import type { FlameTree } from '../src/core/flamegraph/picture.ts';

const PANEL_WIDTH = 610;
const runs = readNodeRuns();
if (runs === undefined) {
  process.stderr.write('healthy-picture: skipped, ../shared/data/node is not at hand\n');
} else {
  for (const size of [1, 2, 3]) print(size, runs.healthy);
}

function print(size: number, pods: readonly NodePod[]): void {
  const pairs = choices(pods, size).flatMap((baseline) =>
    choices(
      pods.filter((pod) => !baseline.includes(pod)),
      size,
    ).map((comparison) => ({ baseline, comparison })),
  );
  const painted = pairs.map(({ baseline, comparison }) => paintedOf(treeOf(baseline, comparison)));
  const sorted = painted.toSorted((a, b) => a - b);
  const figure = {
    figure: 'healthy picture, painted share of the boxes’ area',
    pods: size,
    pairs: pairs.length,
    mean: round(painted.reduce((sum, one) => sum + one, 0) / painted.length),
    median: round(sorted[sorted.length >> 1]!),
    worst: round(sorted.at(-1)!),
    overOnePercent: painted.filter((one) => one >= 0.01).length,
  };
  process.stdout.write(`${JSON.stringify(figure)}\n`);
}

function choices(pods: readonly NodePod[], size: number): readonly (readonly NodePod[])[] {
  if (size === 0) return [[]];
  return pods.flatMap((pod, at) => choices(pods.slice(at + 1), size - 1).map((rest) => [pod, ...rest]));
}

function treeOf(baseline: readonly NodePod[], comparison: readonly NodePod[]): FlameTree {
  const sources = [
    ...baseline.flatMap((pod) => sourcesOf(pod, 'baseline')),
    ...comparison.flatMap((pod) => sourcesOf(pod, 'comparison')),
  ];
  const drawing = analyse(sources, undefined, []).drawings[0];
  if (drawing?.kind !== 'graph') throw new Error('no CPU panel');
  return drawing.tree;
}

function sourcesOf(pod: NodePod, side: DecodedSource['side']): readonly DecodedSource[] {
  return pod.parts.map((profile) => ({ profile, side, kind: 'cpu', pod: `${side} ${pod.id}`, seconds: pod.seconds }));
}

/** Of the area of all boxes, the part that is not white. */
function paintedOf(tree: FlameTree): number {
  const costs = measurePanel(tree, true);
  const boxes = layOutBoxes(costs, 0, { ...PICTURE_RULES, width: PANEL_WIDTH, anchors: new Set() });
  const area = boxes.reduce((sum, { width }) => sum + width, 0);
  const painted = boxes.reduce((sum, { width, level }) => sum + (level === 0 ? 0 : width), 0);
  return levelOf(costs, 0) === 0 ? painted / area : painted / area;
}

function round(share: number): number {
  return Number(share.toFixed(4));
}

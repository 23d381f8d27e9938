import { sumOver } from './support.ts';
import type { Model } from './model.ts';
import type { MoverPod } from '../report/analysis.ts';
import type { Support } from './support.ts';
import type { Witness, Witnesses } from './pod-counts.ts';

/** Pods a side that are worth a dot; a fleet's extremes and what lies evenly between them say the same as all. */
const MOST_PODS = 40;
/** No pod's name holds a blank, so it can meet none. */
const SIBLING = 'sibling ';

/** How a comparison pod is called while it stands among those of the baseline. */
export function asSibling(pod: string): string {
  return SIBLING + pod;
}

/** What every pod spends in the support: seconds per second, dearest first; each side cut to MOST_PODS of its pods, the extremes kept. */
export function podSpread(
  { index, sides }: Pick<Model, 'index' | 'sides'>,
  support: Support,
  { baseline, comparison }: Pick<Witnesses, 'baseline' | 'comparison'>,
): readonly MoverPod[] {
  const siblings = baseline.filter(({ pod }) => pod.startsWith(SIBLING));
  const rates = (side: MoverPod['side'], witnesses: readonly Witness[]): readonly MoverPod[] => {
    const pods = [...Map.groupBy(witnesses, ({ pod }) => pod)].map(([pod, parts]) => {
      const counts = parts.reduce((sum, { before }) => sum + sumOver(index, support, before), 0);
      const seconds = parts.reduce((sum, part) => sum + part.seconds, 0);
      return { pod: nameOf(pod), side, rate: seconds > 0 ? (counts * sides.unit) / 1e9 / seconds : 0 };
    });
    return evenly(pods.sort((a, b) => b.rate - a.rate || (a.pod < b.pod ? -1 : 1)));
  };
  return [
    ...rates(
      'baseline',
      baseline.filter((witness) => !siblings.includes(witness)),
    ),
    ...rates('comparison', [...comparison, ...siblings]),
  ];
}

function nameOf(pod: string): string {
  return pod.startsWith(SIBLING) ? pod.slice(SIBLING.length) : pod;
}

function evenly<T>(ordered: readonly T[]): readonly T[] {
  if (ordered.length <= MOST_PODS) return ordered;
  const step = (ordered.length - 1) / (MOST_PODS - 1);
  return Array.from({ length: MOST_PODS }, (_, i) => ordered[Math.round(i * step)]!);
}

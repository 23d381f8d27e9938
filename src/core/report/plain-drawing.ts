import { flameTree } from '../flamegraph/flame-tree.ts';
import type { PanelDrawing } from '../flamegraph/picture.ts';
import { buildCallTree } from '../profile/build-call-tree.ts';
import type { DecodedSource } from './analyse.ts';
import { withExposure } from './exposure.ts';

/** One flame graph of what was recorded, whole: nothing left out, nothing compared. */
export function plainDrawing(decoded: readonly DecodedSource[]): {
  readonly drawing: PanelDrawing;
  readonly subtitle: string;
} {
  const { sources } = withExposure(decoded, undefined);
  const { tree, samples } = buildCallTree(sources, { view: 'full', idle: 'keep' });
  const unit = tree.samplePeriod > 0 ? tree.samplePeriod : 1e6;
  let nanoseconds = 0;
  for (const block of tree.blocks) for (let node = 0; node < tree.size; node++) nanoseconds += block.self[node]!;
  const amount = `${(nanoseconds / 1e9).toPrecision(3)} s in all, ${Math.round(samples.comparison)} samples`;
  const drawing: PanelDrawing = { kind: 'graph', title: amount, note: '', tree: flameTree(tree, unit) };
  return { drawing, subtitle: decoded.length === 1 ? 'one profile' : `${decoded.length} profiles` };
}

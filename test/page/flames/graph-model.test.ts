import { describe, expect, it } from 'vitest';
import type { FlameGraph } from '../../../src/core/flamegraph/flame-panel.ts';
import { nameOf } from '../../../src/core/flamegraph/panel-costs.ts';
import { INITIAL_STATE, type FlamesState } from '../../../src/page/flames/flame-state.ts';
import { graphModel } from '../../../src/page/flames/graph-model.ts';
import { foldedTree } from '../../core/flamegraph/folded-tree.ts';

const tree = foldedTree({ 'main;two\nlines;work': [10, 40], 'main;other;work': [10, 40] });
const panel: FlameGraph & { readonly kind: 'graph' } = {
  kind: 'graph',
  profile: 'cpu',
  title: 'CPU',
  note: '',
  tree,
  unitNanoseconds: 1e7,
  seconds: { baseline: 10, comparison: 10 },
  places: {
    files: [],
    fileOf: new Int32Array(tree.names.length).fill(-1),
    line: new Int32Array(tree.names.length),
  },
};

function withCpu(changes: Partial<FlamesState['panels']['cpu']>): FlamesState {
  return { ...INITIAL_STATE, panels: { ...INITIAL_STATE.panels, cpu: { ...INITIAL_STATE.panels.cpu, ...changes } } };
}

describe('the model of a graph', () => {
  it('hides a function whatever stands in its name, and its cost stays', () => {
    const model = graphModel(panel);

    const shown = model.costs(withCpu({ hidden: ['two\nlines'] }));

    const names = [...shown.tree.parent.keys()].map((node) => nameOf(shown.tree, node));
    expect(names).not.toContain('two\nlines');
    expect(names).toContain('other');
    expect(shown.total).toBe(80);
  });

  it('gives the same tree to states that say the same, so that a click costs no new one', () => {
    const model = graphModel(panel);

    const [first, again] = [model.costs(withCpu({ hidden: ['other'] })), model.costs(withCpu({ hidden: ['other'] }))];

    expect(again.tree).toBe(first.tree);
    expect(model.costs(withCpu({ hidden: ['work'] })).tree).not.toBe(first.tree);
  });
});

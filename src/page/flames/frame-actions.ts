import { nameOf, type PanelCosts } from '../../core/flamegraph/panel-costs.ts';
import { copyText } from './copy-text.ts';
import type { FlamesStore } from './flames-store.ts';
import { functionKey } from './function-key.ts';
import type { GraphPanel } from './graph-model.ts';
import { zoomPath } from './zoom-path.ts';

/** Something to do with the frame a reader stands on. */
export interface FrameAction {
  readonly text: string;
  readonly hint: string;
  readonly run: () => void;
}

export interface ActionTools {
  readonly store: FlamesStore;
  readonly panel: GraphPanel;
  /** Says what was done, for readers who do not see it. */
  readonly announce: (text: string) => void;
}

/** What can be done with a frame of the graph; nothing with the root, which stands for everything. */
export function frameActions(costs: PanelCosts, node: number, tools: ActionTools): readonly FrameAction[] {
  const { store, panel, announce } = tools;
  const { profile } = panel;
  const key = functionKey(panel, costs.tree.functionId[node] ?? -1);
  if (key === '') return [];
  const name = nameOf(costs.tree, node);
  const graph = (): ReturnType<FlamesStore['state']>['panels']['cpu'] => store.state().panels[profile];
  const copy = async (text: string, what: string): Promise<void> =>
    announce((await copyText(text)) ? `${what} copied.` : `${what} could not be copied: ${text}`);
  return [
    {
      text: 'Zoom in',
      hint: 'This frame fills the width',
      run: () => store.changeGraph(profile, { path: zoomPath(costs.tree, node), from: 0, to: 1, sandwich: '' }, 'push'),
    },
    {
      text: 'Callers & callees',
      hint: 'Everything that calls this function above, everything it calls below',
      run: () => {
        store.change({ selected: key }, 'replace');
        store.changeGraph(profile, { sandwich: key }, 'push');
      },
    },
    {
      text: 'Only through it',
      hint: 'Only stacks in which this function appears',
      run: () => store.changeGraph(profile, { focus: key, ...WHOLE, sandwich: '' }, 'push'),
    },
    {
      text: 'Hide',
      hint: 'Takes this function out of all stacks; its cost goes to its callers',
      run: () => {
        store.changeGraph(profile, { hidden: withKey(graph().hidden, key), ...WHOLE, sandwich: '' }, 'push');
        announce(`${name} is hidden.`);
      },
    },
    {
      text: 'Collapse',
      hint: 'What this function calls becomes its own cost',
      run: () => {
        store.changeGraph(profile, { collapsed: withKey(graph().collapsed, key), sandwich: '' }, 'push');
        announce(`${name} is collapsed.`);
      },
    },
    { text: 'Copy name', hint: 'The full name of the function', run: () => void copy(name, 'Name') },
    { text: 'Copy link', hint: 'A link to exactly this view', run: () => void copy(store.link(), 'Link') },
  ];
}

const WHOLE = { path: [], from: 0, to: 1 } as const;

function withKey(keys: readonly string[], key: string): readonly string[] {
  return keys.includes(key) ? keys : [...keys, key];
}

import { functionPlaces } from '../flamegraph/flame-tree.ts';
import type { FlamePanel } from '../flamegraph/flame-panel.ts';
import type { FlameTree } from '../flamegraph/picture.ts';
import type { BuiltTree, TreeSource } from '../profile/build-call-tree.ts';
import type { CallTree, Side } from '../profile/call-tree.ts';
import type { ProfileKind } from '../profile/profile.ts';
import type { Panel } from './analysis.ts';
import type { Traffic } from './exposure.ts';

export interface PanelView {
  readonly panel: Panel;
  readonly drawing: FlamePanel;
}

/** What each kind of profile measured, for people. */
export const SOURCES: Readonly<Record<ProfileKind, string>> = {
  cpu: 'CPU time',
  block: 'lock and channel waits',
  mutex: 'waits caused by lock holders',
  'off-cpu': 'off-CPU profile',
  wall: 'wall time (CPU included)',
};

/** A wait of unknown count is taken for this long when noise is judged: 1 ms. */
const ASSUMED_WAIT_NS = 1e6;

/** Totals of one profile over both windows, and the drawing that shows them. `source` says what was measured. */
export function describePanel(
  profile: 'cpu' | 'off-cpu',
  source: string,
  built: BuiltTree,
  traffic: Traffic | undefined,
  draw: (unitNanoseconds: number) => FlameTree,
): PanelView {
  const baseline = sideOf(built.tree, 'baseline');
  const comparison = sideOf(built.tree, 'comparison');
  const perRequest = traffic !== undefined;
  const traffics = perRequest ? comparison.requests / comparison.seconds / (baseline.requests / baseline.seconds) : 1;
  const relative = baseline.rate > 0 ? comparison.rate / baseline.rate / traffics - 1 : undefined;
  const name = profile === 'cpu' ? 'CPU' : 'Off-CPU';
  const panel: Panel = {
    profile,
    source,
    unit: profile === 'cpu' ? 'cores' : 'seconds waited per second',
    baseline: baseline.rate,
    comparison: comparison.rate,
    normalisation: perRequest ? 'per request' : 'per second',
    idleShare: built.idleShare,
    pods: { baseline: baseline.pods, comparison: comparison.pods },
    samples: built.samples,
    ...(relative === undefined ? {} : { relative }),
  };
  const unitNanoseconds = unitOf(built.tree);
  const flame = draw(unitNanoseconds);
  const idle = built.idleShare >= 0.005 ? ` · idle excluded ${Math.round(built.idleShare * 100)} %` : '';
  const drawing: FlamePanel = {
    kind: 'graph',
    profile,
    title: `${name}${perRequest ? ' per request' : ''} ${change(relative)} vs baseline`,
    note: `${source}${idle}`,
    tree: { ...flame, scale: flame.scale * traffics },
    unitNanoseconds,
    seconds: { baseline: baseline.seconds, comparison: comparison.seconds },
    places: functionPlaces(built.tree),
  };
  return { panel, drawing };
}

/** A panel that cannot be compared says which side is missing. */
export function emptyPanel(profile: 'cpu' | 'off-cpu', source: string, sources: readonly TreeSource[]): PanelView {
  const has = (side: Side) => sources.some((one) => one.side === side);
  const sides = (['baseline', 'comparison'] as const).filter((side) => !has(side)).join(' and ');
  const name = profile === 'cpu' ? 'CPU' : 'Off-CPU';
  const reason = `no ${profile === 'cpu' ? 'CPU' : 'off-CPU'} profiles in the ${sides} window`;
  return {
    panel: {
      profile,
      source,
      unit: profile === 'cpu' ? 'cores' : 'seconds waited per second',
      baseline: 0,
      comparison: 0,
      normalisation: 'per second',
      idleShare: 0,
      pods: { baseline: 0, comparison: 0 },
      samples: { baseline: 0, comparison: 0 },
      empty: reason,
    },
    drawing: { kind: 'empty', profile, title: name, reason },
  };
}

function sideOf(tree: CallTree, side: Side) {
  const blocks = tree.blocks.filter((block) => block.side === side);
  let nanoseconds = 0;
  for (const block of blocks) for (const self of block.self) nanoseconds += self;
  const seconds = blocks.reduce((sum, block) => sum + block.seconds, 0);
  const requests = blocks.reduce((sum, block) => sum + (block.requests ?? 0), 0);
  return { seconds, requests, rate: nanoseconds / 1e9 / seconds, pods: new Set(blocks.map((block) => block.pod)).size };
}

/** Nanoseconds of one sample, or of a typical wait: durations are heavy-tailed, so twice the mean (ranking.md 8). */
function unitOf(tree: CallTree): number {
  if (tree.samplePeriod > 0) return tree.samplePeriod;
  let waited = 0;
  let events = 0;
  for (const block of tree.blocks) {
    for (const self of block.self) waited += self;
    for (const count of block.events ?? []) events += count;
  }
  return events > 0 && waited > 0 ? (2 * waited) / events : ASSUMED_WAIT_NS;
}

function change(relative: number | undefined): string {
  if (relative === undefined) return 'new';
  const points = Math.round(relative * 100);
  return points === 0 ? '±0 %' : points > 0 ? `+${points} %` : `−${-points} %`;
}

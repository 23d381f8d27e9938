import type { Noise } from '../flamegraph/change-level.ts';
import { flameTree } from '../flamegraph/flame-tree.ts';
import type { FlamePanel } from '../flamegraph/flame-panel.ts';
import { buildCallTree, buildViews, type BuiltTree, type TreeSource } from '../profile/build-call-tree.ts';
import type { CallTree, Side } from '../profile/call-tree.ts';
import { idleNames, type IdleChoice } from '../profile/idle-names.ts';
import type { Profile, ProfileKind } from '../profile/profile.ts';
import { rankChanges } from '../ranking/rank-changes.ts';
import type { Analysis, Mover } from './analysis.ts';
import { chooseWaits, comparable } from './choose-waits.ts';
import { withHotLines } from './hot-lines.ts';
import { describePanel, emptyPanel, SOURCES, type PanelView } from './panels.ts';
import { withExposure, type Traffic } from './exposure.ts';
import { topFunctions, type TopFunctions } from './top-functions.ts';

export interface DecodedSource {
  readonly profile: Profile;
  readonly kind: ProfileKind;
  readonly side: Side;
  readonly pod: string;
  readonly seconds?: number;
}

export interface AnalysedProfiles {
  readonly analysis: Analysis;
  readonly drawings: readonly FlamePanel[];
  /** Shares of all functions, computed when they are asked for. */
  readonly tops: () => readonly TopFunctions[];
}

/** Step 6, the thinking part: decoded profiles of both windows in, the analysis and what to draw out. */
export function analyse(
  decoded: readonly DecodedSource[],
  traffic: Traffic | undefined,
  notices: readonly string[],
  idle?: IdleChoice,
): AnalysedProfiles {
  const { sources, notices: assumed } = withExposure(decoded, traffic);
  const cpu = sources.filter(({ kind }) => kind === 'cpu');
  const holders = sources.filter(({ kind }) => kind === 'mutex');
  const named = idle === undefined ? {} : { idleNames: idleNames(idle) };
  const cpuViews = cpu.length === 0 ? undefined : buildViews(cpu, { idle: 'keep' });
  const waits = chooseWaits(sources, named.idleNames);
  const { noise, ...ranking } = rankChanges({
    ...(cpuViews === undefined ? {} : { cpu: cpuViews.own.tree }),
    ...(waits.views === undefined ? {} : { waits: waits.views.own.tree }),
    ...(holders.length === 0 ? {} : { holders: buildCallTree(holders, { view: 'own', idle: 'drop', ...named }).tree }),
    ...requestTotals(cpu.length > 0 ? cpu : waits.sources, traffic),
  });
  const views: readonly PanelView[] = [
    view('cpu', SOURCES.cpu, cpu, cpuViews?.full, traffic, noise.cpu, ranking.movers),
    view('off-cpu', waits.source, waits.sources, waits.views?.full, traffic, noise.waits, ranking.movers),
  ];
  return {
    analysis: {
      schema: 'burnscope.analysis/1',
      ...ranking,
      movers: withHotLines(ranking.movers, (profile) => (profile === 'cpu' ? cpu : waits.sources)),
      verdict: { ...ranking.verdict, culprits: [] },
      panels: views.map((one) => one.panel),
      notices: [...notices, ...assumed, ...waits.notices, ...ranking.notices],
    },
    drawings: views.map((one) => one.drawing),
    tops: () => [
      ...top('cpu', cpu, cpuViews?.full, ranking.movers),
      ...top('off-cpu', waits.sources, waits.views?.full, ranking.movers),
    ],
  };
}

function top(
  profile: 'cpu' | 'off-cpu',
  sources: readonly TreeSource[],
  full: BuiltTree | undefined,
  movers: readonly Mover[],
): readonly TopFunctions[] {
  if (full === undefined || !comparable(sources)) return [];
  const moved = movers.filter((mover) => mover.profile === profile && mover.movedFrom !== undefined && !mover.gated);
  return [topFunctions(profile, full, new Set(moved.map((mover) => mover.function)))];
}

function requestTotals(sources: readonly TreeSource[], traffic: Traffic | undefined) {
  if (traffic === undefined) return {};
  const total = (side: Side) =>
    sources.reduce((sum, source) => (source.side === side ? sum + (source.requests ?? 0) : sum), 0);
  return { requests: { baseline: total('baseline'), comparison: total('comparison') } };
}

function view(
  profile: 'cpu' | 'off-cpu',
  source: string,
  sources: readonly TreeSource[],
  full: BuiltTree | undefined,
  traffic: Traffic | undefined,
  noise: Noise | undefined,
  movers: readonly Mover[],
): PanelView {
  if (full === undefined || !comparable(sources)) return emptyPanel(profile, source, sources);
  return describePanel(profile, source, full, traffic, (unit) => ({
    ...flameTree(full.tree, unit),
    ...(noise === undefined ? {} : { noise }),
    named: functionIds(
      full.tree,
      movers.filter((mover) => mover.gated && mover.profile === profile),
    ),
  }));
}

/** Where the movers' functions stand in a tree. */
function functionIds({ functions }: CallTree, movers: readonly Mover[]): readonly number[] {
  return movers
    .map(({ function: name, file }) => functions.findIndex((info) => info.name === name && info.file === file))
    .filter((id) => id > 0);
}

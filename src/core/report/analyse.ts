import { flameTree } from '../flamegraph/flame-tree.ts';
import type { PanelDrawing } from '../flamegraph/picture.ts';
import { buildCallTree, type BuiltTree, type TreeSource } from '../profile/build-call-tree.ts';
import type { Side } from '../profile/call-tree.ts';
import type { Profile, ProfileKind } from '../profile/profile.ts';
import { rankChanges } from '../ranking/rank-changes.ts';
import type { Analysis } from './analysis.ts';
import { describePanel, emptyPanel, type PanelView } from './panels.ts';
import { withExposure, type Traffic } from './exposure.ts';

export interface DecodedSource {
  readonly profile: Profile;
  readonly kind: ProfileKind;
  readonly side: Side;
  readonly pod: string;
  readonly seconds?: number;
}

export interface AnalysedProfiles {
  readonly analysis: Analysis;
  readonly drawings: readonly PanelDrawing[];
}

/** Kinds that tell who waits, the most direct first; one is ranked, never two added (a lock wait is in several). */
const WAITING: readonly ProfileKind[] = ['off-cpu', 'block', 'wall'];

/** Step 6, the thinking part: decoded profiles of both windows in, the analysis and what to draw out. */
export function analyse(
  decoded: readonly DecodedSource[],
  traffic: Traffic | undefined,
  notices: readonly string[],
): AnalysedProfiles {
  const { sources, notices: assumed } = withExposure(decoded, traffic);
  const of = (kind: ProfileKind) => sources.filter((source) => source.kind === kind);
  const cpu = of('cpu');
  const waitKind = WAITING.find((kind) => comparable(of(kind))) ?? WAITING.find((kind) => of(kind).length > 0);
  const waits = waitKind === undefined ? [] : of(waitKind);
  const holders = of('mutex');
  const ranking = rankChanges({
    ...tree('cpu', cpu),
    ...tree('waits', waits),
    ...tree('holders', holders),
    ...requestTotals(cpu.length > 0 ? cpu : waits, traffic),
  });
  const views: readonly PanelView[] = [
    view('cpu', 'cpu', cpu, traffic),
    view('off-cpu', waitKind ?? 'off-cpu', waits, traffic),
  ];
  return {
    analysis: {
      schema: 'burnscope.analysis/1',
      ...ranking,
      verdict: { ...ranking.verdict, culprits: [] },
      panels: views.map((one) => one.panel),
      notices: [...notices, ...assumed, ...wallNotice(waitKind), ...ranking.notices],
    },
    drawings: views.map((one) => one.drawing),
  };
}

/** Wall time is waiting and CPU together; without a purer profile it is compared as it is, and that is said. */
function wallNotice(kind: ProfileKind | undefined): readonly string[] {
  return kind === 'wall' ? ['Waiting was read from wall time, which contains CPU time too.'] : [];
}

function comparable(sources: readonly TreeSource[]): boolean {
  return sources.some((one) => one.side === 'baseline') && sources.some((one) => one.side === 'comparison');
}

function tree<Name extends string>(
  name: Name,
  sources: readonly TreeSource[],
): Partial<Record<Name, BuiltTree['tree']>> {
  if (sources.length === 0) return {};
  const built = buildCallTree(sources, { view: 'own', idle: name === 'cpu' ? 'keep' : 'drop' });
  const named: Partial<Record<Name, BuiltTree['tree']>> = {};
  named[name] = built.tree;
  return named;
}

function requestTotals(sources: readonly TreeSource[], traffic: Traffic | undefined) {
  if (traffic === undefined) return {};
  const total = (side: Side) =>
    sources.reduce((sum, source) => (source.side === side ? sum + (source.requests ?? 0) : sum), 0);
  return { requests: { baseline: total('baseline'), comparison: total('comparison') } };
}

function view(
  profile: 'cpu' | 'off-cpu',
  kind: ProfileKind,
  sources: readonly TreeSource[],
  traffic: Traffic | undefined,
): PanelView {
  if (!comparable(sources)) return emptyPanel(profile, kind, sources);
  const built = buildCallTree(sources, { view: 'full', idle: profile === 'cpu' ? 'keep' : 'drop' });
  return describePanel(profile, kind, built, traffic, (unit) => flameTree(built.tree, unit));
}

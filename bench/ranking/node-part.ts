import { atLeast, atMost, percent, table, type Bar } from './table.ts';
import { rankHealthyPairs, rankInjections, rankLoadPairs, type NodeRow, type View } from './node.ts';
import { sayMisses, type Say } from './say.ts';
import type { CaseTally } from './case-tally.ts';
import type { NodeRuns } from './node-runs.ts';
import type { Watch } from './watch.ts';

/** From this share of CPU on the answer is asked to be right. */
const LARGE = 0.02;
/** What an exploratory engine reached on the same recordings, diluted the same way with dice of its own (40 cases, weighed by size). */
const TO_BEAT = { own: { first: 0.65, amongThree: 0.9 }, full: { first: 0.57, amongThree: 0.8 } };

export function measureNode(runs: NodeRuns, view: View, repeats: number, seed: number, say: Say, watch: Watch): Bar[] {
  const rows = rankInjections(runs, view, repeats, seed, watch);
  const pairs = rankHealthyPairs(runs, view, watch);
  const loaded = rankLoadPairs(runs, view, watch);
  for (const { tally } of rows) sayMisses(tally, say);
  sayMisses(pairs, say);
  sayMisses(loaded, say);
  const large = rows.filter(({ share }) => share >= LARGE);
  say(
    table(
      ['size', ...rulesOf(rows)],
      [...rows.map((row) => rankRow(row)), totalRow('≥ 2 %', large), totalRow('all', rows)],
    ),
  );
  say(
    table(
      ['', 'cases', 'named', 'wrong among named', 'verdict kind'],
      rows.map(({ share, tally }) => [
        sizeOf(share),
        String(tally.cases),
        String(tally.named),
        String(tally.wrong),
        percent(tally.verdicts, tally.judged),
      ]),
    ),
  );
  const sum = (some: readonly NodeRow[], of: (tally: CaseTally) => number): number =>
    some.reduce((total, { tally }) => total + of(tally), 0);
  const cases = (some: readonly NodeRow[]): number => sum(some, (tally) => tally.cases);
  const first = (some: readonly NodeRow[]): number => sum(some, (tally) => tally.first);
  const amongThree = (some: readonly NodeRow[]): number => sum(some, (tally) => tally.amongThree);
  const to = TO_BEAT[view];
  return [
    atLeast('node: first, effects ≥ 2 % of CPU', first(large), cases(large), 0.85),
    atLeast('node: among three, effects ≥ 2 % of CPU', amongThree(large), cases(large), 0.95),
    atLeast('node: first, all sizes', first(rows), cases(rows), to.first),
    atLeast('node: among three, all sizes', amongThree(rows), cases(rows), to.amongThree),
    atLeast(
      'node: verdict kind, effects ≥ 2 % of CPU',
      sum(large, (tally) => tally.verdicts),
      cases(large),
      0.85,
    ),
    atMost(
      'node: wrong among named',
      sum(rows, (tally) => tally.wrong),
      sum(rows, (tally) => tally.named),
      0.05,
    ),
    atMost('node: healthy pairs not silent', pairs.pairsSpoke, pairs.pairs, 0.02),
    atMost('node: traffic × 1.5 not silent', loaded.pairsSpoke, loaded.pairs, 0.02),
  ];
}

function rulesOf([row]: readonly NodeRow[]): string[] {
  return ['this engine', ...row!.peers.map(({ rule }) => rule)];
}

function rankRow({ share, tally, peers }: NodeRow): string[] {
  const cell = (first: number, amongThree: number): string =>
    `${percent(first, tally.cases)} / ${percent(amongThree, tally.cases)}`;
  return [
    sizeOf(share),
    cell(tally.first, tally.amongThree),
    ...peers.map((peer) => cell(peer.first, peer.amongThree)),
  ];
}

function totalRow(name: string, rows: readonly NodeRow[]): string[] {
  const cases = rows.reduce((sum, { tally }) => sum + tally.cases, 0);
  const cell = (of: (row: NodeRow) => { first: number; amongThree: number }): string => {
    const first = rows.reduce((sum, row) => sum + of(row).first, 0);
    const amongThree = rows.reduce((sum, row) => sum + of(row).amongThree, 0);
    return `${percent(first, cases)} / ${percent(amongThree, cases)}`;
  };
  const peers = rows[0]!.peers.map((_, at) => cell((row) => row.peers[at]!));
  return [`${name} (${cases})`, cell(({ tally }) => tally), ...peers];
}

function sizeOf(share: number): string {
  return `${(share * 100).toFixed(2).replace(/\.?0+$/, '')} %`;
}

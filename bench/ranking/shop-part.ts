import { atLeast, atMost, percent, table, type Bar } from './table.ts';
import { countCase, newCaseTally, type CaseTally } from './case-tally.ts';
import { judge, rankOf } from './judge.ts';
import { PEERS } from './peers.ts';
import { rankChanges, type Ranking } from '../../src/core/ranking/rank-changes.ts';
import { shopInput, shopTable, type Scenario, type Shop } from './shop.ts';
import { STRESS_ROWS, stress, type StressRow } from './stress.ts';
import { sayMisses, type Say } from './say.ts';
import type { Watch } from './watch.ts';

/** The recorded scenarios, one joint list of ours beside the peers, who are told in which profile to look. */
export function measureScenarios(shop: Shop, shownMovers: number, say: Say, watch: Watch): Bar[] {
  const tally = newCaseTally();
  const peers = PEERS.map((peer) => ({ peer, first: 0, amongThree: 0 }));
  for (const scenario of shop.scenarios) {
    const { truth } = scenario;
    const input = shopInput(scenario.baseline, scenario.comparison);
    const begun = performance.now();
    const ranking = rankChanges(input);
    const milliseconds = performance.now() - begun;
    const judged = judge(ranking, truth);
    countCase(tally, scenario.id, truth, judged, ranking.verdict.kind);
    watch({ set: 'shop', id: scenario.id, pods: 4, effect: 1, input, ranking, truth });
    sayScenario(scenario, ranking, judged.rank, milliseconds, say);
    for (const mover of ranking.movers.slice(0, shownMovers)) say(`        ${JSON.stringify(mover)}`);
    if (truth.functions === undefined) continue;
    const cost = shopTable(scenario);
    for (const row of peers) {
      const rank = rankOf(row.peer.rank(cost), truth.functions);
      row.first += Number(rank === 1);
      row.amongThree += Number(rank <= 3);
    }
  }
  say(
    table(
      ['rule', 'top-1', 'top-3', 'verdict kind', 'names on the quiet'],
      [
        [
          'this engine (one joint list)',
          ...[tally.first, tally.amongThree].map((got) => `${got}/${tally.cases}`),
          `${tally.verdicts}/${tally.judged}`,
          `${tally.quietNamed}/${tally.quiet}`,
        ],
        ...peers.map(({ peer, first, amongThree }) => [
          `${peer.name} (told the profile)`,
          `${first}/${tally.cases}`,
          `${amongThree}/${tally.cases}`,
          '–',
          'always',
        ]),
      ],
    ),
  );
  return [
    atLeast('shop: first', tally.first, tally.cases, 1),
    atLeast('shop: verdict kinds', tally.verdicts, tally.judged, 11 / 12),
    atMost('shop: named on quiet ones', tally.quietNamed, tally.quiet, 0),
  ];
}

function sayScenario({ id, truth }: Scenario, ranking: Ranking, rank: number, milliseconds: number, say: Say): void {
  const { verdict, movers } = ranking;
  const named = movers.filter((mover) => mover.gated).map((mover) => mover.function);
  say(
    [
      truth.verdicts.includes(verdict.kind) && rank === (truth.functions === undefined ? Infinity : 1) ? 'ok ' : 'BAD',
      id.padEnd(19),
      verdict.kind.padEnd(21),
      verdict.confidence.padEnd(7),
      `rank ${truth.functions === undefined ? '-' : rank}`,
      `named ${named.join(', ') || '-'}`,
      `${milliseconds.toFixed(0)} ms`,
    ].join('  '),
  );
  say(`      ${verdict.sentence}`);
}

/**
 * What an exploratory engine reached on the same resampling with dice of its own, in percent: the figures to beat. Wrong
 * names and healthy pairs are counts.
 */
const TO_BEAT: readonly {
  readonly top1: number;
  readonly top3: number;
  readonly verdict: number;
  readonly wrong: string;
}[] = [
  { top1: 99, top3: 99, verdict: 99, wrong: '0/119' },
  { top1: 93, top3: 93, verdict: 95, wrong: '0/98' },
  { top1: 83, top3: 86, verdict: 86, wrong: '2/86' },
  { top1: 62, top3: 68, verdict: 65, wrong: '5/58' },
  { top1: 76, top3: 76, verdict: 76, wrong: '0/88' },
  { top1: 56, top3: 59, verdict: 51, wrong: '0/54' },
];

export function measureStress(shop: Shop, repeats: number, seeds: readonly number[], say: Say, watch: Watch): Bar[] {
  const rows: string[][] = [];
  const bars: Bar[] = [];
  for (const [i, row] of STRESS_ROWS.entries()) {
    const toBeat = TO_BEAT[i]!;
    for (const seed of seeds) {
      const tally = stress(shop, row, repeats, seed, watch);
      const beside = (part: number, of: number, bar: number): string =>
        `${percent(part, of)} (${bar}) ${Math.round((100 * part) / of) >= bar ? 'ok' : 'BELOW'}`;
      rows.push([
        nameOf(row),
        String(seed),
        beside(tally.first, tally.cases, toBeat.top1),
        beside(tally.amongThree, tally.cases, toBeat.top3),
        beside(tally.verdicts, tally.judged, toBeat.verdict),
        `${tally.wrong}/${tally.named} (${toBeat.wrong})`,
        `${tally.quietNamed}/${tally.quiet}`,
        `${tally.pairsSpoke}/${tally.pairs} (0/150)`,
      ]);
      bars.push(...stressBars(`${nameOf(row)}, seed ${seed}`, tally));
      say(`${nameOf(row)}, seed ${seed}`);
      sayMisses(tally, say);
    }
  }
  const head = [
    'row',
    'seed',
    'top-1',
    'top-3',
    'verdict',
    'wrong among named',
    'quiet named',
    'healthy pairs not silent',
  ];
  say(table(head, rows));
  return bars;
}

function stressBars(row: string, { wrong, named, pairsSpoke, pairs }: CaseTally): Bar[] {
  return [
    atMost(`${row}: wrong among named`, wrong, named, 0.05),
    atMost(`${row}: healthy pairs not silent`, pairsSpoke, pairs, 0.02),
  ];
}

function nameOf({ pods, effect }: StressRow): string {
  const size = effect === 1 ? '' : effect === 0.5 ? ', half the effect' : ', a quarter of the effect';
  return `${pods} ${pods === 1 ? 'pod' : 'pods'} a side${size}`;
}

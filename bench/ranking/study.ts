import { PEERS } from './peers.ts';
import { countNamed, countRank, tallyOf, topWords, type Tallies, type Tally } from './tally.ts';
import { describeMiss, namedIn, placesOf, rankOf } from './answers.ts';
import { percent, table } from './table.ts';
import type { CallTree } from '../../src/core/profile/call-tree.ts';
import type { Ranking } from '../../src/core/ranking/rank-changes.ts';

/** A set of kinds of cases, and what the exploratory reference engine reached on its own of the same kind. */
export interface Study {
  readonly name: string;
  /** Something is to be blamed. Reference: top-1/top-3 in percent. */
  readonly guilty: Readonly<Record<string, string>>;
  /** Nothing is to be blamed. Reference: how often something is named all the same. */
  readonly innocent: Readonly<Record<string, string>>;
}

/** One case that was ranked. */
export interface StudyCase {
  readonly kind: string;
  /** For the list of misses. */
  readonly title: string;
  /** Names that are right to come first; none where nothing is to be blamed. */
  readonly accepted: ReadonlySet<string>;
  /** Names that are right to be called a cause. */
  readonly causes: ReadonlySet<string>;
  readonly tree: CallTree;
  readonly ranking: Ranking;
  /** Under what else the case counts: title of a table and row in it. */
  readonly rows: readonly (readonly [title: string, row: string])[];
  /** Too small for the table by kind, where no bar holds. */
  readonly small: boolean;
}

export interface StudyTallies {
  readonly byRule: Tallies;
  readonly byRow: Map<string, Tallies>;
}

const ENGINE = 'burnscope';

/** Counts a case; answers with a description when it was missed. */
export function countCase(tallies: StudyTallies, one: StudyCase): string | undefined {
  const { kind, accepted, causes, ranking, small } = one;
  const guilty = accepted.size > 0;
  const places = placesOf(ranking);
  const rank = rankOf(places, accepted);
  const named = namedIn(ranking);
  const right = rankOf(named, causes) === 1;
  const counted = one.rows.map(([title, row]) => {
    const rows = tallies.byRow.get(title) ?? new Map();
    tallies.byRow.set(title, rows);
    return tallyOf(rows, row, guilty ? 'guilty' : 'innocent');
  });
  if (!small) counted.push(tallyOf(tallies.byRule, ENGINE, kind));
  for (const tally of counted) {
    countRank(tally, rank);
    countNamed(tally, named.length > 0, right);
  }
  if (guilty && !small) {
    for (const peer of PEERS) {
      const names = peer.rank(one.tree).map((name) => [name]);
      countRank(tallyOf(tallies.byRule, peer.name, kind), rankOf(names, accepted));
    }
  }
  const missed = guilty ? rank > 1 || (named.length > 0 && !right) : named.length > 0;
  return missed && !small ? describeMiss(one.title, rank, accepted, ranking) : undefined;
}

/** All tables, then one JSON line a figure. */
export function reportOf(study: Study, { byRule, byRow }: StudyTallies): string[] {
  const ran = (kinds: Readonly<Record<string, string>>): string[] =>
    Object.keys(kinds).filter((kind) => byRule.get(ENGINE)?.has(kind) === true);
  const ours = (kind: string): Tally => tallyOf(byRule, ENGINE, kind);
  const guilty = ran(study.guilty);
  const innocent = ran(study.innocent);
  const sum = (kinds: readonly string[], what: keyof Tally): number =>
    kinds.reduce((total, kind) => total + ours(kind)[what], 0);
  const figure = (name: string, got: number, of: number): string =>
    JSON.stringify({ figure: `${study.name} ${name}`, got, of });
  return [
    table(
      ['top-1/top-3 %', ...guilty],
      [
        [ENGINE, ...guilty.map((kind) => topWords(ours(kind)))],
        ['  named as a cause', ...guilty.map((kind) => percent(ours(kind).named, ours(kind).cases))],
        ['  wrong of those', ...guilty.map((kind) => percent(ours(kind).wrong, ours(kind).named))],
        ['reference engine', ...guilty.map((kind) => study.guilty[kind]!)],
        ...PEERS.map(({ name }) => [name, ...guilty.map((kind) => topWords(tallyOf(byRule, name, kind)))]),
        ['cases', ...guilty.map((kind) => String(ours(kind).cases))],
      ],
    ),
    table(
      ['something is named', ...innocent],
      [
        [ENGINE, ...innocent.map((kind) => percent(ours(kind).named, ours(kind).cases))],
        ['reference engine', ...innocent.map((kind) => study.innocent[kind]!)],
        ['cases', ...innocent.map((kind) => String(ours(kind).cases))],
      ],
    ),
    ...Array.from(byRow, ([title, tallies]) => rowsTable(title, tallies)),
    figure('first', sum(guilty, 'first'), sum(guilty, 'cases')),
    figure('among three', sum(guilty, 'amongThree'), sum(guilty, 'cases')),
    figure('named', sum(guilty, 'named'), sum(guilty, 'cases')),
    figure('wrong among named', sum(guilty, 'wrong'), sum(guilty, 'named')),
    figure('innocent named', sum(innocent, 'named'), sum(innocent, 'cases')),
  ];
}

function rowsTable(title: string, tallies: Tallies): string {
  return table(
    [title, 'top-1/top-3 %', 'named', 'wrong of those', 'innocent named', 'cases'],
    Array.from(tallies.keys(), (row) => {
      const guilty = tallyOf(tallies, row, 'guilty');
      const innocent = tallyOf(tallies, row, 'innocent');
      return [
        row,
        topWords(guilty),
        percent(guilty.named, guilty.cases),
        percent(guilty.wrong, guilty.named),
        percent(innocent.named, innocent.cases),
        `${guilty.cases} + ${innocent.cases}`,
      ];
    }),
  );
}

/** `name=value` among the words of a command. */
export function settingOf(words: readonly string[], name: string): string | undefined {
  return words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
}

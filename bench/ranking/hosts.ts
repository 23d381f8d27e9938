/**
 * Verdicts on recorded hosts (throttled, beside busy neighbours) and changed mixes of requests, resampled: four random pods a side.
 * Run: npx node bench/ranking/hosts.ts [times=20] [pods=4] [wrong]. Prints a table; `wrong` prints what was said instead.
 */
import { hostCases, hostInput, hostRuns, type Half, type HostCase } from '../../test/core/ranking/hosts.ts';
import { randomOf } from './random.ts';
import { rankChanges, type Ranking } from '../../src/core/ranking/rank-changes.ts';
import { table } from './table.ts';
import type { Random } from './random.ts';

const HALVES: readonly Half[] = ['fitted', 'held-out'];
const QUIET = ['go', 'node'].map((service) => ({
  service: service === 'go' ? ('go' as const) : ('node' as const),
  baseline: 'healthy',
  comparison: 'healthy',
  verdicts: ['nothing-here'],
}));

interface Settings {
  readonly times: number;
  readonly pods: number;
  readonly wrong: boolean;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function settings(words: readonly string[]): Settings {
  const numberOf = (name: string, otherwise: number): number =>
    Number(words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1) ?? otherwise);
  return { times: numberOf('times', 20), pods: numberOf('pods', 4), wrong: words.includes('wrong') };
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  return items
    .map((item) => ({ item, at: random.uniform() }))
    .toSorted((x, y) => x.at - y.at)
    .map(({ item }) => item);
}

/** Undefined where a half has too few pods of that kind. */
function drawn({ service, baseline, comparison }: HostCase, half: Half, pods: number, random: Random) {
  const before = shuffled(hostRuns(service, baseline, half), random).slice(0, pods);
  const rest = hostRuns(service, comparison, half).filter((run) => !before.includes(run));
  const after = shuffled(rest, random).slice(0, pods);
  return Math.min(before.length, after.length) < pods ? undefined : hostInput(before, after);
}

function isRight({ verdicts, names }: HostCase, { verdict }: Ranking): boolean {
  const named = verdict.kind !== 'mix' || names === undefined || verdict.sentence.includes(names);
  return verdicts.includes(verdict.kind) && named;
}

/** "20/20", or a dash where nothing was recorded. */
function tell(one: HostCase, half: Half, { times, pods, wrong }: Settings): string {
  const random = randomOf(7, `${one.service} ${one.baseline} ${one.comparison} ${half}`);
  let right = 0;
  let of = 0;
  for (let time = 0; time < times; time++) {
    const input = drawn(one, half, pods, random);
    if (input === undefined) return '–';
    const ranking = rankChanges(input);
    of++;
    if (isRight(one, ranking)) right++;
    else if (wrong)
      say(`${one.service} ${one.comparison} (${half}): ${ranking.verdict.kind}: ${ranking.verdict.sentence}`);
  }
  return `${right}/${of}`;
}

const chosen = settings(process.argv.slice(2));
const rows = [...hostCases(), ...QUIET].map((one) => [
  one.service,
  one.baseline,
  one.comparison,
  one.verdicts.join(' or '),
  ...HALVES.map((half) => tell(one, half, chosen)),
]);
say(table(['service', 'baseline', 'comparison', 'told right when', ...HALVES], rows));

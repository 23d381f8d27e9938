/**
 * How often our own rule about deploys (new in the top 5) speaks where nothing happened, and where something did: recorded pods of
 * the Go service (../shared/data/shop) in every size of a side, drawn by seed, and all ways to halve the healthy Node runs.
 * One JSON line for each question. Run: npx node bench/deploy-rules.ts [n=40] [seed=1]
 */
import { BUILT_IN } from '../src/core/deploy/rules/deploy-rule.ts';
import { judgeRules } from '../src/core/deploy/rules/judge-rules.ts';
import { analyse, type DecodedSource } from '../src/core/report/analyse.ts';
import { readNodeRuns, type NodePod } from './ranking/node-runs.ts';
import { randomOf } from './ranking/random.ts';
import { readShop, type Pod, type Shop } from './ranking/shop.ts';

const options = new Map(process.argv.slice(2).map((argument) => argument.split('=') as [string, string]));
const draws = Number(options.get('n') ?? 40);
const random = randomOf(Number(options.get('seed') ?? 1), 'deploy-rules');
/** Kinds of truth in which no function came into the top. */
const QUIET = new Set(['nothing-here', 'load', 'moved', 'waiting-on-dependency']);

const shop = readShop();
if (shop === undefined) process.stderr.write('deploy-rules: skipped, ../shared/data/shop is not at hand\n');
else measureShop(shop);
const node = readNodeRuns();
if (node === undefined) process.stderr.write('deploy-rules: skipped, ../shared/data/node is not at hand\n');
else measureNode(node.healthy);

function measureShop({ healthy, scenarios }: Shop): void {
  for (const size of [1, 2, 4, 6]) {
    const found = Array.from({ length: draws }, () => {
      const drawn = shuffled(healthy);
      return firedOn(shopSources(drawn.slice(0, size), drawn.slice(size, 2 * size)));
    });
    print('healthy pods against healthy pods', found, { pods: size });
  }
  for (const { id, truth, comparison } of scenarios) {
    const found = Array.from({ length: Math.ceil(draws / 4) }, () =>
      firedOn(shopSources(shuffled(healthy).slice(0, 4), comparison)),
    );
    print(`a deploy of the Go service: ${id}`, found, {
      pods: 4,
      expected: QUIET.has(truth.kind) ? 'silent' : 'speaks of what came into the top',
    });
  }
}

function measureNode(pods: readonly NodePod[]): void {
  const found = Array.from({ length: draws }, () => {
    const drawn = shuffled(pods);
    const half = drawn.length >> 1;
    const sources = (side: DecodedSource['side'], some: readonly NodePod[]) =>
      some.flatMap(({ id, parts, seconds }) =>
        parts.map((profile): DecodedSource => ({ profile, side, kind: 'cpu', pod: `${side} ${id}`, seconds })),
      );
    return firedOn([...sources('baseline', drawn.slice(0, half)), ...sources('comparison', drawn.slice(half))]);
  });
  print('healthy Node runs against healthy ones', found, { pods: pods.length >> 1 });
}

function shopSources(baseline: readonly Pod[], comparison: readonly Pod[]): readonly DecodedSource[] {
  const source =
    (side: DecodedSource['side']) =>
    (pod: Pod): DecodedSource => ({
      profile: pod.profile('cpu'),
      kind: 'cpu',
      side,
      pod: pod.id,
      seconds: pod.seconds,
    });
  return [...baseline.map(source('baseline')), ...comparison.map(source('comparison'))];
}

function firedOn(sources: readonly DecodedSource[]): readonly string[] {
  return judgeRules([BUILT_IN], 'bench', analyse(sources, undefined, []).tops()).map((finding) => finding.function);
}

function shuffled<Item>(items: readonly Item[]): readonly Item[] {
  return items
    .map((item) => ({ item, at: random.uniform() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

function print(question: string, found: readonly (readonly string[])[], more: object): void {
  const fired = found.filter((functions) => functions.length > 0);
  const line = { figure: 'new in the top 5', question, ...more, pairs: found.length, fired: fired.length };
  process.stdout.write(`${JSON.stringify({ ...line, functions: [...new Set(fired.flat())] })}\n`);
}

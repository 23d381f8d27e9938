/**
 * The engine's figures, one JSON line each, as ratios to a peer in the same run where there is one.
 * Run: npx node bench/engine-speed.ts [pprof] [folded] [picture] [diff] [ranking]. Peers: go on the PATH, inferno-flamegraph and
 * resvg (cargo install inferno resvg); other places for them are given by INFERNO and RESVG. Without one, its figure is skipped and
 * that is said.
 */
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rankChanges } from '../src/core/ranking/rank-changes.ts';
import { isThere, race, type Peer } from './engine/whole-process.ts';
import { largePprof } from './large-pprof.ts';
import { syntheticTree } from './synthetic-tree.ts';
import { wideName, wideStacks } from './wide-stacks.ts';

const RANKED_SIZES = [1_000, 10_000, 50_000, 200_000, 1_000_000];
const ROUNDS = 5;
/** Become 20 MB of gzip, and two files of 46 MB of text. */
const PPROF_STACKS = 645_000;
const FOLDED_STACKS = 100_000;
const FOLDED_DEPTH = 13;
const SHOP = fileURLToPath(new URL('../../shared/data/shop/profiles/', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'burnscope-bench-'));
const figures = {
  pprof: measurePprof,
  folded: measureFolded,
  picture: measurePicture,
  diff: measureDiff,
  ranking: measureRanking,
};
const asked = process.argv.slice(2);
try {
  for (const [name, measure] of Object.entries(figures)) if (asked.length === 0 || asked.includes(name)) measure();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function print(figure: string, numbers: Record<string, number | string>): void {
  process.stdout.write(`${JSON.stringify({ figure, ...numbers })}\n`);
}

function skip(figure: string, missing: string): void {
  process.stderr.write(`SKIPPED ${figure}: ${missing} is not there\n`);
}

function rounded(number: number): number {
  return Math.round(number * 100) / 100;
}

/** A Node process on one of our files, as the product starts it. */
function ours(file: string, args: readonly string[]): Peer {
  const script = fileURLToPath(new URL(file, import.meta.url));
  return { name: 'burnscope', command: process.execPath, args: ['--liftoff-only', script, ...args] };
}

function compare(figure: string, own: Peer, peer: Peer): void {
  const [mine, theirs] = race([own, peer]);
  const built: Record<string, number> = JSON.parse(mine!.stdout);
  print(figure, {
    ...built,
    milliseconds: Math.round(mine!.milliseconds),
    [peer.name]: Math.round(theirs!.milliseconds),
    ratio: rounded(mine!.milliseconds / theirs!.milliseconds),
    bar: 1,
  });
}

/** Inflating, decoding and merging, against Go's own tool reading and writing the same file. */
function measurePprof(): void {
  const figure = 'one pprof of 20 MB gzip, into a tree, whole process';
  if (!isThere('go')) return skip(figure, 'go');
  const file = join(folder, 'large.pb.gz');
  writeFileSync(file, gzipSync(largePprof(PPROF_STACKS, 7)));
  const args = ['tool', 'pprof', '-symbolize=none', '-proto', `-output=${join(folder, 'merged.pb.gz')}`, file];
  return compare(figure, ours('engine/build-tree.ts', [file]), { name: 'go tool pprof -proto', command: 'go', args });
}

/** Two collapsed files into one tree; the peer reads the same lines and draws what is wide enough to see. */
function measureFolded(): void {
  const figure = `two folded files, ${FOLDED_STACKS} stacks each, into a tree, whole process`;
  const command = process.env['INFERNO'] ?? 'inferno-flamegraph';
  if (!isThere(command)) return skip(figure, command);
  const files = [7, 8].map(foldedFile);
  return compare(figure, ours('engine/build-tree.ts', files), { name: 'inferno-flamegraph', command, args: files });
}

function foldedFile(seed: number): string {
  const file = join(folder, `${seed}.folded`);
  const lines = Array.from(
    wideStacks(FOLDED_STACKS, seed, FOLDED_DEPTH),
    ({ functions, weight }) => `${functions.map(wideName).join(';')} ${weight}\n`,
  );
  writeFileSync(file, lines.sort().join(''));
  return file;
}

/** `burnscope flamegraph` on one collapsed file; the peers draw an SVG of it and turn that into a PNG. */
function measurePicture(): void {
  const figure = `one folded file, ${FOLDED_STACKS} stacks, into a PNG, whole process`;
  const inferno = process.env['INFERNO'] ?? 'inferno-flamegraph';
  const resvg = process.env['RESVG'] ?? 'resvg';
  for (const command of [inferno, resvg]) if (!isThere(command)) return skip(figure, command);
  const file = foldedFile(7);
  const [svg, png] = [join(folder, 'peer.svg'), join(folder, 'peer.png')];
  const args = ['-c', '"$0" "$2" > "$3" && "$1" "$3" "$4"', inferno, resvg, file, svg, png];
  const own = ours('../src/main.ts', ['flamegraph', file, '--picture', join(folder, 'own.png')]);
  const [mine, theirs] = race([own, { name: 'inferno and resvg', command: 'sh', args }]);
  print(figure, {
    milliseconds: Math.round(mine!.milliseconds),
    'inferno-flamegraph, then resvg': Math.round(theirs!.milliseconds),
    ratio: rounded(mine!.milliseconds / theirs!.milliseconds),
    bar: 1,
  });
}

/** `burnscope diff` on recorded profiles: what somebody waits for at a prompt. */
function measureDiff(): void {
  const figure = 'burnscope diff of 2 × 4 pods, whole process';
  if (!existsSync(SHOP)) return skip(figure, '../shared/data/shop');
  const sides = Object.entries({ baseline: 'v1.2.0', comparison: 'v1.2.5' }).map(([side, version]) => {
    for (let pod = 1; pod <= 4; pod++)
      cpSync(join(SHOP, `${version}-${pod}`), join(folder, side, `pod-${pod}`), { recursive: true });
    return join(folder, side);
  });
  const nothing: Peer = { name: 'node', command: process.execPath, args: ['-e', ''] };
  const answer = { ...ours('../src/main.ts', ['diff', ...sides]), statuses: [0, 3] };
  const [mine, bare] = race([answer, nothing]);
  print(figure, { milliseconds: Math.round(mine!.milliseconds), node: Math.round(bare!.milliseconds), bar: 600 });
}

/** Best of ROUNDS per size, and how the time grows: a slope of 1 would be linear. */
function measureRanking(): void {
  const best = RANKED_SIZES.map((size) => {
    const cpu = syntheticTree(size);
    const times = Array.from({ length: ROUNDS }, () => {
      const begun = performance.now();
      rankChanges({ cpu });
      return performance.now() - begun;
    });
    const milliseconds = Math.min(...times);
    print('ranking, 24 blocks', {
      nodes: size,
      best: rounded(milliseconds),
      first: rounded(times[0]!),
      nanosecondsPerNode: Math.round((milliseconds * 1e6) / size),
      ...(size === 50_000 ? { bar: 150 } : {}),
    });
    return milliseconds;
  });
  const decades = Math.log10(RANKED_SIZES.at(-1)! / RANKED_SIZES[0]!);
  print('ranking, slope of log time over log nodes', { slope: rounded(Math.log10(best.at(-1)! / best[0]!) / decades) });
}

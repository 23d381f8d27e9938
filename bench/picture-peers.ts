/**
 * The picture against its peers, one JSON line each: frame by frame against what inferno-flamegraph draws of the same folded
 * text, and from folded text to PNG as whole processes against inferno-flamegraph followed by resvg and by rsvg-convert.
 * Peers: inferno-flamegraph and resvg (cargo install inferno resvg; other places by INFERNO and RESVG), rsvg-convert
 * (librsvg2-bin). Without one, its figure is skipped and that is said.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { layOutBoxes } from '../src/core/flamegraph/lay-out-boxes.ts';
import { measurePanel, nameOf } from '../src/core/flamegraph/panel-costs.ts';
import type { FlameTree } from '../src/core/flamegraph/picture.ts';
import { readProfile } from '../src/core/profile/read-profile.ts';
import { plainDrawing } from '../src/core/report/plain-drawing.ts';
import { isThere, race, type Peer } from './engine/whole-process.ts';
import { infernoFrames, infernoPaths } from './picture/inferno-frames.ts';
import { wideName, wideStacks } from './wide-stacks.ts';

const STACKS = 100_000;
const COMPARED_STACKS = 20_000;
const DEPTH = 13;
/** Line sorting puts `a-x` between `a` and `a;b`: inferno draws `a` twice, we draw it once. */
const SPLIT_BY_LINES = ['main;a 5', 'main;a-x;c 3', 'main;a;b 20', 'main 2', 'other;a 7'];

const inferno = process.env['INFERNO'] ?? 'inferno-flamegraph';
const folder = mkdtempSync(join(tmpdir(), 'burnscope-picture-'));
try {
  if (isThere(inferno)) {
    compareFrames('split by line sorting', SPLIT_BY_LINES);
    compareFrames(`${COMPARED_STACKS} generated stacks`, folded(COMPARED_STACKS, 5));
    raceTo(process.env['RESVG'] ?? 'resvg', 'resvg', (svg, png) => [svg, png], 1);
    raceTo('rsvg-convert', 'rsvg-convert', (svg, png) => ['--unlimited', svg, '-o', png], 5);
  } else skip('all', inferno);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function print(figure: string, numbers: Readonly<Record<string, number | string>>): void {
  process.stdout.write(`${JSON.stringify({ figure, ...numbers })}\n`);
}

function skip(figure: string, missing: string): void {
  process.stderr.write(`SKIPPED ${figure}: ${missing} is not there\n`);
}

function folded(count: number, seed: number): readonly string[] {
  return Array.from(
    wideStacks(count, seed, DEPTH),
    ({ functions, weight }) => `${functions.map(wideName).join(';')} ${weight}`,
  ).sort();
}

/** Every stack of frames must be there on both sides and as wide; siblings must stand in the order of their names. */
function compareFrames(figure: string, lines: readonly string[]): void {
  const text = `${lines.join('\n')}\n`;
  const { status, stdout, stderr } = spawnSync(inferno, ['--minwidth', '0'], {
    input: text,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (status !== 0) throw new Error(`${inferno} ended with ${status}: ${stderr.slice(-500)}`);
  const theirs = infernoPaths(infernoFrames(stdout));
  const tree = treeOf(text);
  const ours = pathsOf(tree);
  const differing = [...new Set([...theirs.keys(), ...ours.keys()])].filter((path) => {
    const [mine = -1, other = -1] = [ours.get(path), theirs.get(path)];
    return Math.abs(mine - other) > 1e-6 * Math.max(1, other);
  });
  print(`frames against inferno: ${figure}`, {
    frames: theirs.size,
    drawnByInferno: infernoFrames(stdout).length,
    differing: differing.length,
    example: differing[0] ?? '',
    outOfOrder: outOfOrder(tree),
  });
}

function treeOf(text: string): FlameTree {
  const profile = readProfile(new TextEncoder().encode(text));
  const { drawing } = plainDrawing([{ profile, kind: 'cpu', side: 'comparison', pod: 'a' }]);
  if (drawing.kind !== 'graph') throw new Error('nothing to draw');
  return drawing.tree;
}

/** Width in samples per stack, from the boxes as they are laid out when nothing is merged or folded. */
function pathsOf(tree: FlameTree): ReadonlyMap<string, number> {
  const costs = measurePanel(tree, false);
  const boxes = layOutBoxes(costs, 0, { width: costs.total, narrowest: 0, foldShare: 2, anchors: new Set() });
  const paths: string[] = [];
  const widths = new Map<string, number>();
  for (const [at, box] of boxes.entries()) {
    const path = box.parent < 0 ? '' : `${paths[box.parent] ?? '?'};${nameOf(tree, box.node)}`;
    paths[at] = path;
    widths.set(path, (widths.get(path) ?? 0) + box.width);
  }
  return widths;
}

function outOfOrder(tree: FlameTree): number {
  const before = new Map<number, string>();
  let count = 0;
  for (let node = 1; node < tree.parent.length; node++) {
    const name = nameOf(tree, node);
    const earlier = before.get(tree.parent[node]!);
    if (earlier !== undefined && earlier > name) count++;
    before.set(tree.parent[node]!, name);
  }
  return count;
}

/** Ours draws one panel of one file; the peer writes an SVG of it, then a rasteriser turns that into a PNG. */
function raceTo(
  rasteriser: string,
  name: string,
  args: (svg: string, png: string) => readonly string[],
  bar: number,
): void {
  const figure = `${STACKS} folded stacks to PNG, whole process, inferno + ${name} ÷ ours`;
  if (!isThere(rasteriser)) return skip(figure, rasteriser);
  const [input, svg, png, ours] = ['in.folded', 'peer.svg', 'peer.png', 'ours.png'].map((file) => join(folder, file));
  writeFileSync(input!, `${folded(STACKS, 7).join('\n')}\n`);
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
  const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(' ');
  const shell = `${quoted([inferno, input!])} > '${svg}' && ${quoted([rasteriser, ...args(svg!, png!)])}`;
  const peers: readonly Peer[] = [
    { name, command: 'sh', args: ['-c', shell] },
    {
      name: 'burnscope',
      command: process.execPath,
      args: ['--liftoff-only', main, 'flamegraph', input!, '--picture', ours!],
    },
  ];
  const [theirs, mine] = race(peers);
  print(figure, {
    peer: Math.round(theirs!.milliseconds),
    ours: Math.round(mine!.milliseconds),
    ratio: Math.round((theirs!.milliseconds / mine!.milliseconds) * 100) / 100,
    bar,
    kilobytes: Math.round(statSync(ours!).size / 1000),
  });
}

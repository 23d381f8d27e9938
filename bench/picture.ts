/**
 * Cost of a picture from its layout (rasteriser, PNG) against the bare PNG encoding of the same pixels, and against
 * the same scene as SVG through sharp. Interleaved in one process; medians; the ratios are the figures.
 * Run: npx node bench/picture.ts [rounds=15]. One line of JSON per figure.
 */
import sharp from 'sharp';
import { loadAtlas } from '../src/adapters/compute/atlas.ts';
import { encodePng } from '../src/adapters/compute/png.ts';
import { drawPicture, paintPicture } from '../src/core/flamegraph/draw-picture.ts';
import { layOutBoxes } from '../src/core/flamegraph/lay-out-boxes.ts';
import { PAGE_STYLES, type PageStyle } from '../src/core/flamegraph/page-style.ts';
import { fillOfLevel, makePalette, PAGE_FILL } from '../src/core/flamegraph/palette.ts';
import { measurePanel, nameOf } from '../src/core/flamegraph/panel-costs.ts';
import type { FlameTree, IndexedPicture, PictureRequest, PictureSize } from '../src/core/flamegraph/picture.ts';
import { createRaster, type Painter } from '../src/core/flamegraph/raster.ts';
import { fitName } from '../src/core/flamegraph/shorten-name.ts';
import { goLikeTree } from './go-like-tree.ts';

const LARGEST_PNG = 120 * 1024;

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

type Primitive = (painter: Painter) => void;

/** The laid-out scene: every primitive of the picture, in order. */
function sceneOf(request: PictureRequest): Primitive[] {
  const scene: Primitive[] = [];
  paintPicture(request, atlas, {
    width: 0,
    height: 0,
    fill: (...box) => scene.push((painter) => painter.fill(...box)),
    ink: (...box) => scene.push((painter) => painter.ink(...box)),
    text: (...text) => scene.push((painter) => painter.text(...text)),
  });
  return scene;
}

/** The scene that other viewers would draw: every box of 1 px or more, nothing folded or merged, rows of 18 px. */
function denseSceneOf(panels: readonly FlameTree[]): Primitive[] {
  const scene: Primitive[] = [];
  const rules = { width: 940, narrowest: 1, foldShare: 2, anchors: new Set<number>() };
  for (const [i, tree] of panels.entries()) {
    const costs = measurePanel(tree, true);
    for (const box of layOutBoxes(costs, 0, rules)) {
      const [x, y, width] = [Math.round(i * 960 + box.x), 80 + box.row * 18, Math.max(1, Math.round(box.width) - 1)];
      if (y > 1040) continue;
      scene.push((painter) => painter.fill(x, y, width, 17, fillOfLevel(box.level)));
      const label = fitName(nameOf(tree, box.node), Math.floor((width - 8) / 10));
      if (label !== undefined) scene.push((painter) => painter.text(x + 4, y + 13, 16, label));
    }
  }
  return scene;
}

function replay(scene: readonly Primitive[], size: { width: number; height: number }): IndexedPicture {
  const raster = createRaster(size.width, size.height, atlas);
  for (const primitive of scene) primitive(raster);
  return { ...size, pixels: raster.pixels, palette: makePalette(true) };
}

function drawSvg(scene: readonly Primitive[], { width, height }: { width: number; height: number }): Buffer {
  const palette = makePalette(true);
  const colour = (fill: number): string => `rgb(${palette.subarray(fill * 24, fill * 24 + 3).join()})`;
  const parts = [`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`];
  const box = (x: number, y: number, w: number, h: number, style: string): void => {
    parts.push(`<rect x="${x}" y="${y}" width="${w}" height="${h}" ${style}/>`);
  };
  const painter: Painter = {
    width,
    height,
    fill: (x, y, w, h, fill) => box(x, y, w, h, `fill="${colour(fill)}"`),
    ink: (x, y, w, h, strength) => box(x, y, w, h, `fill="#14171C" fill-opacity="${strength / 7}"`),
    text: (x, baseline, size, text) => {
      const style = `font-size="${size}" font-family="DejaVu Sans Mono" fill="#14171C"`;
      parts.push(`<text x="${x}" y="${baseline}" ${style}>${escapeText(text)}</text>`);
    },
  };
  painter.fill(0, 0, width, height, PAGE_FILL);
  for (const primitive of scene) primitive(painter);
  return Buffer.from(`${parts.join('')}</svg>`);
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;
}

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function say(figure: string, facts: Record<string, number | string | boolean>): void {
  process.stdout.write(`${JSON.stringify({ figure, ...facts })}\n`);
}

function round2(number: number): number {
  return Math.round(number * 100) / 100;
}

function ratio(figure: string, of: string, is: number, met: (is: number) => boolean, bar: string): void {
  say(figure, { of, is: round2(is), bar, met: met(is) });
}

const atlas = loadAtlas();
const rounds = Number(process.argv[2] ?? 15);

async function measure(size: PictureSize, nodes: number): Promise<void> {
  const trees = [1, 2].map((seed) => goLikeTree(nodes, seed));
  const request: PictureRequest = {
    size,
    title: 'checkout · prod-eu',
    subtitle: '12 Aug 14:05–14:10 UTC vs 11 Aug 14:05–14:10 UTC',
    differential: true,
    panels: trees.map((tree) => ({ kind: 'graph', title: 'CPU  +12 % vs baseline', note: '', tree })),
  };
  const of = `${size}, 2 panels of ${nodes} frames`;
  const whole: number[] = [];
  for (let round = 0; round < rounds; round++) whole.push(await timed(() => encodePng(drawPicture(request, atlas))));
  say('picture from the tree, ms', { of, is: round2(median(whole)) });
  await compare(of, sceneOf(request), PAGE_STYLES[size]);
  if (size === 'wide') await compare(`${of}, every box from 1 px`, denseSceneOf(trees), PAGE_STYLES.wide);
}

async function compare(of: string, scene: readonly Primitive[], { width, height }: PageStyle): Promise<void> {
  const picture = replay(scene, { width, height });
  const times = { laidOut: [] as number[], encode: [] as number[], svg: [] as number[] };
  for (let round = -2; round < rounds; round++) {
    const encode = await timed(() => encodePng(picture));
    const laidOut = await timed(() => encodePng(replay(scene, { width, height })));
    const svg = await timed(() => sharp(drawSvg(scene, picture), { unlimited: true }).png().toBuffer());
    if (round < 0) continue;
    times.encode.push(encode);
    times.laidOut.push(laidOut);
    times.svg.push(svg);
  }
  const [laidOut, encode, svg] = [median(times.laidOut), median(times.encode), median(times.svg)];
  const scenery = `${of}: ${scene.length} primitives`;
  say('picture from the layout, ms', { of: scenery, is: round2(laidOut), encode: round2(encode), svg: round2(svg) });
  ratio('picture from the layout ÷ bare PNG encode', scenery, laidOut / encode, (is) => is <= 2, '≤ 2');
  ratio('SVG through sharp ÷ picture from the layout', scenery, svg / laidOut, (is) => is >= 10, '≥ 10');
  const bytes = (await encodePng(picture)).length;
  say('PNG bytes', { of: scenery, is: bytes, bar: `≤ ${LARGEST_PNG}`, met: bytes <= LARGEST_PNG });
}

await measure('chat', 5_700);
await measure('phone', 5_700);
await measure('wide', 5_700);
await measure('wide', 55_000);
await measure('wide', 544_000);

import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadAtlas } from '../../../src/adapters/compute/atlas.ts';
import { drawPicture, paintPicture } from '../../../src/core/flamegraph/draw-picture.ts';
import { fillOfLevel, INK_STEPS, PAGE_FILL } from '../../../src/core/flamegraph/palette.ts';
import type { FlameTree, PanelDrawing, PictureRequest } from '../../../src/core/flamegraph/picture.ts';
import type { Painter } from '../../../src/core/flamegraph/raster.ts';
import { anyTree, foldedTree, graphPanel, pictureOf } from './folded-tree.ts';

const atlas = loadAtlas();

const TAX = foldedTree({
  'main;serve;cart;price;tax': [100, 700],
  'main;serve;cart;stock': [1_200, 1_200],
  'main;serve;search': [2_000, 1_500],
  'main;serve;legacy': [300, 0],
  'main;log': [60, 60],
});

function fillsOf(request: PictureRequest): Set<number> {
  return new Set(drawPicture(request, atlas).pixels.map((pixel) => Math.floor(pixel / INK_STEPS)));
}

const BLIND: Painter = { width: 0, height: 0, fill: () => undefined, ink: () => undefined, text: () => undefined };

/** Everything written into the picture, line after line. */
function textsOf(request: PictureRequest): string[] {
  const texts: string[] = [];
  paintPicture(request, atlas, { ...BLIND, text: (_x, _y, _size, text) => texts.push(text) });
  return texts;
}

/** A tower of that many rows, each callee a tenth narrower than its caller. */
function steps(count: number): FlameTree {
  const stacks: Record<string, [number, number]> = {};
  let path = 'main';
  for (let i = 0; i < count; i++) {
    path += `;level${i}`;
    const cost = 1e6 * 0.9 ** i;
    stacks[path] = [cost, cost];
  }
  return foldedTree(stacks);
}

function hashOf(request: PictureRequest): string {
  return createHash('sha256').update(drawPicture(request, atlas).pixels).digest('hex').slice(0, 16);
}

describe('a picture', () => {
  // A changed hash is a changed picture: look at it in every size before writing the new one down.
  test('is the same to the pixel on every machine', () => {
    const reason = 'The store holds no block profile of this window.';
    const empty: PanelDrawing = { kind: 'empty', title: 'OFF-CPU', reason };

    expect(hashOf(pictureOf([graphPanel(TAX), empty]))).toBe('b4e0ceb4bad4dc50');
    expect(hashOf(pictureOf([graphPanel(TAX, 'CPU', 'one pod')], { size: 'phone', differential: false }))).toBe(
      'f04873978b2ec3e6',
    );
  });

  test.each([
    ['chat', 1280, 720],
    ['phone', 1080, 1350],
    ['wide', 1920, 1080],
  ] as const)('of size %s is %d × %d with one byte per pixel and a whole palette', (size, width, height) => {
    const picture = drawPicture(pictureOf([graphPanel(TAX), graphPanel(TAX)], { size }), atlas);

    expect(picture).toMatchObject({ width, height });
    expect(picture.pixels.length).toBe(width * height);
    expect(picture.palette.length).toBe(768);
  });

  test('says what it compares, what moved, what is gone, and how to read it', () => {
    const texts = textsOf(pictureOf([graphPanel(TAX, 'CPU  −5 % vs baseline', 'idle excluded 83 %')]));

    expect(texts).toEqual(
      expect.arrayContaining([
        'checkout · prod-eu',
        'CPU  −5 % vs baseline',
        'idle excluded 83 %',
        '▲ +16.4 %  tax',
        '▼ −13.7 %  search',
        'gone: legacy −8.2 %',
        '2 common frames: main › serve',
        expect.stringContaining('less | same | more than baseline'),
      ]),
    );
  });

  test.each(['chat', 'phone', 'wide'] as const)('always says in size %s that x is not time', (size) => {
    for (const differential of [true, false]) {
      expect(textsOf(pictureOf([graphPanel(TAX)], { size, differential })).join('\n')).toContain(
        'x-axis is alphabetical, NOT time',
      );
    }
  });

  test('of one profile has no movers, no swatches and no colours of change', () => {
    const request = pictureOf([graphPanel(TAX, 'CPU')], { differential: false });
    const texts = textsOf(request).join('\n');

    expect(texts).not.toMatch(/[▲▼]|baseline|gone/u);
    expect(texts).toContain('one profile');
    for (const fill of fillsOf(request)) expect(fill < 7 || fill === PAGE_FILL).toBe(true);
  });

  test('without any change is white on the page but for the legend', () => {
    const calm = foldedTree({ 'main;a;x': [500, 500], 'main;a;y': [500, 510], 'main;b': [500, 500] });

    const texts = textsOf(pictureOf([graphPanel(calm)]));
    const { pixels, width, height } = drawPicture(pictureOf([graphPanel(calm)]), atlas);
    const aboveLegend = pixels.subarray(0, width * (height - 40)).map((pixel) => Math.floor(pixel / INK_STEPS));

    expect(texts).toContain('no frame changed beyond noise');
    expect(new Set(aboveLegend)).toEqual(new Set([fillOfLevel(0), PAGE_FILL]));
  });

  test('stays uncoloured and says so when there is no baseline', () => {
    const tree = foldedTree({ 'main;a': [0, 900], 'main;b': [0, 400] }, 0);

    expect(textsOf(pictureOf([graphPanel(tree)]))).toContain('no baseline to compare with');
  });

  test('is all red where a recorded baseline was empty', () => {
    const tree = foldedTree({ 'main;a': [0, 900], 'main;b': [0, 400] });

    expect(textsOf(pictureOf([graphPanel(tree)]))).toEqual(expect.arrayContaining(['▲ +69.2 %  a', '▲ +30.8 %  b']));
  });

  test('has a calm box with the reason for a panel that is empty, idle now, or missing', () => {
    const nothingNow = foldedTree({ 'main;a': [900, 0] });

    expect(textsOf(pictureOf([{ kind: 'empty', title: 'OFF-CPU', reason: 'no block profile' }]))).toContain(
      'no block profile',
    );
    expect(textsOf(pictureOf([graphPanel(nothingNow)]))).toContain('nothing recorded now, only in the baseline');
    expect(textsOf(pictureOf([graphPanel(foldedTree({}))]))).toContain('no samples');
    expect(textsOf(pictureOf([]))).toContain('nothing to draw');
  });

  test('says how many rows the depth cut left out, and notches the towers it cut', () => {
    const request = pictureOf([graphPanel(steps(60))]);
    const bars: number[] = [];
    paintPicture(request, atlas, { ...BLIND, ink: (_x, _y, _width, height) => bars.push(height) });

    expect(textsOf(request).join('\n')).toMatch(/deepest \d+ rows cut/u);
    expect(bars).toEqual([3]);
    expect(textsOf(pictureOf([graphPanel(steps(15))])).join('\n')).not.toContain('cut');
  });

  test('gives the height that a shallow panel leaves over to the deep one below it', () => {
    const deep = graphPanel(steps(22));
    const cut = (other: FlameTree): boolean =>
      textsOf(pictureOf([graphPanel(other), deep], { size: 'phone' })).some((text) => text.includes('cut'));

    expect(cut(steps(22))).toBe(true);
    expect(cut(steps(2))).toBe(false);
  });

  test('keeps the whole in sight when it zooms', () => {
    const tree = foldedTree({ 'm;calm': [6_000, 6_000], 'm;hot;x': [500, 1_000], 'm;hot;y': [500, 1_000] });

    expect(textsOf(pictureOf([graphPanel(tree)]))).toContain('zoom on 25 %: m › hot');
  });

  test('can be drawn of any tree in any size', () => {
    fc.assert(
      fc.property(anyTree(), fc.constantFrom('chat', 'phone', 'wide'), fc.boolean(), (tree, size, differential) => {
        const { pixels } = drawPicture(pictureOf([graphPanel(tree), graphPanel(tree)], { size, differential }), atlas);
        expect(pixels.length).toBeGreaterThan(0);
      }),
      { numRuns: 40 },
    );
  });
});

describe('hostile input', () => {
  const template = `ns::${'Map<std::pair<int, '.repeat(160)}K${'>>'.repeat(160)}::find(${'Key const&, '.repeat(250)}int)`;

  test.each([
    ['a 6 kB C++ template', template],
    ['right-to-left text', 'שלום.עולם'],
    ['combining marks', 'e\u0301\u0302\u0303\u0304'],
    ['markup', '<script>alert(1)</script>&amp;'],
    ['nothing', ''],
    ['100,000 characters', 'x'.repeat(100_000)],
    ['control characters', '\u0000\u0007\n\u001b[31m'],
    ['a direction override', '\u202eevil\u202c'],
    ['an emoji family', '👩‍👩‍👧'],
    ['a lone surrogate', '\ud800a\udc00'],
  ])('a name of %s is drawn', (_, name) => {
    const tree = foldedTree({ [`main;${name}`]: [100, 900], 'main;calm': [900, 900] });
    const request = pictureOf([graphPanel(tree, name.slice(0, 500), name)], { title: name, subtitle: name });

    expect(fillsOf(request)).toContain(fillOfLevel(13));
  });

  test.each<[string, () => FlameTree]>([
    ['a stack of 2,000 frames', () => chain(2_000)],
    ['100,000 siblings', () => siblings(100_000)],
    ['a single frame', () => foldedTree({ main: [500, 900] })],
    ['the smallest cost', () => foldedTree({ 'a;b': [0, Number.MIN_VALUE] })],
    ['only shrinking frames', () => foldedTree({ 'm;a': [900, 100], 'm;b': [900, 200], 'm;c': [90, 0] })],
  ])('%s is drawn', (_, make) => {
    const fills = fillsOf(pictureOf([graphPanel(make()), graphPanel(make())]));

    expect(fills.size).toBeGreaterThan(10);
  });
});

function chain(length: number): FlameTree {
  const parent = Int32Array.from({ length }, (_, node) => node - 1);
  const self = new Float64Array(length).fill(10);
  return {
    parent,
    subtreeEnd: new Int32Array(length).fill(length),
    functionId: Int32Array.from(parent, (above) => (above + 1) % 2),
    names: ['ping', 'pong'],
    baseline: self,
    comparison: self.map((cost, node) => cost + (node % 3) * 10),
    scale: 1,
  };
}

function siblings(count: number): FlameTree {
  return {
    parent: new Int32Array(count + 1).map((_, node) => (node === 0 ? -1 : 0)),
    subtreeEnd: Int32Array.from({ length: count + 1 }, (_, node) => (node === 0 ? count + 1 : node + 1)),
    functionId: Int32Array.from({ length: count + 1 }, (_, node) => node),
    names: Array.from({ length: count + 1 }, (_, node) => `f${node}`),
    baseline: new Float64Array(count + 1).fill(2),
    comparison: new Float64Array(count + 1).fill(3),
    scale: 1,
  };
}

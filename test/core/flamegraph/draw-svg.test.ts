import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { loadAtlas } from '../../../src/adapters/compute/atlas.ts';
import { describePicture } from '../../../src/core/flamegraph/describe-picture.ts';
import { drawPicture, paintPicture } from '../../../src/core/flamegraph/draw-picture.ts';
import { drawSvg } from '../../../src/core/flamegraph/draw-svg.ts';
import { INK_STEPS, makePalette } from '../../../src/core/flamegraph/palette.ts';
import type { PictureRequest } from '../../../src/core/flamegraph/picture.ts';
import type { Painter } from '../../../src/core/flamegraph/raster.ts';
import { anyTree, foldedTree, graphPanel, pictureOf } from './folded-tree.ts';
import { siblingTree, towerTree } from './stack-tree.ts';

const atlas = loadAtlas();

const TAX = foldedTree({
  'main;serve;cart;price;tax': [100, 700],
  'main;serve;cart;stock': [1_200, 1_200],
  'main;serve;search': [2_000, 1_500],
  'main;log': [60, 60],
});

interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: Element[];
}

/** A parser of XML without mercy: whatever is not well formed throws. */
function parseXml(xml: string): Element {
  const top: Element = { tag: '', attributes: {}, text: '', children: [] };
  const open = [top];
  const token = /<(\/?)([a-z]+)((?: [a-zA-Z-]+="[^"<&]*(?:&#\d+;[^"<&]*)*")*)(\/?)>|([^<&]|&#\d+;)+/uy;
  const plain = (text: string): string => text.replace(/&#(\d+);/gu, (_, code) => String.fromCodePoint(Number(code)));
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex;
    const match = token.exec(xml);
    const parent = open.at(-1);
    if (match === null || parent === undefined) throw new Error(`no XML: ${xml.slice(at, at + 80)}`);
    const [all, closing, tag, attributes = '', empty] = match;
    if (tag === undefined) (parent as { text: string }).text += plain(all);
    else if (closing === '/') {
      if (open.pop()?.tag !== tag) throw new Error(`</${tag}> at ${at}`);
    } else {
      const pairs = [...attributes.matchAll(/([a-zA-Z-]+)="([^"]*)"/gu)].map(([, name, value]) => [
        name,
        plain(value ?? ''),
      ]);
      const element: Element = { tag, attributes: Object.fromEntries(pairs), text: '', children: [] };
      parent.children.push(element);
      if (empty !== '/') open.push(element);
    }
  }
  if (open.length !== 1) throw new Error('ends inside of an element');
  return top;
}

function elements(svg: string, tag: string): Element[] {
  const found: Element[] = [];
  const visit = (element: Element): void => {
    if (element.tag === tag) found.push(element);
    element.children.forEach(visit);
  };
  visit(parseXml(svg));
  return found;
}

/** Paints the rectangles of an SVG over each other, as 0xRRGGBB per pixel. */
function paintRectangles(svg: string, width: number, height: number): Uint32Array {
  const pixels = new Uint32Array(width * height);
  for (const { attributes } of elements(svg, 'rect')) {
    const number = (name: string): number => Number(attributes[name] ?? 0);
    const colour = Number.parseInt((attributes['fill'] ?? '#14171c').slice(1), 16);
    const opacity = Number(attributes['fill-opacity'] ?? 1);
    const left = Math.max(0, number('x'));
    const right = Math.min(width, number('x') + number('width'));
    for (let y = Math.max(0, number('y')); y < Math.min(height, number('y') + number('height')); y++) {
      const row = pixels.subarray(y * width + left, y * width + right);
      if (opacity === 1) row.fill(colour);
      else row.set(row.map((under) => mixed(under, colour, opacity)));
    }
  }
  return pixels;
}

function mixed(under: number, over: number, opacity: number): number {
  return [16, 8, 0].reduce((sum, shift) => {
    const [from, to] = [(under >> shift) & 255, (over >> shift) & 255];
    return sum | (Math.round(from + (to - from) * opacity) << shift);
  }, 0);
}

const LETTERLESS = { ...atlas, faces: atlas.faces.map((face) => ({ ...face, ink: new Uint8Array(face.ink.length) })) };

/** The raster's picture without its letters, as 0xRRGGBB per pixel. */
function rasterRectangles(request: PictureRequest): { pixels: Uint32Array; width: number; height: number } {
  const { width, height, pixels } = drawPicture(request, LETTERLESS);
  const palette = makePalette(request.differential);
  const colours = Uint32Array.from({ length: 256 }, (_, index) => Buffer.from(palette).readUIntBE(index * 3, 3));
  return { width, height, pixels: Uint32Array.from(pixels, (index) => colours[index]!) };
}

/** Largest difference of a channel. */
function distance(a: number, b: number): number {
  return Math.max(...[16, 8, 0].map((shift) => Math.abs(((a >> shift) & 255) - ((b >> shift) & 255))));
}

describe('a picture as SVG', () => {
  test.each(['chat', 'phone'] as const)('has in size %s the same rectangles as the pixels', (size) => {
    const empty = { kind: 'empty', title: 'OFF-CPU', reason: 'nothing' } as const;
    for (const request of [
      pictureOf([graphPanel(TAX), empty], { size }),
      pictureOf([graphPanel(TAX)], { size, differential: false }),
      pictureOf([graphPanel(towerTree(60))], { size }),
    ]) {
      const { pixels, width, height } = rasterRectangles(request);
      const painted = paintRectangles(drawSvg(request, atlas), width, height);
      const different = pixels.filter((value, at) => value !== painted[at] && distance(value, painted[at]!) > 1);
      // The four corners of the faint frame around a reason are inked twice.
      expect(different.length).toBeLessThanOrEqual(4);
    }
  });

  it('has every fill and every text of the picture, in order', () => {
    fc.assert(
      fc.property(anyTree(), fc.boolean(), (tree, differential) => {
        const request = pictureOf([graphPanel(tree)], { differential });
        const palette = makePalette(differential);
        const fills: string[] = [];
        const texts: string[] = [];
        const painter: Painter = {
          width: 1_280,
          height: 720,
          fill: (x, y, width, height, fill) => {
            const rgb = palette.subarray(fill * INK_STEPS * 3, fill * INK_STEPS * 3 + 3);
            fills.push([x, y, width, height, `#${Buffer.from(rgb).toString('hex')}`].join(' '));
          },
          ink: () => undefined,
          text: (x, baseline, size, text) =>
            texts.push([x, baseline, size, text.replaceAll('  ', '\u00a0\u00a0')].join(' ')),
        };
        paintPicture(request, atlas, painter);
        const svg = drawSvg(request, atlas);

        const drawn = elements(svg, 'rect').filter(({ attributes }) => 'fill' in attributes && 'x' in attributes);
        expect(
          drawn.map(({ attributes: a }) => [a['x'], a['y'], a['width'], a['height'], a['fill']].join(' ')),
        ).toEqual(fills);
        const written = elements(svg, 'text');
        expect(written.map(({ attributes: a, text }) => [a['x'], a['y'], a['font-size'], text].join(' '))).toEqual(
          texts,
        );
      }),
      { numRuns: 40 },
    );
  });

  it('says on every box what it is', () => {
    const titles = elements(drawSvg(pictureOf([graphPanel(TAX)]), atlas), 'title').map(({ text }) => text);

    expect(titles).toContain('tax\n20.2 % of the panel · ▲ +17.9 % of the whole baseline');
    expect(titles).toContain('stock\n34.7 % of the panel · ▲ +0.0 % of the whole baseline, not beyond noise');
    const plain = elements(drawSvg(pictureOf([graphPanel(TAX)], { differential: false }), atlas), 'title');
    expect(plain.map(({ text }) => text)).toContain('stock\n34.7 % of the panel');
  });

  it('is an image with a name and a description for who cannot see it', () => {
    const request = pictureOf([graphPanel(TAX)]);
    const [svg] = parseXml(drawSvg(request, atlas)).children;

    expect(svg?.attributes).toMatchObject({ role: 'img', 'aria-label': request.title, viewBox: '0 0 1280 720' });
    expect(svg?.children[0]).toMatchObject({ tag: 'desc', text: describePicture(request) });
  });

  it('gives every text the room of its cells, whatever face or script draws it', () => {
    const tree = foldedTree({ '関数の名前::パッケージ': [900, 900], 'e\u0301\u0302\u0303 combining': [900, 900] });
    const texts = elements(drawSvg(pictureOf([graphPanel(tree)]), atlas), 'text');
    const lengthOf = (text: string): number => Number(texts.find((one) => one.text === text)?.attributes['textLength']);

    expect(lengthOf('関数の名前::パッケージ')).toBe(12 * 11);
    expect(lengthOf('e\u0301\u0302\u0303 combining')).toBe(11 * 11);
  });
});

describe('hostile input', () => {
  const template = `ns::${'Map<std::pair<int, '.repeat(160)}K${'>>'.repeat(160)}::find(${'Key const&, '.repeat(250)}int)`;

  test.each([
    ['markup', '</text></title><script>alert(1)</script>'],
    ['an attribute', '" onload="alert(1)'],
    ['quotes', `'"&quot;&#34;`],
    ['a section', ']]><![CDATA[<script/>'],
    ['a comment', '--><!--'],
    ['an entity', '&xxe;'],
    ['a 6 kB C++ template', template],
    ['right-to-left text', 'שלום.עולם'],
    ['combining marks only', '\u0301\u0302\u0303\u0304\u0301\u0302\u0303\u0304'],
    ['nothing', ''],
    ['control characters', '\u0000\u0007\n\u001b[31m\u0085'],
    ['a direction override', '\u202eevil\u202c'],
    ['no characters', '\ufffe\uffff'],
    ['a lone surrogate', '\ud800a\udc00'],
  ])('%s stays text', (_, name) => {
    const tree = foldedTree({ [`main;${name}`]: [100, 900], 'main;calm': [900, 900] });
    const request = pictureOf([graphPanel(tree, name, name)], { title: name, subtitle: name });
    const svg = drawSvg(request, atlas);

    const tags = new Set(svg.match(/<\/?[a-z!?[]+/giu));
    expect([...tags].sort()).toEqual([
      '</desc',
      '</g',
      '</svg',
      '</text',
      '</title',
      '<desc',
      '<g',
      '<rect',
      '<svg',
      '<text',
      '<title',
    ]);
    for (const element of [...elements(svg, 'rect'), ...elements(svg, 'text'), ...elements(svg, 'svg')]) {
      expect(Object.keys(element.attributes).join(' ')).not.toMatch(/(?:^| )(?:on|style|href)/u);
    }
    // oxlint-disable-next-line no-control-regex -- exactly those
    expect(svg).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/u);
    expect(svg.isWellFormed()).toBe(true);
  });

  it('names of any characters are well-formed XML', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (name) => {
        const tree = foldedTree({ [`main;${name}`]: [100, 900], 'main;calm': [900, 900] });
        expect(elements(drawSvg(pictureOf([graphPanel(tree, name, name)], { title: name }), atlas), 'svg').length).toBe(
          1,
        );
      }),
      { numRuns: 30 },
    );
  });

  test.each([
    ['a stack of 2,000 frames', () => towerTree(2_000)],
    ['300,000 siblings', () => siblingTree(300_000)],
    ['a single frame', () => foldedTree({ main: [500, 900] })],
    ['nothing now', () => foldedTree({ 'main;a': [900, 0] })],
    ['only shrinking frames', () => foldedTree({ 'm;a': [900, 100], 'm;b': [900, 200], 'm;c': [90, 0] })],
  ])('%s makes a small file', (_, make) => {
    const svg = drawSvg(pictureOf([graphPanel(make())]), atlas);

    expect(elements(svg, 'desc').length).toBe(1);
    expect(svg.length).toBeLessThan(100_000);
  });
});

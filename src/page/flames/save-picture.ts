import type { SchemeColours } from '../../core/flamegraph/palette.ts';
import { element } from './element.ts';
import { LEGEND_TEXT } from './flame-legend.ts';
import { layOutScene, type Scene } from './graph-scene.ts';
import { labelCache } from './label-cache.ts';
import { GRAPH_FONT, paintGraph } from './paint-graph.ts';

const WIDTH = 1600;
const ROW = 20;
const MARGIN = 16;
const HEAD = 58;
const FOOT = 30;
const RATIO = 2;
/** Browsers refuse canvases of more than some 16,000 px. */
const MOST_ROWS = 300;
const SWATCH = 9;
const FAMILY = 'system-ui, sans-serif';

/** Saves what is zoomed to, all its rows, as a picture that explains itself. */
export function savePicture(scenes: readonly Scene[], colours: SchemeColours, title: string, note: string): void {
  const width = WIDTH - 2 * MARGIN;
  const layouts = scenes.map((scene) => ({ scene, layout: layOutScene(scene, width) }));
  const heights = layouts.map(({ layout }) => Math.min(layout.rows, MOST_ROWS) * ROW);
  const canvas = element('canvas');
  canvas.width = WIDTH * RATIO;
  canvas.height = (HEAD + heights.reduce((sum, one) => sum + one + MARGIN, 0) + FOOT) * RATIO;
  const context = canvas.getContext('2d', { alpha: false })!;
  context.setTransform(RATIO, 0, 0, RATIO, 0, 0);
  context.fillStyle = colours.page;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = colours.ink;
  context.textBaseline = 'middle';
  context.font = `600 18px ${FAMILY}`;
  context.fillText(title, MARGIN, 22, width);
  context.font = `13px ${FAMILY}`;
  context.fillText(`${document.title}${note === '' ? '' : ` · ${note}`}`, MARGIN, 44, width);
  context.font = GRAPH_FONT;
  const advance = context.measureText('M'.repeat(64)).width / 64;
  let y = HEAD;
  for (const [i, { scene, layout }] of layouts.entries()) {
    const height = heights[i]!;
    context.save();
    context.translate(MARGIN, y);
    context.beginPath();
    context.rect(0, 0, width, height);
    context.clip();
    const scrollTop = scene.upwards ? layout.rows * ROW - height : 0;
    paintGraph(
      { context, colours, labels: labelCache(), advance },
      scene,
      layout,
      { width, height, scrollTop, rowHeight: ROW },
      undefined,
    );
    context.restore();
    y += height + MARGIN;
  }
  drawLegend(context, colours, y + FOOT / 2 - MARGIN / 2);
  canvas.toBlob((blob) => {
    if (blob !== null) download(blob, `${title.replace(/[^\w.+-]+/gu, '-').toLowerCase()}.png`);
  }, 'image/png');
}

function drawLegend(context: CanvasRenderingContext2D, colours: SchemeColours, middle: number): void {
  let x = MARGIN;
  for (let i = 0; i < colours.levels.length; i += 2) {
    context.fillStyle = colours.levels[i]!;
    context.fillRect(x, middle - 7, SWATCH - 1, 14);
    x += SWATCH;
  }
  context.fillStyle = colours.ink;
  context.font = `13px ${FAMILY}`;
  context.fillText(LEGEND_TEXT, x + SWATCH, middle);
}

function download(blob: Blob, name: string): void {
  const href = URL.createObjectURL(blob);
  element('a', { href, download: name }).click();
  // The browser has to have begun before the address goes.
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

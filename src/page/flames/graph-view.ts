import type { Box } from '../../core/flamegraph/lay-out-boxes.ts';
import type { SchemeColours } from '../../core/flamegraph/palette.ts';
import { element } from './element.ts';
import {
  boxAt,
  boxOfNode,
  type Extent,
  type Layout,
  layOutScene,
  pannedBy,
  rowOfLine,
  type Scene,
  zoomedBy,
} from './graph-scene.ts';
import { graphTree } from './graph-tree.ts';
import { labelCache } from './label-cache.ts';
import { edgesOf, GRAPH_FONT, paintGraph, type Sight, topOf } from './paint-graph.ts';
import { bindPointers } from './pointer-input.ts';

/** What readers do with a graph. */
export interface GraphWishes {
  /** A click, tap or Enter on a box; `extent` are its shares of the root's width. */
  open(box: Box, extent: Extent): void;
  /** The box under the pointer, with the pointer in px of the window; undefined for none. */
  point(box: Box | undefined, x: number, y: number): void;
  /** The frame the reader stands on changed. */
  stand(box: Box): void;
  /** `back` puts the keyboard where it was. */
  menu(box: Box, x: number, y: number, back: () => void): void;
  move(extent: Extent): void;
  out(): void;
  describe(box: Box): string;
}

/** One flame graph on a canvas as large as its window, however large the graph. */
export interface GraphView {
  readonly root: HTMLElement;
  show(scene: Scene, colours: SchemeColours, summary: string): void;
  /** Stands on the box of a node and scrolls it into sight; answers the box, undefined where the node has none. */
  stand(node: number): Box | undefined;
  /** The scene as it was shown last, for a picture of it. */
  scene(): Scene | undefined;
  /** Puts the keyboard on the box that is stood on. */
  focus(): void;
  zoom(factor: number): void;
  pan(share: number): void;
  /** Draws at once what would be drawn with the next frame. */
  draw(): void;
  close(): void;
}

const LIST_AFTER_MS = 120;
const MERGED_AT_MOST = 0.25;
const CANVAS_ROWS_AHEAD = 1;

export function graphView(label: string, wishes: GraphWishes): GraphView {
  const canvas = element('canvas', { role: 'img' });
  const hover = element('div', { class: 'graph-hover', hidden: '' });
  const tree = graphTree(label, {
    stand: (i) => {
      standOn(i);
      listNow();
      tree.focus();
      wishes.stand(layout.boxes[at]!);
    },
    open: (i) => open(layout.boxes[i]),
    menu: (i) => {
      const box = layout.boxes[i];
      if (box === undefined) return;
      const frame = canvas.getBoundingClientRect();
      const x = frame.left + Math.max(0, edgesOf(layout, sight(), box).left);
      wishes.menu(box, x, frame.top + topOf(layout, sight(), box) + rowHeight, tree.focus);
    },
    out: () => wishes.out(),
    focusChanged: () => request(),
  });
  const span = element('div', { class: 'graph-span' }, canvas, hover, tree.root);
  const root = element('div', { class: 'graph-scroll' }, span);
  const context = canvas.getContext('2d', { alpha: false })!;
  const labels = labelCache();
  const closing = new AbortController();
  const paper = matchMedia('print');

  let scene: Scene | undefined;
  let colours: SchemeColours | undefined;
  /** Ahead of the scene by what was asked for since the last frame. */
  let extent: Extent = { from: 0, to: 1 };
  let layout: Layout = { boxes: [], starts: [0], rows: 0, upwards: false, offset: 0, whole: 1 };
  let laidOut: { scene: Scene; width: number } | undefined;
  let node = 0;
  let at = 0;
  let advance = 0;
  let tallest = 0;
  let frame = 0;
  let listing: ReturnType<typeof setTimeout> | undefined;
  const rowHeight = matchMedia('(pointer: coarse)').matches ? 26 : 20;

  const resized = new ResizeObserver(() => request());
  resized.observe(root);
  root.addEventListener('scroll', () => request(), { signal: closing.signal, passive: true });
  bindPointers(
    root,
    {
      hover: (event) => point(event),
      leave: () => point(undefined),
      press: (event) => {
        const i = boxUnder(event);
        if (i === undefined) return;
        standOn(i, false);
        open(layout.boxes[i]);
      },
      menu: (event) => {
        const i = boxUnder(event);
        if (i === undefined) return;
        standOn(i, false);
        wishes.stand(layout.boxes[i]!);
        wishes.menu(layout.boxes[i]!, event.clientX, event.clientY, tree.focus);
      },
      zoom: (factor, share) => move((seen) => zoomedBy(seen, factor, share)),
      pan: (share) => move((seen) => pannedBy(seen, share)),
      isZoomed: () => scene !== undefined && (scene.from > 0 || scene.to < 1),
    },
    closing.signal,
  );

  return {
    root,
    show(next, nextColours, summary) {
      [scene, colours, extent] = [next, nextColours, next];
      canvas.setAttribute('aria-label', summary);
      request();
    },
    stand(wanted) {
      lay();
      const i = scene && boxOfNode(layout, scene.costs.tree.parent, wanted);
      if (i === undefined) return undefined;
      standOn(i);
      node = wanted;
      return layout.boxes[i];
    },
    scene: () => scene,
    focus() {
      lay();
      listNow();
      tree.focus();
    },
    zoom: (factor) => move((seen) => zoomedBy(seen, factor, middleOfCursor())),
    pan: (share) => move((seen) => pannedBy(seen, share)),
    draw,
    close() {
      closing.abort();
      resized.disconnect();
      cancelAnimationFrame(frame);
      clearTimeout(listing);
    },
  };

  function sight(): Sight {
    return { width: root.clientWidth, height: root.clientHeight, scrollTop: root.scrollTop, rowHeight };
  }

  /** Several wishes within a frame are one redraw. */
  function request(): void {
    // On paper stays what was drawn before it: its sizes are not the window's.
    if (frame === 0 && !paper.matches) frame = requestAnimationFrame(draw);
  }

  function lay(): void {
    const width = root.clientWidth;
    if (scene === undefined || width === 0 || (laidOut?.scene === scene && laidOut.width === width)) return;
    const other = laidOut?.scene.costs.tree !== scene.costs.tree || laidOut.scene.root !== scene.root;
    layout = layOutScene(scene, width);
    laidOut = { scene, width };
    const height = layout.rows * rowHeight;
    span.style.height = `${height}px`;
    // The window does not shrink with what is zoomed to: what stands below it would jump.
    tallest = Math.max(tallest, height);
    root.style.setProperty('--tallest', `${tallest}px`);
    if (other) root.scrollTop = scene.upwards ? height : 0;
    at = boxOfNode(layout, scene.costs.tree.parent, node) ?? 0;
    point(undefined);
  }

  function draw(): void {
    cancelAnimationFrame(frame);
    frame = 0;
    if (scene === undefined || colours === undefined || root.clientWidth === 0) return;
    lay();
    const seen = sight();
    // The page's colour under the last row as well, where the rows do not fill the window.
    span.style.minHeight = `${seen.height}px`;
    fitCanvas(seen);
    paintGraph({ context, colours, labels, advance }, scene, layout, seen, { box: at, focused: tree.hasFocus() });
    clearTimeout(listing);
    listing = setTimeout(listNow, LIST_AFTER_MS);
  }

  function fitCanvas(seen: Sight): void {
    const ratio = devicePixelRatio;
    const [width, height] = [Math.round(seen.width * ratio), Math.round(seen.height * ratio)];
    if (canvas.width !== width || canvas.height !== height) {
      [canvas.width, canvas.height] = [width, height];
      canvas.style.width = `${seen.width}px`;
      canvas.style.height = `${seen.height}px`;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (advance > 0) return;
    context.font = GRAPH_FONT;
    advance = context.measureText('M'.repeat(64)).width / 64;
  }

  function listNow(): void {
    clearTimeout(listing);
    lay();
    tree.list(layout, sight(), at, (i) => wishes.describe(layout.boxes[i]!));
  }

  function standOn(i: number, scroll = true): void {
    const box = layout.boxes[i];
    if (box === undefined) return;
    [at, node] = [i, box.node];
    if (scroll) scrollTo(box);
    request();
  }

  function scrollTo(box: Box): void {
    const top = rowOfLine(layout, box.row) * rowHeight;
    const ahead = CANVAS_ROWS_AHEAD * rowHeight;
    if (top < root.scrollTop + ahead) root.scrollTop = top - ahead;
    else if (top + rowHeight + ahead > root.scrollTop + root.clientHeight)
      root.scrollTop = top + rowHeight + ahead - root.clientHeight;
  }

  function open(box: Box | undefined): void {
    if (box === undefined || scene === undefined) return;
    const its = { from: box.x / layout.whole, to: (box.x + box.width) / layout.whole };
    const most = (scene.to - scene.from) * MERGED_AT_MOST;
    // Small frames that fill the width would never get wider by being zoomed to.
    const closer = box.kind === 'merged' && its.to - its.from > most;
    wishes.open(box, closer ? zoomedBy(its, (its.to - its.from) / most, 0.5) : its);
  }

  function move(change: (seen: Extent) => Extent): void {
    const next = change(extent);
    if (next.from === extent.from && next.to === extent.to) return;
    extent = next;
    wishes.move(next);
  }

  function middleOfCursor(): number {
    const box = layout.boxes[at];
    if (box === undefined || at === 0) return 0.5;
    const middle = (box.x + box.width / 2 - layout.offset) / root.clientWidth;
    return middle > 0 && middle < 1 ? middle : 0.5;
  }

  function boxUnder(event: MouseEvent): number | undefined {
    const place = canvas.getBoundingClientRect();
    const line = Math.floor((event.clientY - place.top + root.scrollTop) / rowHeight);
    return boxAt(layout, rowOfLine(layout, line), event.clientX - place.left);
  }

  function point(event: PointerEvent | undefined): void {
    const i = event === undefined || event.pointerType === 'touch' ? undefined : boxUnder(event);
    const box = i === undefined ? undefined : layout.boxes[i];
    hover.hidden = box === undefined;
    if (box !== undefined) {
      const { left, right } = edgesOf(layout, sight(), box);
      hover.style.transform = `translate(${left}px, ${rowOfLine(layout, box.row) * rowHeight}px)`;
      hover.style.width = `${right - left}px`;
      hover.style.height = `${rowHeight - 1}px`;
    }
    wishes.point(box, event?.clientX ?? 0, event?.clientY ?? 0);
  }
}

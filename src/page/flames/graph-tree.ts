import { element } from './element.ts';
import { type Layout, rowOfLine } from './graph-scene.ts';
import { boxesInSight, edgesOf, type Sight } from './paint-graph.ts';

/** A list of the boxes in sight for keyboards and screen readers; it lies over the canvas and shows nothing itself. */
export interface GraphTree {
  readonly root: HTMLElement;
  /** Lists the boxes in sight, the one at `at` among them and reachable by Tab. */
  list(layout: Layout, sight: Sight, at: number, describe: (box: number) => string): void;
  /** Moves the focus to the item of the box that list() was told to stand on. */
  readonly focus: () => void;
  hasFocus(): boolean;
}

export interface TreeWishes {
  stand(box: number): void;
  open(box: number): void;
  menu(box: number): void;
  out(): void;
  readonly focusChanged: () => void;
}

/** More than anybody reads; a screen full of boxes has some hundred. */
const MOST_ITEMS = 300;
/** Narrower boxes are reached by zooming in, as they are with a mouse. */
const NARROWEST_PX = 3;

export function graphTree(label: string, wishes: TreeWishes): GraphTree {
  const root = element('div', { role: 'tree', class: 'graph-tree', 'aria-label': label });
  let layout: Layout | undefined;
  let items = new Map<number, HTMLElement>();
  let current = 0;

  root.addEventListener('keydown', (event) => {
    if (layout === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    // Not every system makes a context menu of these keys.
    const asksMenu = event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
    const act = asksMenu ? () => wishes.menu(current) : actionOf(event.key, layout, current, wishes);
    if (act === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
  root.addEventListener('contextmenu', (event) => {
    event.preventDefault();
    wishes.menu(current);
  });
  root.addEventListener('focusin', (event) => {
    wishes.focusChanged();
    // Screen readers put the focus on items themselves.
    const found = [...items].find(([, item]) => item === event.target)?.[0];
    if (found !== undefined && found !== current) wishes.stand(found);
  });
  root.addEventListener('focusout', wishes.focusChanged);

  return {
    root,
    list(shown, sight, at, describe) {
      const hadFocus = root.contains(document.activeElement);
      [layout, current] = [shown, at];
      items = new Map();
      for (const i of itemsInSight(shown, sight, at)) items.set(i, itemOf(shown, sight, i, describe(i), i === at));
      root.replaceChildren(...items.values());
      if (hadFocus) items.get(at)?.focus({ preventScroll: true });
    },
    focus: () => items.get(current)?.focus({ preventScroll: true }),
    hasFocus: () => root.contains(document.activeElement),
  };
}

function itemsInSight(layout: Layout, sight: Sight, at: number): number[] {
  const wide = boxesInSight(layout, sight).filter((i) => layout.boxes[i]!.width >= NARROWEST_PX);
  const chosen = new Set(wide.slice(0, MOST_ITEMS));
  if (at < layout.boxes.length) chosen.add(at);
  return [...chosen].toSorted((a, b) => a - b);
}

function itemOf(layout: Layout, sight: Sight, i: number, text: string, current: boolean): HTMLElement {
  const box = layout.boxes[i]!;
  const siblings = siblingsOf(layout, i);
  const { left, right } = edgesOf(layout, sight, box);
  const opens = hasBoxBelow(layout, i);
  const item = element('div', {
    role: 'treeitem',
    tabindex: current ? '0' : '-1',
    'aria-level': String(box.row + 1),
    'aria-setsize': String(siblings.count),
    'aria-posinset': String(siblings.place),
    'aria-expanded': opens ? 'true' : undefined,
    'aria-selected': current ? 'true' : 'false',
    'aria-label': text,
  });
  item.style.left = `${Math.max(0, left)}px`;
  item.style.top = `${rowOfLine(layout, box.row) * sight.rowHeight}px`;
  item.style.width = `${Math.min(sight.width, right) - Math.max(0, left)}px`;
  item.style.height = `${sight.rowHeight}px`;
  return item;
}

function actionOf(key: string, layout: Layout, at: number, wishes: TreeWishes): (() => void) | undefined {
  const go = (to: number | undefined): (() => void) | undefined =>
    to === undefined ? () => undefined : () => wishes.stand(to);
  const box = layout.boxes[at];
  if (box === undefined) return undefined;
  const { first, count } = siblingsOf(layout, at);
  switch (key) {
    case layout.upwards ? 'ArrowDown' : 'ArrowUp':
      return go(box.parent < 0 ? undefined : box.parent);
    case layout.upwards ? 'ArrowUp' : 'ArrowDown':
      return go(widestChild(layout, at));
    // Past the last sibling the row goes on with cousins.
    case 'ArrowLeft':
      return go(at > layout.starts[box.row]! ? at - 1 : undefined);
    case 'ArrowRight':
      return go(at + 1 < layout.starts[box.row + 1]! ? at + 1 : undefined);
    case 'Home':
      return go(first);
    case 'End':
      return go(first + count - 1);
    case 'Enter':
    case ' ':
      return () => wishes.open(at);
    case 'Escape':
      return () => wishes.out();
    default:
      return undefined;
  }
}

function siblingsOf(layout: Layout, i: number): { first: number; place: number; count: number } {
  const { parent, row } = layout.boxes[i]!;
  let [first, end] = [i, i + 1];
  while (first > layout.starts[row]! && layout.boxes[first - 1]!.parent === parent) first--;
  while (end < layout.starts[row + 1]! && layout.boxes[end]!.parent === parent) end++;
  return { first, place: i - first + 1, count: end - first };
}

function hasBoxBelow(layout: Layout, i: number): boolean {
  const row = layout.boxes[i]!.row + 1;
  if (row >= layout.rows) return false;
  // Boxes of a row stand in the order of their parents.
  let [low, high] = [layout.starts[row]!, layout.starts[row + 1]!];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (layout.boxes[middle]!.parent < i) low = middle + 1;
    else high = middle;
  }
  return low < layout.starts[row + 1]! && layout.boxes[low]!.parent === i;
}

function widestChild(layout: Layout, i: number): number | undefined {
  const row = layout.boxes[i]!.row + 1;
  let widest: number | undefined;
  for (let child = layout.starts[row] ?? 0; child < (layout.starts[row + 1] ?? 0); child++) {
    const { parent, width } = layout.boxes[child]!;
    if (parent === i && (widest === undefined || width > layout.boxes[widest]!.width)) widest = child;
  }
  return widest;
}

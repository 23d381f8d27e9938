import type { Box } from '../../core/flamegraph/lay-out-boxes.ts';
import type { SchemeColours } from '../../core/flamegraph/palette.ts';

/** A box that shows a mover, where it stands on the canvas. */
export interface TaggedBox {
  readonly box: Box;
  /** The mover's rank in the list above, as text. */
  readonly tag: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Px that a tag takes from the label of its box. */
export const TAG_ROOM = 12;
const SIDE = 15;
const CHARACTER = 7;
const FONT = '700 11px system-ui, sans-serif';
const OUTLINE = 2;
/** Narrower boxes would be all outline. */
const NARROWEST_OUTLINE = 6;
const NARROWEST_TAGGED = 20;

/** Outlines the boxes of movers; each mover's rank stands at its widest box, and at others where there is room. */
export function paintTags(
  context: CanvasRenderingContext2D,
  colours: SchemeColours,
  tagged: readonly TaggedBox[],
  canvasWidth: number,
): void {
  const widest = new Map<string, TaggedBox>();
  for (const one of tagged) {
    const known = widest.get(one.tag);
    if (known === undefined || one.width > known.width) widest.set(one.tag, one);
  }
  context.strokeStyle = colours.ink;
  context.lineWidth = OUTLINE;
  for (const { left, top, width, height } of tagged) {
    if (width >= NARROWEST_OUTLINE) context.strokeRect(left + 1, top + 1, width - OUTLINE, height - OUTLINE);
  }
  const first = [...widest.values()];
  const others = tagged.filter((one) => !first.includes(one) && one.width >= NARROWEST_TAGGED);
  const taken: { readonly x: number; readonly y: number }[] = [];
  for (const one of [...first, ...others]) {
    const room = SIDE + (one.tag.length - 1) * CHARACTER;
    const [x, y] = [Math.max(0, Math.min(one.left - 2, canvasWidth - room)), Math.max(0, one.top - 5)];
    const covers = taken.some((other) => Math.abs(other.x - x) < SIDE && Math.abs(other.y - y) < SIDE);
    if (covers && !first.includes(one)) continue;
    taken.push({ x, y });
    paintTag(context, colours, one.tag, x, y);
  }
}

function paintTag(context: CanvasRenderingContext2D, colours: SchemeColours, tag: string, x: number, y: number): void {
  const width = SIDE + (tag.length - 1) * CHARACTER;
  context.fillStyle = colours.ink;
  context.fillRect(x, y, width, SIDE);
  context.fillStyle = colours.page;
  context.font = FONT;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(tag, x + width / 2, y + SIDE / 2 + 1);
}

/** What pointers, wheel and fingers ask of a graph; x in px from its left edge, y in px of the window. */
export interface PointerWishes {
  hover(event: PointerEvent): void;
  leave(): void;
  press(event: MouseEvent): void;
  menu(event: MouseEvent): void;
  /** Factor over 1 = closer, around a share of the width. */
  zoom(factor: number, at: number): void;
  /** Share of the width, positive to the right. */
  pan(share: number): void;
  /** Whether the graph is wider than its window, so that sideways movement means something. */
  isZoomed(): boolean;
}

const DRAG_BEGINS_PX = 5;
const LINE_PX = 16;
const ZOOM_PER_PX = 0.004;

/**
 * Binds the wishes to the surface. The plain wheel and a finger up or down stay the browser's own: they scroll the rows, then
 * the page. Ctrl or ⌘ with the wheel (which is also what a pinch on a touch pad sends) zooms; sideways or Shift with the
 * wheel, a drag, or a finger sideways pans; two fingers zoom.
 */
export function bindPointers(surface: HTMLElement, wishes: PointerWishes, signal: AbortSignal): void {
  const down = new Map<number, { x: number; y: number }>();
  let dragged = false;
  let origin = 0;

  const on = <Name extends keyof HTMLElementEventMap>(
    name: Name,
    listen: (event: HTMLElementEventMap[Name]) => void,
    passive = true,
  ): void => surface.addEventListener(name, listen, { signal, passive });

  on('pointerdown', (event) => {
    if (event.button !== 0) return;
    down.set(event.pointerId, { x: event.clientX, y: event.clientY });
    origin = event.clientX;
    dragged = down.size > 1;
  });
  on('pointermove', (event) => {
    const before = down.get(event.pointerId);
    if (before === undefined) return wishes.hover(event);
    const width = surface.clientWidth;
    if (!dragged && Math.abs(event.clientX - origin) >= DRAG_BEGINS_PX) {
      dragged = true;
      surface.setPointerCapture(event.pointerId);
      wishes.leave();
    }
    if (down.size === 2) pinch(event, before, width);
    else if (dragged) {
      wishes.pan((before.x - event.clientX) / width);
      if (event.pointerType === 'mouse') surface.scrollTop += before.y - event.clientY;
    }
    down.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  for (const end of ['pointerup', 'pointercancel'] as const) on(end, (event) => void down.delete(event.pointerId));
  on('pointerleave', () => wishes.leave());
  on('click', (event) => {
    // The end of a drag is no click.
    if (!dragged) wishes.press(event);
    dragged = false;
  });
  on(
    'contextmenu',
    (event) => {
      event.preventDefault();
      down.clear();
      wishes.menu(event);
    },
    false,
  );
  on('wheel', turn, false);

  function pinch(event: PointerEvent, before: { x: number; y: number }, width: number): void {
    const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
    if (other === undefined) return;
    const was = Math.hypot(before.x - other.x, before.y - other.y);
    const is = Math.hypot(event.clientX - other.x, event.clientY - other.y);
    const left = surface.getBoundingClientRect().left;
    const middle = (event.clientX + other.x) / 2 - left;
    if (was > 0 && is > 0) wishes.zoom(is / was, middle / width);
    wishes.pan(((before.x + other.x) / 2 - left - middle) / width);
  }

  function turn(event: WheelEvent): void {
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1;
    const width = surface.clientWidth;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const at = (event.clientX - surface.getBoundingClientRect().left) / width;
      return wishes.zoom(Math.exp(-event.deltaY * unit * ZOOM_PER_PX), at);
    }
    // Some systems turn Shift and the wheel into a sideways wheel themselves.
    const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
    if (!wishes.isZoomed() || Math.abs(sideways) <= (event.shiftKey ? 0 : Math.abs(event.deltaY))) return;
    event.preventDefault();
    wishes.pan((sideways * unit) / width);
  }
}

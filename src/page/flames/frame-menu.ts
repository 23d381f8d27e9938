import { button, element } from './element.ts';
import type { FrameAction } from './frame-actions.ts';

/** The menu of a frame, at the pointer or under the box. */
export interface FrameMenu {
  readonly root: HTMLElement;
  open(name: string, actions: readonly FrameAction[], x: number, y: number, back: () => void): void;
}

const EDGE = 6;

/** A popover: the browser closes it on Escape and on a click elsewhere. */
export function frameMenu(): FrameMenu {
  const root = element('div', { class: 'frame-menu', popover: 'auto', role: 'menu' });
  root.addEventListener('keydown', (event) => {
    const items = Array.from(root.querySelectorAll('button'));
    const at = items.findIndex((item) => item === document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (event.key === 'Tab') root.hidePopover();
    // Not further: the keys of the page mean other things.
    event.stopPropagation();
    if (to === undefined) return;
    event.preventDefault();
    items.at(to % items.length)?.focus();
  });
  return {
    root,
    open(name, actions, x, y, back) {
      if (actions.length === 0) return;
      root.setAttribute('aria-label', `Actions for ${name}`);
      root.replaceChildren(
        element('p', { class: 'frame-menu-name', 'aria-hidden': 'true' }, element('code', {}, name)),
        ...actions.map((action) => {
          const run = (): void => {
            root.hidePopover();
            action.run();
          };
          return button(action.text, { role: 'menuitem', title: action.hint }, run);
        }),
      );
      root.showPopover();
      // The item that had the focus may have been drawn anew meanwhile.
      const closed = (event: ToggleEvent): void => {
        if (event.newState === 'open') return;
        root.removeEventListener('toggle', closed);
        const focused = document.activeElement;
        if (focused === document.body || root.contains(focused)) back();
      };
      root.addEventListener('toggle', closed);
      const { offsetWidth: width, offsetHeight: height } = root;
      root.style.left = `${Math.max(EDGE, Math.min(x, innerWidth - width - EDGE))}px`;
      root.style.top = `${Math.max(EDGE, Math.min(y, innerHeight - height - EDGE))}px`;
      root.querySelector('button')?.focus();
    },
  };
}

import { element } from './element.ts';

/** The box of facts beside the pointer. There is one for all graphs of a page. */
export interface FlameTip {
  readonly root: HTMLElement;
  show(content: HTMLElement, x: number, y: number): void;
  move(x: number, y: number): void;
  hide(): void;
}

const GAP = 14;
const EDGE = 6;

export function flameTip(): FlameTip {
  // What it says the tree and the details say as well; screen readers need not hear it a third time.
  const root = element('div', { class: 'flame-tip', 'aria-hidden': 'true', hidden: '' });
  const move = (x: number, y: number): void => {
    const { offsetWidth: width, offsetHeight: height } = root;
    const right = x + GAP + width + EDGE <= innerWidth ? x + GAP : x - GAP - width;
    const below = y + GAP + height + EDGE <= innerHeight ? y + GAP : y - GAP - height;
    root.style.transform = `translate(${Math.max(EDGE, right)}px, ${Math.max(EDGE, below)}px)`;
  };
  return {
    root,
    show(content, x, y) {
      root.replaceChildren(content);
      root.hidden = false;
      move(x, y);
    },
    move,
    hide() {
      root.hidden = true;
    },
  };
}

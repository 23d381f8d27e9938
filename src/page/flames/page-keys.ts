import type { GraphArea } from './graph-area.ts';

export interface KeyWishes {
  readonly search: () => void;
  step(by: 1 | -1): void;
  readonly keys: () => void;
  readonly clear: () => void;
  /** The graph that the keys mean: the one with the focus, else the one last used. */
  area(): GraphArea | undefined;
}

const CLOSER = 1.5;
const STEP = 0.2;

/** Single keys; none of them while something is typed, and none that a browser or a screen reader has taken. */
export function bindKeys(wishes: KeyWishes, signal: AbortSignal): void {
  document.addEventListener(
    'keydown',
    (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
      const act = actionOf(event.key, wishes);
      if (act === undefined) return;
      event.preventDefault();
      act();
    },
    { signal },
  );
}

function actionOf(key: string, wishes: KeyWishes): (() => void) | undefined {
  const area = wishes.area();
  const inArea = (act: (area: GraphArea) => void): (() => void) | undefined => area && (() => act(area));
  switch (key) {
    case '/':
      return wishes.search;
    case '?':
      return wishes.keys;
    case 'n':
      return () => wishes.step(1);
    case 'N':
      return () => wishes.step(-1);
    case 'Escape':
      return wishes.clear;
    case 'w':
    case '+':
    case '=':
      return inArea((one) => one.zoom(CLOSER));
    case 's':
    case '-':
      return inArea((one) => one.zoom(1 / CLOSER));
    case 'a':
      return inArea((one) => one.pan(-STEP));
    case 'd':
      return inArea((one) => one.pan(STEP));
    case '0':
      return inArea((one) => one.reset());
    default:
      return undefined;
  }
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('dialog, [popover]') !== null || target.isContentEditable) return true;
  return target.matches('textarea, select, input:not([type=checkbox], [type=radio])');
}

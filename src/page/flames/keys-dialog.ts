import { button, element } from './element.ts';

const KEYS = {
  'Anywhere on the page': [
    ['/', 'search'],
    ['n  N', 'next match, match before'],
    ['?', 'this list'],
    ['Esc', 'clears the search; in a graph: one step out'],
  ],
  'In a graph (Tab or a click leads into it)': [
    ['↑ ↓', 'caller, widest callee'],
    ['← →', 'neighbour in the row'],
    ['Home End', 'first and last of the siblings'],
    ['Enter', 'zooms in and marks the function in both graphs'],
    ['Shift F10', 'actions: callers, hide, collapse, copy'],
    ['w s  or  + −', 'closer, farther'],
    ['a d', 'to the left, to the right'],
    ['0', 'whole graph'],
    ['Alt ←', 'back, as on any page'],
  ],
  'With mouse or fingers': [
    ['click, tap', 'zooms in and marks the function in both graphs'],
    ['right click, long press', 'actions'],
    ['wheel', 'scrolls the rows, at their end the page'],
    ['Ctrl wheel, pinch', 'closer, farther'],
    ['Shift wheel, drag', 'sideways, when zoomed in'],
  ],
} as const;

/** The list of keys; the browser closes it on Escape. */
export function keysDialog(): HTMLDialogElement {
  const parts = Object.entries(KEYS).flatMap(([where, keys]) => [
    element('h3', {}, where),
    element(
      'dl',
      { class: 'keys' },
      ...keys.map(([key, what]) =>
        element('div', {}, element('dt', {}, element('kbd', {}, key)), element('dd', {}, what)),
      ),
    ),
  ]);
  const dialog = element('dialog', { class: 'keys-dialog', 'aria-labelledby': 'keys-title' });
  dialog.append(
    element('h2', { id: 'keys-title' }, 'Keys and mouse'),
    ...parts,
    button('Close', { autofocus: '' }, () => dialog.close()),
  );
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  return dialog;
}

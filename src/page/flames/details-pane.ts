import { type Current, factsOf } from './current-frame.ts';
import { button, element } from './element.ts';
import { factsView } from './facts-view.ts';
import { type ActionTools, frameActions } from './frame-actions.ts';

/** The facts of the frame a reader stands on, with what can be done with it. */
export interface DetailsPane {
  readonly root: HTMLElement;
  show(current: Current): void;
}

const HINT = 'Click or tap a frame to zoom in; right click or long press for more.';

export function detailsPane(label: string, tools: ActionTools): DetailsPane {
  const facts = element('div', { 'aria-live': 'polite' });
  const actions = element('div', {
    class: 'frame-actions',
    role: 'group',
    'aria-label': `Actions for the frame in ${label}`,
  });
  const root = element(
    'div',
    { class: 'frame-details', role: 'group', 'aria-label': `Frame in ${label}` },
    facts,
    actions,
  );
  return {
    root,
    show(current) {
      const shown = factsView(factsOf(tools.panel, current));
      // Said again only when it is something else.
      if (facts.firstElementChild?.isEqualNode(shown) === true) return;
      facts.replaceChildren(shown);
      const able = current.box.kind === 'merged' ? [] : frameActions(current.costs, current.box.node, tools);
      const buttons = able.map(({ text, hint, run }) => button(text, { title: hint }, run));
      actions.replaceChildren(...(buttons.length > 0 ? buttons : [element('small', {}, HINT)]));
    },
  };
}

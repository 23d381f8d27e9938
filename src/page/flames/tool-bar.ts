import { button, element } from './element.ts';
import type { FlamesState } from './flame-state.ts';
import type { FlamesStore } from './flames-store.ts';

export interface ToolBar {
  readonly root: HTMLElement;
  render(state: FlamesState): void;
}

type Chosen = 'widths' | 'colours' | 'scheme';
type Switched = 'folded' | 'ownOnly' | 'recursion';

const CHOICES = {
  widths: {
    legend: 'Width',
    hint: 'By what frames are wide',
    options: { now: 'now', baseline: 'baseline', union: 'both' },
  },
  colours: {
    legend: 'Colour',
    hint: 'Change against the frame itself, or against the largest change',
    options: { relative: 'relative', absolute: 'absolute' },
  },
  scheme: {
    legend: 'Scheme',
    hint: 'Two pairs of colours, both told apart by colour-blind eyes',
    options: { 'red-blue': 'red/blue', 'orange-blue': 'orange/blue' },
  },
} as const satisfies Record<Chosen, unknown>;

const SWITCHES = {
  folded: { text: 'Fold chains', hint: 'Draws a frame with its only callee as one box, as in the picture' },
  ownOnly: { text: 'Only my code', hint: 'Folds frames of libraries into their nearest own caller' },
  recursion: { text: 'Merge recursion', hint: 'Draws a function that calls itself as one frame' },
} as const satisfies Record<Switched, unknown>;

/** What both graphs are drawn by. `hasOwn` is false where nobody knows whose code is whose. */
export function toolBar(store: FlamesStore, hasOwn: boolean, search: HTMLElement, keys: () => void): ToolBar {
  const narrow = matchMedia('(max-width: 640px)').matches;
  const radios = (['widths', 'colours', 'scheme'] as const).map((name) => choiceGroup(name, CHOICES[name]));
  const boxes = (['folded', 'ownOnly', 'recursion'] as const).map((name) => switchBox(name, SWITCHES[name]));
  const options = element(
    'details',
    { class: 'flame-options', open: narrow ? undefined : '' },
    element('summary', {}, 'View'),
    element('div', { class: 'flame-choices' }, ...radios.map(({ root }) => root), ...boxes.map(({ root }) => root)),
  );
  const help = button('Keys', { 'aria-keyshortcuts': '?', title: 'Keys and mouse (?)', class: 'keys-button' }, keys);
  return {
    root: element(
      'div',
      { class: 'flame-bar', role: 'group', 'aria-label': 'View of the flame graphs' },
      search,
      help,
      options,
    ),
    render(state) {
      for (const part of [...radios, ...boxes]) part.render(state);
    },
  };

  function choiceGroup(name: Chosen, choice: (typeof CHOICES)[Chosen]): Part {
    const inputs = Object.entries(choice.options).map(([value, text]) => {
      const input = element('input', { type: 'radio', name: `flame-${name}`, value });
      input.addEventListener('change', () => store.change({ [name]: value }, 'push'));
      return { input, label: element('label', {}, input, element('span', {}, text)) };
    });
    return {
      root: element(
        'fieldset',
        { class: 'choice', title: choice.hint },
        element('legend', {}, choice.legend),
        ...inputs.map(({ label }) => label),
      ),
      render(state) {
        for (const { input } of inputs) input.checked = input.value === state[name];
      },
    };
  }

  function switchBox(name: Switched, { text, hint }: { readonly text: string; readonly hint: string }): Part {
    const input = element('input', { type: 'checkbox' });
    input.addEventListener('change', () => store.change({ [name]: input.checked }, 'push'));
    const able = name !== 'ownOnly' || hasOwn;
    input.disabled = !able;
    const title = able ? hint : 'Nobody knows whose code is whose here';
    return {
      root: element('label', { class: 'switch', title }, input, text),
      render(state) {
        input.checked = state[name];
      },
    };
  }
}

interface Part {
  readonly root: HTMLElement;
  render(state: FlamesState): void;
}

import { compileSearch } from '../../core/flamegraph/search-frames.ts';
import { button, element, setText } from './element.ts';

export interface SearchBox {
  readonly root: HTMLElement;
  /** What is searched, which match is stood on (−1 for none yet) and how many there are. */
  render(text: string, at: number, count: number): void;
  readonly focus: () => void;
}

export interface SearchWishes {
  search(text: string): void;
  /** To the next match, or −1 for the one before. */
  step(by: 1 | -1): void;
  /** Out of the field, into the graph. */
  leave(): void;
}

export function searchBox(wishes: SearchWishes): SearchBox {
  const field = element('input', {
    type: 'search',
    placeholder: 'Search functions',
    'aria-label': 'Search functions and files in both graphs; slashes around it make it a regular expression',
    'aria-describedby': 'flame-search-status',
    'aria-keyshortcuts': '/',
    autocomplete: 'off',
    spellcheck: 'false',
    maxlength: '400',
  });
  const before = button('‹', { 'aria-label': 'Match before', title: 'Match before (N)' }, () => wishes.step(-1));
  const next = button('›', { 'aria-label': 'Next match', title: 'Next match (n)' }, () => wishes.step(1));
  const status = element('span', { id: 'flame-search-status', class: 'search-status', role: 'status' });
  field.addEventListener('input', () => wishes.search(field.value));
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') wishes.step(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape' && field.value !== '') wishes.search('');
    else if (event.key === 'Escape') wishes.leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return {
    root: element('div', { class: 'flame-search', role: 'search' }, field, before, next, status),
    render(text, at, count) {
      if (field.value !== text) field.value = text;
      const test = compileSearch(text);
      const wrong = typeof test === 'string';
      field.setAttribute('aria-invalid', String(wrong));
      before.disabled = next.disabled = count === 0;
      setText(status, test === undefined ? '' : wrong ? test : statusOf(at, count));
    },
    focus() {
      field.focus();
      field.select();
    },
  };
}

function statusOf(at: number, count: number): string {
  if (count === 0) return 'no match';
  return at < 0 ? `${count} place${count === 1 ? '' : 's'}` : `${at + 1} of ${count}`;
}

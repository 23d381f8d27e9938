import type { ProfileName } from '../../core/flamegraph/flame-panel.ts';
import { button, element } from './element.ts';
import { type FlamesPlace, type FlamesView, flamesView } from './flames-view.ts';
import { loadFlames } from './load-flames.ts';

/** Turns the pictures of a page into graphs, if it has any. Answers how to let go of them. */
export function openFlames(page: ParentNode): () => void {
  const closing = new AbortController();
  const section = page.querySelector<HTMLElement>('#flames[data-flames]');
  if (section !== null) void open(section, page, closing.signal);
  return () => closing.abort();
}

async function open(section: HTMLElement, page: ParentNode, signal: AbortSignal): Promise<void> {
  const place = placeIn(section, page);
  place.head.replaceChildren(
    element('p', { class: 'flame-loading', role: 'status' }, 'Loading the interactive graphs …'),
  );
  const loaded = await loadFlames(section.dataset['flames'] ?? '', signal);
  if (signal.aborted) return;
  if (loaded.kind === 'failed') {
    const again = button('Try again', {}, () => void open(section, page, signal));
    const words = element('p', {}, element('strong', {}, loaded.what), ` ${loaded.advice}`);
    const problem = element('div', { class: 'state problem', role: 'alert' }, words, ...(loaded.again ? [again] : []));
    place.head.replaceChildren(problem);
    return;
  }
  performance.mark('flames-decoded');
  const view = flamesView(loaded.panels, place, signal);
  bindMovers(page, view, signal);
  section.classList.add('is-live');
  performance.mark('flames-open');
}

function placeIn(section: HTMLElement, page: ParentNode): FlamesPlace {
  const graphs = section.querySelector<HTMLElement>('.flames') ?? element('div', { class: 'flames' });
  const part = (name: string): HTMLElement =>
    section.querySelector<HTMLElement>(`.${name}`) ?? element('div', { class: name });
  const [head, foot] = [part('flames-head'), part('flames-foot')];
  if (!graphs.isConnected || graphs.parentElement !== section) section.append(graphs);
  graphs.before(head);
  graphs.after(foot);
  return {
    section,
    head,
    foot,
    panelPlace(profile) {
      const found = graphs.querySelector<HTMLElement>(`.flame[data-profile="${profile}"]`);
      const into = found ?? element('div', { class: 'flame', 'data-profile': profile });
      if (found === null) graphs.append(into);
      return into;
    },
    moversOf: (profile) =>
      Array.from(page.querySelectorAll<HTMLElement>('.show-function'))
        .filter((one) => one.dataset['profile'] === profile)
        .map((one) => ({ name: one.dataset['function'] ?? '', rank: one.dataset['rank'] ?? '' })),
  };
}

function bindMovers(page: ParentNode, view: FlamesView, signal: AbortSignal): void {
  for (const mover of page.querySelectorAll<HTMLElement>('.show-function')) {
    const profile: ProfileName = mover.dataset['profile'] === 'off-cpu' ? 'off-cpu' : 'cpu';
    mover.addEventListener('click', () => view.showFunction(mover.dataset['function'] ?? '', profile), { signal });
  }
}

const SLOWEST_SECONDS = 60;

/**
 * Fetches the page again every `data-refresh` seconds of its <main>. When `data-version` changed: a page that offers news
 * (`data-offer`) says so; one with `data-live` parts has those replaced; else all of <main> is. Focus stays where it was.
 * Ends with the first answer that asks for no refresh. A server that does not answer is asked more and more rarely.
 */
export function watchPage(page: Document, prepare: (part: ParentNode) => void): void {
  let failures = 0;
  schedule();

  function schedule(): void {
    const seconds = Number(page.querySelector('main')?.dataset['refresh']);
    if (!(seconds > 0)) return;
    setTimeout(() => void refresh(), Math.min(SLOWEST_SECONDS, seconds * 2 ** failures) * 1000);
  }

  async function refresh(): Promise<void> {
    // Nobody looks: no need to ask, and the next round comes anyway.
    if (page.hidden) return schedule();
    try {
      const answer = await fetch(page.location.href, { cache: 'no-cache', credentials: 'same-origin' });
      // An expired link stays expired; a broken server may come back.
      if (answer.status >= 400 && answer.status < 500) return;
      if (!answer.ok) throw new Error(String(answer.status));
      if (show(new DOMParser().parseFromString(await answer.text(), 'text/html'))) return;
      failures = 0;
    } catch {
      failures++;
    }
    schedule();
  }

  /** True when there is nothing to wait for any more. */
  function show(fetched: Document): boolean {
    const [shown, fresh] = [page.querySelector('main'), fetched.querySelector('main')];
    if (shown === null || fresh === null) return false;
    if (shown.dataset['version'] === fresh.dataset['version']) return false;
    if (shown.dataset['offer'] !== undefined) {
      offerNews(page, shown, shown.dataset['offer']);
      return true;
    }
    prepare(fresh);
    const focus = rememberFocus(page);
    if (!replaceParts(page, shown, fresh)) shown.replaceWith(page.adoptNode(fresh));
    focus();
    page.title = fetched.title;
    return false;
  }
}

/** Parts that live by themselves: what a reader types beside them stays. False where the page has none. */
function replaceParts(page: Document, shown: HTMLElement, fresh: HTMLElement): boolean {
  const parts = [...shown.querySelectorAll<HTMLElement>('[data-live]')];
  for (const part of parts) {
    const next = fresh.querySelector<HTMLElement>(`#${CSS.escape(part.id)}`);
    if (next !== null) part.replaceWith(page.adoptNode(next));
  }
  for (const name of ['version', 'refresh'] as const) shown.dataset[name] = fresh.dataset[name] ?? '';
  return parts.length > 0;
}

/** Focus on the same link, if it is still there: signatures in addresses change, paths do not. */
function rememberFocus(page: Document): () => void {
  const { activeElement } = page;
  const path = activeElement instanceof HTMLAnchorElement ? activeElement.pathname : '';
  return () => {
    if (activeElement === null || activeElement.isConnected || path === '') return;
    const links = [...page.querySelectorAll<HTMLAnchorElement>('main a')];
    links.find((link) => link.pathname === path)?.focus({ preventScroll: true });
  };
}

function offerNews(page: Document, main: HTMLElement, words: string): void {
  const link = page.createElement('a');
  link.href = page.location.href;
  link.textContent = 'Show it';
  const offer = page.createElement('p');
  offer.className = 'state offer';
  offer.setAttribute('role', 'status');
  offer.append(`${words} `, link);
  // Same address: a plain click would only jump to its fragment.
  link.addEventListener('click', (event) => {
    event.preventDefault();
    page.location.reload();
  });
  main.prepend(offer);
}

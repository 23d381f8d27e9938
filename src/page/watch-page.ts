const SLOWEST_SECONDS = 60;

/**
 * Fetches the page again every `data-refresh` seconds of its <main>, and replaces <main> when `data-version` changed.
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
      replaceMain(new DOMParser().parseFromString(await answer.text(), 'text/html'));
      failures = 0;
    } catch {
      failures++;
    }
    schedule();
  }

  function replaceMain(fetched: Document): void {
    const [shown, fresh] = [page.querySelector('main'), fetched.querySelector('main')];
    if (shown === null || fresh === null) return;
    const same = shown.dataset['version'] === fresh.dataset['version'];
    if (same) return;
    shown.replaceWith(page.adoptNode(fresh));
    prepare(fresh);
    page.title = fetched.title;
  }
}

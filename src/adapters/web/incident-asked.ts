import { isoInstant } from '../../core/instant.ts';
import type { Window } from '../../core/instant.ts';
import type { Asked } from '../../pipeline/evidence.ts';
import { safeHref } from './page-links.ts';
import type { PageLinks } from './page-links.ts';
import { showTime } from './page-quantity.ts';

/** Everything that was asked, by the system that was asked, each with its page where it has one. */
export function askedView(asked: readonly Asked[], links: PageLinks): readonly object[] {
  return [...Map.groupBy(asked, ({ system }) => system)].map(([system, questions]) => ({
    system,
    count: questions.length === 1 ? 'one question' : `${questions.length} questions`,
    questions: questions.map(({ query, at, window, href }) => {
      const safe = href === undefined ? undefined : safeHref(href, links);
      const shown = window === undefined || says(query, window) ? undefined : window;
      return {
        // Stores name the address of their page in the question, too.
        query: href === undefined ? query : query.replace(`; ${href}`, ''),
        at: at === undefined ? '' : showTime(at),
        from: shown === undefined ? '' : showTime(shown.from),
        to: shown === undefined ? '' : showTime(shown.to),
        href: safe ?? '',
      };
    }),
  }));
}

/** Stores spell the window out in the question itself. */
function says(query: string, { from }: Window): boolean {
  return query.includes(String(from)) || query.includes(isoInstant(from));
}

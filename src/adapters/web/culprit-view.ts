import type { Culprit } from '../../core/report/analysis.ts';
import { shortFunction } from '../../core/report/short-function.ts';
import { safeHref } from './page-links.ts';
import type { PageLinks } from './page-links.ts';
import { showTime } from './page-quantity.ts';

/** A commit as pages print it; nothing in it is escaped yet. */
export function culpritView(culprit: Culprit, links: PageLinks): object {
  const href = culprit.permalink === undefined ? undefined : safeHref(culprit.permalink, links);
  return {
    short: culprit.commit.slice(0, 10),
    subject: culprit.subject,
    author: culprit.author,
    at: showTime(Date.parse(culprit.at)),
    evidence: culprit.evidence.replaceAll('-', ' '),
    confidence: culprit.confidence ?? '',
    why: culprit.why ?? '',
    path: culprit.path ?? '',
    pullRequest: culprit.pullRequest ?? '',
    functions: culprit.functions.map(shortFunction),
    href: href ?? '',
  };
}

/** The browser's part: times in the reader's zone, and pages that wait for something fetch themselves again. */
import { localTime } from './local-time.ts';
import { watchPage } from './watch-page.ts';

localiseTimes(document);
watchPage(document, localiseTimes);

function localiseTimes(part: ParentNode): void {
  for (const time of part.querySelectorAll('time')) {
    const local = localTime(time.dateTime);
    if (local === undefined) continue;
    time.title = time.textContent;
    time.textContent = local;
  }
}

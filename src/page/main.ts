/** The browser's part: times in the reader's zone, graphs to walk in, and pages that wait for something fetch themselves again. */
import { openFlames } from './flames/open-flames.ts';
import { localTime } from './local-time.ts';
import { watchPage } from './watch-page.ts';

let close = (): void => undefined;
prepare(document);
watchPage(document, prepare);

function prepare(part: ParentNode): void {
  localiseTimes(part);
  close();
  close = openFlames(part);
}

function localiseTimes(part: ParentNode): void {
  for (const time of part.querySelectorAll('time')) {
    const local = localTime(time.dateTime);
    if (local === undefined) continue;
    time.title = time.textContent;
    time.textContent = local;
  }
}

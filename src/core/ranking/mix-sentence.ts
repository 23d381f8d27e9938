import { changeWords, percentWords, timesWords } from './wording.ts';
import { shortFunction } from '../report/short-function.ts';
import type { Mix } from './mix.ts';

/** Says what a profile can tell: with unknown requests, a handler that runs twice for each looks the same as twice the calls. */
export function mixSentence({ kind, handler, share, factor, rest }: Mix, requestsKnown: boolean): string {
  const name = shortFunction(handler);
  const shares = `${percentWords(share.baseline)} → ${percentWords(share.comparison)} of all CPU`;
  const others = `the rest ${changeWords(rest - 1)}`;
  switch (kind) {
    case 'appeared':
      return `Requests go to ${name} (${percentWords(share.comparison)} of all CPU), and none did before; ${others} per request: a different mix, the other code costs what it did.`;
    case 'vanished':
      return `No requests reach ${name} any more (${percentWords(share.baseline)} of all CPU before); ${others} per request: a different mix, the other code costs what it did.`;
    case 'more':
    case 'fewer':
  }
  if (!requestsKnown) {
    return `${name} runs more often (${shares}): all functions below it grew alike (${timesWords(factor / rest)} against the rest), so more requests of its kind came or each runs it more often; none of its code got dearer by itself.`;
  }
  const moved = kind === 'more' ? 'More' : 'Fewer';
  const alike = `all functions below it moved alike (${timesWords(factor)} per request), ${others}`;
  return `${moved} of the requests go to ${name} (${shares}): ${alike}; the cost of one such request is unchanged as far as can be seen.`;
}

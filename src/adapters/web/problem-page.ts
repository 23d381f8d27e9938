import type { Response } from 'express';
import type { Links } from '../../pipeline/ports.ts';
import { requestIdOf } from './harden.ts';
import { pathAsked } from './path-asked.ts';
import { pageLinks } from './page-links.ts';
import { renderPage } from './render-page.ts';

export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly what: string;
  /** What the reader can do about it. */
  readonly advice: string;
}

export const PROBLEMS = {
  unsigned: {
    status: 403,
    title: 'This page needs a signed link',
    what: 'The address carries no signature, so it may have been typed or shortened.',
    advice:
      'Open the link in the chat message of the incident. With a pages token configured, the token opens every page.',
  },
  needsToken: {
    status: 401,
    title: 'This page needs a signed link or a token',
    what: 'The address carries no signature and no token came with it.',
    advice: 'Open the link in the chat message, or sign in with any user name and the pages token as password.',
  },
  wrongToken: {
    status: 403,
    title: 'Wrong token',
    what: 'The token is not the one this server was given.',
    advice: 'Ask whoever runs Burnscope for the pages token, or open the link in the chat message.',
  },
  wrongSignature: {
    status: 403,
    title: 'This link is not valid',
    what: 'The signature does not belong to this address: a link was changed, cut off, or signed by another server.',
    advice: 'Open the whole link from the chat message again.',
  },
  expired: {
    status: 410,
    title: 'This link has expired',
    what: 'Links in chat messages end after some time, so that old messages do not open pages for ever.',
    advice: 'Open a newer message of the same service, or use the pages token. The evidence itself is still kept.',
  },
  noPage: {
    status: 404,
    title: 'There is nothing here',
    what: 'No page has this address.',
    advice: 'Open the list of incidents, or the link in the chat message again.',
  },
  noIncident: {
    status: 404,
    title: 'There is no such incident',
    what: 'It was removed, or the link belongs to another Burnscope.',
    advice: 'Look in the list of incidents for the service and the time.',
  },
  noDeploy: {
    status: 404,
    title: 'There is no such deploy',
    what: 'It was removed, or the link belongs to another Burnscope.',
    advice: 'Look in the list of deploys for the service and the time.',
  },
  fileGone: {
    status: 410,
    title: 'This file is gone',
    what: 'The evidence names it, but its bytes are no longer in the storage.',
    advice:
      'The numbers on the page of the incident are still good; see that the storage path was not cleaned by hand.',
  },
  noFile: {
    status: 404,
    title: 'There is no such file',
    what: 'This incident has no file of that name.',
    advice: 'The page of the incident lists its files under Downloads.',
  },
  tooLarge: {
    status: 413,
    title: 'These profiles are too large to add up here',
    what: 'Together they are more than the server holds in memory at once.',
    advice:
      'Download them one by one on the page of the incident, and merge them with: go tool pprof -proto FILE FILE …',
  },
  ours: {
    status: 500,
    title: 'Something broke here',
    what: 'The page could not be made. This is a fault of Burnscope, not of your link.',
    advice: 'Load it again; if it stays, give the request id to whoever runs Burnscope.',
  },
  unavailable: {
    status: 503,
    title: 'The database does not answer',
    what: 'The page could not be read just now.',
    advice: 'Load it again in a moment.',
  },
} as const satisfies Record<string, Problem>;

/** A page that says what is wrong and what to do; always readable, whatever the reader may see. */
export async function sendProblem(response: Response, problem: Problem, links: Links): Promise<void> {
  const frame = { title: problem.title, links: pageLinks(pathAsked(response.req), 'open', links) };
  const requestId = problem.status >= 500 ? requestIdOf(response.locals) : '';
  const html = await renderPage('problem', frame, { what: problem.what, advice: problem.advice, requestId });
  response.status(problem.status).type('html').send(html);
}

import { createHash } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { Span } from '../../core/report/report.ts';
import type { InboxMessage, InboxMessages, Links } from '../../pipeline/ports.ts';
import { pathAsked } from './path-asked.ts';
import { accessOf } from './page-access.ts';
import { pageLinks, safeHref } from './page-links.ts';
import type { PageLinks } from './page-links.ts';
import { showTime } from './page-quantity.ts';
import { renderPage } from './render-page.ts';

const MOST_MESSAGES = 50;
const REFRESH_SECONDS = 3;

/** The built-in chat. Newest first: on a phone at night the first thing on the screen is the thing that burns. */
export function inboxPage(doors: { readonly inboxMessages: InboxMessages; readonly links: Links }): RequestHandler {
  return async (request: Request, response: Response) => {
    const messages = await doors.inboxMessages.list(MOST_MESSAGES);
    const links = pageLinks(pathAsked(request), accessOf(response), doors.links);
    const frame = { title: 'Inbox', links, refreshSeconds: REFRESH_SECONDS, version: versionOf(messages) };
    const html = await renderPage('inbox', frame, { messages: messages.map((message) => messageView(message, links)) });
    response.type('html').send(html);
  };
}

/** Changes when a message was written or edited, and not when only signatures did. */
function versionOf(messages: readonly InboxMessage[]): string {
  const marks = messages.map(({ id, postedAt, editedAt }) => [id, postedAt, editedAt]);
  return createHash('sha256').update(JSON.stringify(marks)).digest('hex').slice(0, 16);
}

function messageView(message: InboxMessage, links: PageLinks): object {
  const { report } = message;
  const picture = message.pictureUrl === undefined ? undefined : links.own(message.pictureUrl);
  return {
    // It becomes part of an HTML id, where blanks have a meaning.
    id: message.id.replace(/[^\w-]/g, '_'),
    channel: message.channel,
    postedAt: showTime(message.postedAt),
    editedAt: message.editedAt === undefined ? '' : showTime(message.editedAt),
    headline: report.headline,
    lines: report.lines.map((line) => line.map((span) => spanView(span, links))),
    picture: picture === undefined ? '' : links.to(picture),
    // Where there is no tall one, the same picture comes.
    phonePicture: picture === undefined ? '' : links.to(picture, { size: 'phone' }),
    altText: report.altText,
    links: report.links.flatMap(({ label, url }) => {
      const href = safeHref(url, links);
      return href === undefined ? [] : [{ label, href }];
    }),
  };
}

function spanView(span: Span, links: PageLinks): object {
  const href = span.kind === 'link' ? safeHref(span.url, links) : undefined;
  if (href !== undefined) return { kind: 'link', text: span.text, href };
  return { kind: span.kind === 'link' ? 'text' : span.kind, text: span.text };
}

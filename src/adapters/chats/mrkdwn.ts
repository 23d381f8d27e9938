/**
 * A report as Slack blocks. Everything in it is untrusted, so `& < >` are escaped (which alone disarms mentions and
 * links), `verbatim` keeps Slack from guessing, and names stand in code spans.
 * https://docs.slack.dev/messaging/formatting-message-text, https://docs.slack.dev/reference/block-kit/blocks
 */
import type { KnownBlock } from '@slack/web-api';
import type { Line, Report, Span } from '../../core/report/report.ts';
import { cutText, safeUrl, tameText } from '../tame-text.ts';

// Slack does not say whether it counts UTF-16 units or code points: ours stay 5 % below, in UTF-16 units.
const MOST_HEADER = 142;
const MOST_SECTION = 2850;
const MOST_ALT_TEXT = 1900;
/** chat.update refuses a longer `text`. */
const MOST_TEXT = 3800;
const MOST_URL = 2900;
/** Above about 13,000 over all blocks Slack answers msg_blocks_too_long, which no page documents. */
const MOST_TOTAL = 10_000;
/** Room for saying that lines are missing. */
const MOST_REST = 50;

export type SlackImage =
  | { readonly kind: 'none' }
  | { readonly kind: 'file'; readonly fileId: string }
  /** The picture could not be shown; the address of the same bytes. */
  | { readonly kind: 'link'; readonly url: string };

export interface SlackMessage {
  /** Notification text, and what clients without blocks show. */
  readonly text: string;
  readonly blocks: KnownBlock[];
}

export function renderMrkdwn(report: Report, image: SlackImage): SlackMessage {
  const headline = tameText(report.headline);
  const links = renderLinks(report, image);
  const altText = cutText(tameText(report.altText), MOST_ALT_TEXT) || 'Flame graph';
  const fixed = MOST_HEADER + links.length + (image.kind === 'file' ? altText.length : 0);
  const body = fitLines(report.lines.map(renderLine), MOST_TOTAL - fixed);

  const blocks: KnownBlock[] = [
    { type: 'header', text: { type: 'plain_text', text: cutText(headline, MOST_HEADER) || 'Burn', emoji: false } },
    ...sections(body).map(mrkdwnSection),
  ];
  if (image.kind === 'file') blocks.push({ type: 'image', slack_file: { id: image.fileId }, alt_text: altText });
  if (links !== '') blocks.push(mrkdwnSection(links));
  const lead = [escapeMrkdwn(cutText(headline, 600)), ...body].join('\n');
  return { text: fitLines(lead.split('\n'), MOST_TEXT).join('\n'), blocks };
}

/** Exactly the three characters that Slack asks for, in its order. */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('`', '\u02BC');
}

function renderLinks(report: Report, image: SlackImage): string {
  const links = image.kind === 'link' ? [{ label: 'Picture', url: image.url }, ...report.links] : report.links;
  const shown = links.map(({ label, url }) => renderSpan({ kind: 'link', text: cutText(label, 100), url }, 400));
  return fitLines(shown, MOST_SECTION).join('   ');
}

/** Spans are cut before they are dressed, so a cut never lies inside `<…|…>` or a code span. */
function renderLine(line: Line): string {
  let left = MOST_SECTION - 10;
  let rendered = '';
  for (const span of line) {
    const piece = renderSpan(span, left);
    if (piece.length > left) return `${rendered}…`;
    rendered += piece;
    left -= piece.length;
  }
  return rendered;
}

function renderSpan(span: Span, room: number): string {
  const text = tameText(cutText(span.text, room));
  if (text.trim() === '') return text;
  const escaped = cutEscaped(escapeMrkdwn(text), room - 4);
  switch (span.kind) {
    case 'text':
      return escaped;
    case 'strong':
      return `*${escaped.replaceAll('*', '\u2217')}*`;
    case 'code':
      return `\`${escaped}\``;
    case 'link': {
      const address = safeUrl(span.url)?.replaceAll('|', '%7C').replaceAll('&', '&amp;');
      if (address === undefined || address.length > MOST_URL) return escaped;
      return `<${address}|${escaped.replaceAll('|', '/')}>`;
    }
  }
}

/** Never inside an entity. */
function cutEscaped(escaped: string, limit: number): string {
  return escaped.length <= limit
    ? escaped
    : `${cutText(escaped, limit)
        .replace(/…$/, '')
        .replace(/&[a-z]{0,3}$/, '')}…`;
}

/** Whole lines as far as they fit; says how many are missing. */
function fitLines(lines: readonly string[], room: number): readonly string[] {
  let left = room;
  for (const [index, line] of lines.entries()) {
    left -= line.length + 1;
    if (left < MOST_REST && index < lines.length - 1) {
      return [...lines.slice(0, index), restOf(lines.length - index)];
    }
    if (left < 0) return [...lines.slice(0, index), restOf(lines.length - index)];
  }
  return lines;
}

function restOf(count: number): string {
  return `… ${count} more on the incident's page`;
}

function sections(lines: readonly string[]): readonly string[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + 1 + line.length <= MOST_SECTION)
      texts[texts.length - 1] = `${last}\n${line}`;
    else texts.push(line);
  }
  return texts.filter((text) => text.trim() !== '');
}

function mrkdwnSection(text: string): KnownBlock {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

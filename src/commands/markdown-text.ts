/**
 * Text of strangers (functions, subjects of commits, authors) in Markdown of GitHub and GitLab: it shows as it is, and neither formats,
 * links, mentions anybody nor refers to an issue. https://github.github.com/gfm/, https://docs.gitlab.com/user/markdown/
 */
import { cutText, safeUrl, tameText } from '../adapters/tame-text.ts';

/** Hosts look for mentions and references after Markdown is read, so a backslash does not keep them away: this does. */
const NOTHING = '\u200B';
const REFERENCE = /[@#!~%$&^](?=[\p{L}\p{N}_"'[*(])/gu;
const ADDRESS = /:(?=\/\/)|\bwww(?=\.)|\bGH(?=-\d)|\b(?:mailto|xmpp)(?=:)/giu;
const MARKS = /[\\`*_[\]()~|#!$<>&]/g;
const ENTITIES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };
/** What would begin a list or a heading. */
const OPENING = /^(?:[-+=]|\d+(?=[.)]))/;

/** One line of text, at most `limit` characters of the original. */
export function markdownText(text: string, limit: number): string {
  return cutText(oneLine(text), limit)
    .replace(ADDRESS, `$&${NOTHING}`)
    .replace(REFERENCE, `$&${NOTHING}`)
    .replace(MARKS, (mark) => ENTITIES[mark] ?? `\\${mark}`)
    .replace(OPENING, (mark) => (/\d/.test(mark) ? `${mark}\\` : `\\${mark}`));
}

/** A code span, which shows everything as it is; `inTable` a pipe would end the cell. */
export function markdownCode(text: string, limit: number, inTable = false): string {
  const plain = cutText(oneLine(text), limit) || ' ';
  const longest = Math.max(0, ...(plain.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const room = plain.startsWith('`') || plain.endsWith('`') ? ' ' : '';
  const code = `${fence}${room}${plain}${room}${fence}`;
  return inTable ? code.replaceAll('|', String.raw`\|`) : code;
}

/** A link around what is Markdown already; without it where the address is none of the web. */
export function markdownLink(markdown: string, url: string | undefined): string {
  const address = url === undefined ? undefined : safeUrl(url);
  if (address === undefined) return markdown;
  const quoted = address.replace(/[()<>|\\[\]`*_~@]/g, (mark) => `%${mark.codePointAt(0)!.toString(16).toUpperCase()}`);
  return `[${markdown}](${quoted})`;
}

function oneLine(text: string): string {
  return tameText(text).replaceAll(/\s+/gu, ' ').trim();
}

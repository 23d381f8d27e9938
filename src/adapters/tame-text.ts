// C0 and C1 controls (a terminal acts on them), and the characters that turn the reading direction around
// (https://trojansource.codes): names in alerts and profiles are chosen by strangers.
const CONTROLS = /[\p{Cc}\u2028\u2029]+/gu;
const DIRECTIONS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** One line of harmless characters; nothing else of the text changes. */
export function tameText(text: string): string {
  return text.toWellFormed().replace(DIRECTIONS, '').replace(CONTROLS, ' ');
}

/** At most `limit` UTF-16 units, cut on a code point's border, with an ellipsis where something was cut. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, Math.max(0, limit - 1)).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** An address that a chat may show as a link: absolute http(s), written by the URL parser. */
export function safeUrl(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  return parsed.protocol === 'https:' || parsed.protocol === 'http:' ? parsed.href : undefined;
}

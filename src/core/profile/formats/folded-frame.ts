import type { Frame } from '../profile.ts';

/**
 * Many profilers put the place of a frame into its name. Taken out of it again, one function is one function on all its lines, and
 * its file tells whose code it is. What fits none of the patterns is a name as a whole.
 */
export function frameOfText(text: string): Frame {
  // Most names hold none of it, which one look for a blank tells.
  const place = text.includes(' ') ? (placeInBrackets(text) ?? placeBehindDash(text)) : undefined;
  return place ?? placeBehindName(text) ?? plainFrame(text);
}

export function plainFrame(name: string, file = '', line = 0): Frame {
  return { name, file, line, startLine: 0 };
}

/** py-spy: `handle (shop/app.py:12)`, or with the library of a native frame, `malloc (libc.so.6)`. */
function placeInBrackets(text: string): Frame | undefined {
  if (!text.endsWith(')')) return undefined;
  const open = text.lastIndexOf(' (');
  if (open < 1) return undefined;
  const place = text.slice(open + 2, -1);
  const colon = lineColon(place);
  const file = colon < 0 ? place : place.slice(0, colon);
  // Parameter lists of C++ and "(deleted)" look alike, but hold no dot, or a space before it.
  if (!/^(?:<[^<>]{1,200}>|[^()\s;]{1,1000})$/.test(file) && !/^[^();]{1,1000}\.\w{1,8}$/.test(file)) return undefined;
  if (colon < 0 && !file.includes('.')) return undefined;
  return plainFrame(text.slice(0, open), file, colon < 0 ? 0 : Number(place.slice(colon + 1)));
}

/** rbspy: `block in index - app/orders.rb:12`, and `(unknown)` for methods in C. */
function placeBehindDash(text: string): Frame | undefined {
  const dash = text.lastIndexOf(' - ');
  if (dash < 1) return undefined;
  const place = text.slice(dash + 3);
  const colon = lineColon(place);
  const file = colon < 0 ? place : place.slice(0, colon);
  if (file === '(unknown)') return plainFrame(text.slice(0, dash));
  if (colon < 0 && !/^[^\s]+\.rb$/.test(file)) return undefined;
  return plainFrame(text.slice(0, dash), file, Number(place.slice(colon + 1)) || 0);
}

/** V8's perf maps: `JS:*handle /srv/app.js:12:34` is the function that begins there. Nameless ones are told apart by their place. */
function placeBehindName(text: string): Frame | undefined {
  if (!text.includes(':')) return undefined;
  const tier = /^(?:JS|LazyCompile|Function|Script|Eval):[~*^+]{0,2}/.exec(text)?.[0];
  if (tier === undefined) return undefined;
  const last = lineColon(text);
  if (last < 0) return undefined;
  const first = lineColon(text.slice(0, last));
  const line = first < 0 ? last : first;
  const middle = text.slice(tier.length, line);
  const path = / (?:\/|node:|file:)/.exec(middle)?.index ?? middle.lastIndexOf(' ');
  const file = middle.slice(path + 1);
  if (file === '') return undefined;
  const startLine = Number.parseInt(text.slice(line + 1), 10);
  const column = first < 0 ? 0 : Number(text.slice(last + 1));
  const name = path < 0 ? '' : middle.slice(0, path);
  return { name: tier + (name || `(anonymous:L#${startLine}:C#${column})`), file, line: 0, startLine };
}

/** Place of the colon before a line number that ends the text, or -1. */
function lineColon(text: string): number {
  const colon = text.lastIndexOf(':');
  return colon > 0 && /^\d{1,9}$/.test(text.slice(colon + 1)) ? colon : -1;
}

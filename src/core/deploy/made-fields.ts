import type { TracedChange } from './trace-changes.ts';

/** What makes things: sizes, limits and timeouts stand there, and cost elsewhere. */
const MAKERS =
  /^(?:new|make|create|build|init|setup|configure|default|open|connect|start|main|constructor|__init__|with|from|settings|options|load)/i;
/** Shorter names stand for anything. */
const LEAST_NAME = 4;

/**
 * A field that a maker's changed lines set, and that the tokens of a function read: `pool: lru.New(32)` of NewBook beside `b.pool.Get`.
 * Undefined where the change is none of a maker.
 */
export function madeField(change: TracedChange, body: readonly string[]): string | undefined {
  const { name, isFunction, kind, wrote, dropped } = change;
  if (!isFunction || kind !== 'changed' || !MAKERS.test(name)) return undefined;
  const read = new Set(
    body.filter((token, at) => /^(?:\.|->)$/.test(body[at - 1] ?? '') && token.length >= LEAST_NAME),
  );
  for (const line of wrote) {
    const field = fieldBefore(line, lengthOfCommon(line, dropped));
    if (field !== undefined && read.has(field)) return field;
  }
  return undefined;
}

/** `size` of `{size:3` where the 3 is another one now: what stands before the last colon or equals sign of the part. */
function fieldBefore(line: string, place: number): string | undefined {
  const before = line.slice(0, place).replace(/\[[^\]]*\]|\([^()]*\)/g, '');
  return /([A-Za-z_$][\w$]*)(?::|:?=)[^,;:=]*$/.exec(before)?.[1];
}

/** How far a line is as one of those that it took the place of. */
function lengthOfCommon(line: string, dropped: ReadonlySet<string>): number {
  let longest = 0;
  for (const other of dropped) {
    let at = 0;
    while (at < line.length && line[at] === other[at]) at++;
    longest = Math.max(longest, at);
  }
  return longest;
}

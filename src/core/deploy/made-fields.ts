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
export function madeField(
  { name, isFunction, kind, wrote }: TracedChange,
  body: readonly string[],
): string | undefined {
  if (!isFunction || kind !== 'changed' || !MAKERS.test(name)) return undefined;
  const read = new Set(
    body.filter((token, at) => /^(?:\.|->)$/.test(body[at - 1] ?? '') && token.length >= LEAST_NAME),
  );
  for (const line of wrote) for (const word of line.match(/[A-Za-z_$][\w$]*/g) ?? []) if (read.has(word)) return word;
  return undefined;
}

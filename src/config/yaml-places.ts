import { EVENT_ID, getScalarValue, SCALAR_STYLE, type Event } from 'js-yaml';

/** Children of one list or mapping: where each stands, and at which event its content begins. */
type Children = ReadonlyMap<PropertyKey, { readonly offset: number; readonly content: number }>;

/** Where an event's text begins, quotes included. */
export function startOf(
  event: Exclude<Event, { readonly type: typeof EVENT_ID.POP | typeof EVENT_ID.DOCUMENT }>,
): number {
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart - 1;
  if (event.type !== EVENT_ID.SCALAR) return event.start;
  const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
  return Math.max(0, event.valueStart - (quoted ? 1 : 0));
}

/**
 * Finds the offset of a path, or of the nearest thing on the way to it that exists. Nothing is kept until somebody
 * asks, and then only the levels that were asked for: a large file without problems costs nothing.
 */
export function yamlPlaces(text: string, events: readonly Event[]): (path: readonly PropertyKey[]) => number {
  const known = new Map<number, Children>();
  const childrenOf = (at: number): Children => {
    const before = known.get(at);
    if (before !== undefined) return before;
    const children = readChildren(text, events, at);
    known.set(at, children);
    return children;
  };
  return (path) => {
    let offset = 0;
    let at = 1;
    for (const step of path) {
      const child = childrenOf(at).get(step);
      if (child === undefined) break;
      ({ offset } = child);
      at = child.content;
    }
    return offset;
  };
}

/** The children of the list or mapping that begins at an event; of a key that is given twice, the first. */
export function readChildren(text: string, events: readonly Event[], from: number): Children {
  const children = new Map<PropertyKey, { offset: number; content: number }>();
  const parent = events[from];
  if (parent?.type !== EVENT_ID.SEQUENCE && parent?.type !== EVENT_ID.MAPPING) return children;
  const isMapping = parent.type === EVENT_ID.MAPPING;
  let at = from + 1;
  for (let index = 0; ; index++) {
    const event = events[at];
    if (event === undefined || event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT) return children;
    const content = isMapping ? endOf(events, at) : at;
    const key = isMapping && event.type === EVENT_ID.SCALAR ? getScalarValue(text, event) : index;
    if (!children.has(key)) children.set(key, { offset: startOf(event), content });
    at = endOf(events, content);
  }
}

/** The event behind a whole value. */
function endOf(events: readonly Event[], from: number): number {
  let depth = 0;
  let at = from;
  do {
    const type = events[at]?.type;
    if (type === EVENT_ID.SEQUENCE || type === EVENT_ID.MAPPING) depth++;
    else if (type === EVENT_ID.POP) depth--;
    at++;
  } while (depth > 0 && at < events.length);
  return at;
}

/**
 * Tags of an event stand in one of three places, by the age of the answer: an attribute of their own (`host`, `service`), the map
 * `tag`, or the list `tags` of `name:text`.
 */
export function tagsOf(attributes: Readonly<Record<string, unknown>>): (name: string) => string | undefined {
  const map = attributes['tag'];
  const list = attributes['tags'];
  const listed = new Map<string, string>();
  for (const one of Array.isArray(list) ? list : []) {
    const [, name, text] = typeof one === 'string' ? (/^([^:]+):(.*)$/s.exec(one) ?? []) : [];
    if (name !== undefined && text !== undefined && !listed.has(name)) listed.set(name, text);
  }
  return (name) => textOf(attributes, name) ?? textOf(map, name) ?? listed.get(name);
}

/** Of several texts the first. */
function textOf(holder: unknown, name: string): string | undefined {
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, name)) return undefined;
  const held: unknown = Reflect.get(holder, name);
  const text: unknown = Array.isArray(held) ? held[0] : held;
  return typeof text === 'string' || typeof text === 'number' ? String(text) : undefined;
}

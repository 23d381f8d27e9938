/**
 * Does a text begin with one of these? Asked of every function by lists of hundreds, so they are looked up by their first character.
 */
export function beginsWithOneOf(beginnings: readonly string[]): (text: string) => boolean {
  if (beginnings.includes('')) return () => true;
  const byFirst = new Map<number, string[]>();
  for (const beginning of beginnings) {
    const first = beginning.charCodeAt(0);
    const known = byFirst.get(first);
    if (known === undefined) byFirst.set(first, [beginning]);
    else known.push(beginning);
  }
  return (text) => byFirst.get(text.charCodeAt(0))?.some((beginning) => text.startsWith(beginning)) ?? false;
}

/**
 * A function's name for people: the path before its package goes, package and receiver stay, type arguments go.
 * `example.com/shop/pricing.(*Engine).Quote` → `pricing.(*Engine).Quote`.
 */
export function shortFunction(name: string): string {
  const bracket = name.search(/[[(<]/);
  const slash = name.lastIndexOf('/', bracket < 0 ? name.length : bracket);
  const short = slash < 0 ? name : name.slice(slash + 1);
  return short.length <= 80 ? short : `${short.slice(0, 79)}…`;
}

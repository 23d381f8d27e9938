import { stripBracketedTypes } from '../profile/type-arguments.ts';

/**
 * A function's name for people: the path before its package goes, package and receiver stay, type arguments go.
 * `example.com/shop/pricing.(*Engine).Quote` → `pricing.(*Engine).Quote`.
 */
export function shortFunction(name: string): string {
  const plain = stripBracketedTypes(name);
  const bracket = plain.search(/[[(<]/);
  const slash = plain.lastIndexOf('/', bracket < 0 ? plain.length : bracket);
  const short = slash < 0 ? plain : plain.slice(slash + 1);
  return short.length <= 80 ? short : `${short.slice(0, 79)}…`;
}

import { canonicalName } from '../../profile/canonical-name.ts';
import { dottedName } from '../../profile/dotted-name.ts';

/**
 * Packages or namespaces and classes in front of a method, from the outermost: `com/acme/Cart$Inner.lambda$total$0` → [com, acme,
 * Cart$Inner], `Shop.Orders+Line.<Sum>d__3.MoveNext` → [Shop, Orders, Line], `Acme\Shop\Cart::total` → [Acme, Shop, Cart].
 * Undefined where nothing is in front.
 */
export function dottedClass(name: string): readonly string[] | undefined {
  const dotted = dottedName(canonicalName(name))
    .replaceAll('\\', '.')
    .replaceAll(/::|->|#/g, '.');
  // Signatures and marks of profilers follow the name.
  const method = dotted.split(/[(\s[]/, 1)[0]!;
  const elements = method
    .split('.')
    .filter((element) => element !== '' && !/^<(?!init>|clinit>)/.test(element))
    .map((element) => element.replace(/`\d+.*$|<.*$/, (generic) => (/^<c?l?init>$/.test(generic) ? generic : '')));
  const owners = elements.slice(0, -1);
  return owners.length > 0 && owners.every((element) => /^[\p{L}\p{N}_$-]+$/u.test(element)) ? owners : undefined;
}

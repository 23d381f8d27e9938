import { commonTail } from './common-tail.ts';
import type { PathSettings } from './path-settings.ts';
import { bestOf, isInRoot, plainness } from './tail-match.ts';
import { pathsNamed, type TreeIndex } from './tree-index.ts';

/**
 * Files of a module named with dots or colons: Python's `shop.search.rank` → shop/search.py, Ruby's `Shop::Cart#total` →
 * shop/cart.rb, `Elixir.Shop.Cart.total/1` → shop/cart.ex. At least the last module must name the file.
 */
export function moduleFiles(name: string, tree: TreeIndex, settings: PathSettings): readonly string[] {
  const parts = name
    .replace(/^Elixir\./, '')
    .replace(/\/\d+$/, '')
    .split(/::|[.#:]/)
    .filter((part) => part !== '' && part !== '<locals>');
  if (parts.length < 2 || !parts.every((part) => /^[\p{L}_][\p{L}\p{N}_?!]*$/u.test(part))) return [];
  const words = parts.map(underscored);
  const endings = /^[A-Z]/.test(parts[0]!) ? ['rb', 'ex', 'py'] : ['py', 'rb', 'ex'];
  for (let at = words.length - 2; at >= 0; at--) {
    const folders = words.slice(0, at);
    const found = bestOf(
      endings.flatMap((ending) => [
        ...pathsNamed(tree, `${words[at]!}.${ending}`),
        ...(ending === 'py'
          ? pathsNamed(tree, '__init__.py').filter((path) => path.endsWith(`${words[at]!}/__init__.py`))
          : []),
      ]),
      (path) => {
        const of = path.split('/').slice(0, path.endsWith('/__init__.py') ? -2 : -1);
        const common = commonTail(folders, of);
        return common < folders.length ? undefined : [isInRoot(path, settings) ? 1 : 0, plainness(path)];
      },
    );
    if (found.length > 0) return found;
  }
  return [];
}

/** `OrderItem` → order_item, as Ruby and Elixir name files. */
function underscored(word: string): string {
  return word.replace(/(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '_').toLowerCase();
}

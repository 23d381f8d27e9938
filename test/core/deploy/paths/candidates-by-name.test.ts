import { describe, expect, it } from 'vitest';
import { candidatesByName } from '../../../../src/core/deploy/paths/candidates-by-name.ts';
import { indexTree } from '../../../../src/core/deploy/paths/tree-index.ts';

const tree = indexTree(
  [
    'services/shop/go.mod',
    'services/shop/main.go',
    'services/shop/pricing/quote.go',
    'services/shop/pricing/fee.go',
    'services/shop/pricing/fee_test.go',
    'services/shop/pricing/fee.pb.go',
    'services/shop/pricing/deep/other.go',
    'search/__init__.py',
    'search/rank.py',
    'lib/shop/order_item.rb',
    'lib/shop/cart.ex',
    'src/main/java/com/acme/Cart.java',
  ],
  [{ path: 'services/shop/go.mod', module: 'example.com/shop' }],
);

describe('candidatesByName', () => {
  it.each([
    // All files of the package, but for tests and output.
    ['example.com/shop/pricing.Quote', ['services/shop/pricing/fee.go', 'services/shop/pricing/quote.go']],
    ['example.com/shop/pricing.(*Table).fee.func2', ['services/shop/pricing/fee.go', 'services/shop/pricing/quote.go']],
    ['example.com/shop/pricing.Sum[go.shape.int]', ['services/shop/pricing/fee.go', 'services/shop/pricing/quote.go']],
    ['example.com/shop.Run', ['services/shop/main.go']],
    ['example.com/shopping.Run', []],
    // Main packages may lie anywhere.
    ['main.handleSearch', []],
    ['com/acme/Cart$Line.sum', ['src/main/java/com/acme/Cart.java']],
    ['search.rank.score', ['search/rank.py']],
    ['search.find', ['search/__init__.py']],
    ['Shop::OrderItem#total', ['lib/shop/order_item.rb']],
    ['Elixir.Shop.Cart.total/1', ['lib/shop/cart.ex']],
    ['rank', []],
    ['', []],
  ])('finds where %s may be', (name, paths) => {
    expect(candidatesByName(name, tree, { prefixes: [], root: '' })).toEqual(paths);
  });
});

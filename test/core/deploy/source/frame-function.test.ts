import { describe, expect, it } from 'vitest';
import { frameFunction } from '../../../../src/core/deploy/source/frame-function.ts';

describe('frameFunction', () => {
  it.each([
    ['example.com/shop/pricing.(*Engine).tax', ['tax'], 'Engine', false],
    ['main.main', ['main'], '', false],
    ['example.com/shop/catalog.Item.Price', ['Price'], 'Item', false],
    ['example.com/shop/api.(*Server).Handler.(*Server).metrics.func3', ['metrics', 'Handler'], 'Server', true],
    ['cache.(*LRU[go.shape.struct { ID int "json:x" }]).Get', ['Get'], 'LRU', false],
    ['com/acme/Cart.total', ['total'], 'Cart', false],
    ['com.acme.Cart$Inner.lambda$total$0', ['total'], 'Inner', true],
    ['com.acme.CartKt$main$1.invoke', ['invoke', 'main'], 'main', false],
    ['Acme.Shop.Cart+<Total>d__3.MoveNext', ['Total'], 'Cart', true],
    ['Shop.Api!Acme.Shop.Cart.Total(int32)', ['Total'], 'Cart', false],
    ['shop::pricing::Quote::total::h0123456789abcdef', ['total'], 'Quote', false],
    ['<shop::Cart as shop::Priced>::total', ['total'], 'Cart', false],
    ['shop::rank::{{closure}}', ['rank'], '', true],
    ['acme::Cart::total(std::vector<int> const&)', ['total'], 'Cart', false],
    ['Outer.<locals>.inner', ['inner'], 'Outer', false],
    ['<listcomp>', [], '', true],
    ['block in Index#rank', ['rank'], 'Index', true],
    ['(anonymous)', [], '', true],
    ['./app.js:handle:12', ['handle'], '', false],
    ['rank (search.py:12)', ['rank'], '', false],
  ])('reads %s', (name, names, owner, isClosure) => {
    expect(frameFunction(name)).toEqual({ names, owner, isClosure });
  });
});

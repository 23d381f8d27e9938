import { describe } from 'vitest';
import { ambiguous, found, LIBRARY, rows, RUNTIME, UNKNOWN } from './look-up.ts';

describe('Java and Kotlin', () => {
  const paths = [
    'cart/src/main/java/com/acme/Cart.java',
    'cart/src/test/java/com/acme/Cart.java',
    'pay/src/main/java/com/acme/pay/Cart.java',
    'pay/src/main/kotlin/pay/Fee.kt',
    'pay/src/main/kotlin/com/acme/pay/Totals.kt',
    'a/src/main/java/com/acme/Twice.java',
    'b/src/main/java/com/acme/Twice.java',
    'src/main/java/com/acme/HashMap.java',
    'stats/src/main/scala/com/acme/stats/Mean.scala',
  ];
  rows({ paths }, [
    ['com/acme/Cart.total', 'Cart.java', found('cart/src/main/java/com/acme/Cart.java')],
    ['com.acme.Cart.total', '', found('cart/src/main/java/com/acme/Cart.java')],
    ['com/acme/Cart.total_[j]', '', found('cart/src/main/java/com/acme/Cart.java')],
    ['com.acme.Cart$Inner.lambda$total$0', 'Cart.java', found('cart/src/main/java/com/acme/Cart.java')],
    ['com/acme/Cart.<init>', '', found('cart/src/main/java/com/acme/Cart.java')],
    ['com.acme.Cart.total(Ljava/lang/String;)V', '', found('cart/src/main/java/com/acme/Cart.java')],
    ['com.acme.pay.Cart.total', 'Cart.java', found('pay/src/main/java/com/acme/pay/Cart.java')],
    ['com.other.Cart.total', 'Cart.java', UNKNOWN],
    ['com.acme.pay.Fee.of', 'Fee.kt', found('pay/src/main/kotlin/pay/Fee.kt')],
    ['com.acme.pay.TotalsKt.sum', '', found('pay/src/main/kotlin/com/acme/pay/Totals.kt')],
    ['com.acme.stats.Mean$.of', '', found('stats/src/main/scala/com/acme/stats/Mean.scala')],
    ['com.acme.Twice.run', '', ambiguous('a/src/main/java/com/acme/Twice.java', 'b/src/main/java/com/acme/Twice.java')],
    ['java.util.HashMap.put', 'HashMap.java', RUNTIME],
    ['java/util/HashMap.put', '', RUNTIME],
    ['com.fasterxml.jackson.core.Cart.next', 'Cart.java', LIBRARY],
    ['total', 'com/acme/Cart.java', found('cart/src/main/java/com/acme/Cart.java')],
  ]);
});

describe('.NET', () => {
  const paths = [
    'src/Acme.Shop/Pricing.cs',
    'src/Acme.Shop/Orders/Cart.cs',
    'src/Acme.Web/Cart.cs',
    'test/Acme.Shop.Tests/Pricing.cs',
    'src/System/Thread.cs',
  ];
  rows({ paths }, [
    [
      'Acme.Shop.Pricing.Quote',
      'C:\\agent\\_work\\1\\s\\src\\Acme.Shop\\Pricing.cs',
      found('src/Acme.Shop/Pricing.cs'),
    ],
    ['Acme.Shop.Pricing.Quote', '/_/src/Acme.Shop/Pricing.cs', found('src/Acme.Shop/Pricing.cs')],
    ['Acme.Shop.Pricing.Quote', '', found('src/Acme.Shop/Pricing.cs')],
    ['Acme.Shop!Acme.Shop.Orders.Cart.Add', '', found('src/Acme.Shop/Orders/Cart.cs')],
    ['Acme.Web.Cart+Line.Sum', '', found('src/Acme.Web/Cart.cs')],
    ['Acme.Shop.Orders.Cart.<Place>d__3.MoveNext', '', found('src/Acme.Shop/Orders/Cart.cs')],
    ['System.Threading.Thread.Start', '/_/src/System/Thread.cs', RUNTIME],
    ['System.Threading.Thread.Start', '', RUNTIME],
    ['Acme.Shop.Gone.Quote', '', UNKNOWN],
  ]);
});

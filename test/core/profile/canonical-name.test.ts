import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalName } from '../../../src/core/profile/canonical-name.ts';
import { closureFamily } from '../../../src/core/profile/closure-family.ts';
import { decodePprof } from '../../../src/core/profile/formats/pprof.ts';
import { profileFixture } from '../../support/profile-fixture.ts';

describe('canonicalName', () => {
  test.each([
    // Go
    ['cache.(*LRU[go.shape.struct { ID int "json:\\"id]\\""; Tags []string }]).Get', 'cache.(*LRU).Get'],
    ['cache.(*LRU[...]).Get', 'cache.(*LRU).Get'],
    ['slices.SortFunc[go.shape.[]string,go.shape.string].func1', 'slices.SortFunc.func1'],
    ['example.com/shop/api.(*Server).handleRecommend-fm', 'example.com/shop/api.(*Server).handleRecommend'],
    [
      'example.com/shop/api.(*Server).Handler.(*Server).metrics.func3',
      'example.com/shop/api.(*Server).Handler.(*Server).metrics.func3',
    ],
    ['github.com/a/b/v3/pkg.Do', 'github.com/a/b/pkg.Do'],
    ['github.com/a/b/v12.Do', 'github.com/a/b.Do'],
    ['gopkg.in/yaml%2ev3.Unmarshal', 'gopkg.in/yaml.Unmarshal'],
    ['cache.Get[cut off', 'cache.Get[cut off'],
    ['main.hashLoop.abi0', 'main.hashLoop'],
    // V8
    ['*parse', 'parse'],
    ['LazyCompile:~handle /srv/app.3f2a1b9cd0.js:12', 'handle /srv/app.js'],
    ['JS:*#handle', '#handle'],
    ['JS:^größe /srv/app.js:12:34', 'größe /srv/app.js'],
    ['./work.cjs:request:5', './work.cjs:request'],
    ['node:internal/crypto/hash:update:132', 'node:internal/crypto/hash:update'],
    [':(idle):0', '(idle)'],
    ['./work.cjs:(anonymous):12', './work.cjs:(anonymous):12'],
    ['(anonymous)', '(anonymous)'],
    ['RegExp: row(\\d+)', 'RegExp: row(\\d+)'],
    // Java
    ['java/lang/String.indexOf_[j]', 'java/lang/String.indexOf'],
    ['com/shop/api/Main$$Lambda$49.0x00007f140c11ca60.handle', 'com/shop/api/Main$$Lambda.handle'],
    ['org/ex/E$$Lambda$8/0x0000000800c01220.run', 'org/ex/E$$Lambda.run'],
    ['shop.Till$$Lambda$87+0x00007f7910007a08/1043351526.run', 'shop.Till$$Lambda.run'],
    ['java.lang.invoke.LambdaForm$DMH+0x00007f79100c4c00/56789.invoke', 'java.lang.invoke.LambdaForm$DMH.invoke'],
    ['Fib$$Lambda.0x00007ffa600c4da0.apply', 'Fib$$Lambda.apply'],
    ['io/o/Context$$Lambda$lambda$wrap$2$2630016632.0x00000000000100dd.call', 'io/o/Context$$Lambda.call'],
    ['jdk/internal/reflect/GeneratedMethodAccessor31.invoke', 'jdk/internal/reflect/GeneratedMethodAccessor.invoke'],
    ['com.x.S$$EnhancerBySpringCGLIB$$1a2b3c4d.get', 'com.x.S$$EnhancerBySpringCGLIB.get'],
    ['com.sun.proxy.$Proxy41.save', 'com.sun.proxy.$Proxy.save'],
    ['com.x.S$$SpringCGLIB$$0.get', 'com.x.S$$SpringCGLIB.get'],
    ['com.x.S$$SpringCGLIB$$FastClass$$1.invoke', 'com.x.S$$SpringCGLIB$$FastClass.invoke'],
    ['com.x.S$HibernateProxy$Xy12abCd.get', 'com.x.S$HibernateProxy.get'],
    ['jdk/proxy3/$Proxy88.get', 'jdk/proxy/$Proxy.get'],
    ['java/util/ArrayList.<init>', 'java/util/ArrayList.<init>'],
    ['java/util/HashMap.getNode(Ljava/lang/Object|)Ljava/util/HashMap$Node|', 'java/util/HashMap.getNode'],
    ['com/x/A.<init>([BII[Ljava/lang/String;)V', 'com/x/A.<init>'],
    ['finish_task_switch.isra.0_[k]', 'finish_task_switch'],
    ['java.lang.Object[]_[i]', 'java.lang.Object[]'],
    // Processes and threads as roots
    ['[http-worker-16 tid=20975]', '[thread]'],
    ['thread (22448): worker-1', '[thread]'],
    ['thread (0x7F07B4F8A740)', '[thread]'],
    ['process 12:"python app.py"', '[process]'],
    ['java-20958/20961', 'java'],
    ['thread pool', 'thread pool'],
    // .NET
    [
      'System.Private.CoreLib.il!System.Threading.Thread.StartCallback()',
      'System.Private.CoreLib!System.Threading.Thread.StartCallback',
    ],
    ['instance void [Shop.Api] Shop.Cart::Add(class System.String[])[OptimizedTier1]', 'Shop.Api!Shop.Cart.Add'],
    ['bool [Shop] Shop.Cart+<>c::<Add>b__0_1(int32)[QuickJitted]', 'Shop!Shop.Cart+<>c.<Add>b__0_1'],
    ['Shop!Shop.Map`2[System.__Canon,System.__Canon].Find(!0)', 'Shop!Shop.Map`2.Find'],
    ['dynamicClass.lambda_method12(pMT: 0)', 'dynamicClass.lambda_method'],
    ['Castle.Proxies.OrderProxy_3.Save()', 'Castle.Proxies.OrderProxy.Save'],
    // Ruby, PHP, Zig
    ['#<Class:0x00007f0a1b2c3d4e>#total', '#<Class:0x_>#total'],
    ['_app_views_orders_index_html_erb___1234567890123456789_12345', '_app_views_orders_index_html_erb_'],
    ['block in Foo#bar', 'block in Foo#bar'],
    ['ContainerXyZ12ab\\getCartService::do', 'Container\\getCartService::do'],
    ['App\\Cart::{closure}', 'App\\Cart::{closure}'],
    ['fmt.format__anon_4711', 'fmt.format__anon'],
    // C and C++
    ['foo.part.3.isra.0', 'foo'],
    ['foo(int) [clone .isra.0]', 'foo'],
    ['foo.constprop.0.isra.0.cold', 'foo'],
    ['log@@GLIBC_2.29', 'log'],
    ['memcmp@plt', 'memcmp@plt'],
    ['__memmove_avx512_unaligned_erms', '__memmove'],
    ['ns::f(int)::Local::g(char)', 'ns::f::Local::g'],
    ['ns::f(int)::{lambda(int)#1}::operator()(int) const', 'ns::f::{lambda(int)#1}::operator()'],
    ['ns::C::f(void (*)(int)) const::Local::g()', 'ns::C::f::Local::g'],
    ['std::vector<int, std::allocator<int> >::push_back(int const&)', 'std::vector::push_back'],
    ['std::string::size[abi:cxx11]() const', 'std::string::size'],
    ['(anonymous namespace)::parse(char const*)', '(anonymous namespace)::parse'],
    ['a::b<c<d>>::operator<<(x)', 'a::b::operator<<'],
    ['ns::C::operator()(int) const', 'ns::C::operator()'],
    ['ns::C::operator[](int)', 'ns::C::operator[]'],
    ['operator delete[](void*)', 'operator delete[]'],
    ['libc.so.6+0x163961', 'libc.so.6'],
    ['0x7f7163b1e8ec', '0x_'],
    // Rust
    ['core::iter::map::h0123456789abcdef', 'core::iter::map'],
    ['_ZN4core3ptr4drop17h0123456789abcdefE', '_ZN4core3ptr4dropE'],
    ['core[1a2b3c4d5e6f7890]::iter::map', 'core::iter::map'],
    ['alloc::vec::Vec<T,A>::extend_trusted', 'alloc::vec::Vec::extend_trusted'],
    [
      '<alloc::vec::Vec<T,A> as alloc::vec::SpecExtend<T,I>>::spec_extend',
      '<alloc::vec::Vec as alloc::vec::SpecExtend>::spec_extend',
    ],
    ['reserve::do_reserve_and_handle::<alloc::alloc::Global>', 'reserve::do_reserve_and_handle'],
    // Python
    ['<module>', '<module>'],
    ['create.<locals>.<listcomp>', 'create.<locals>.<listcomp>'],
  ])('%s → %s', (name, canonical) => {
    expect(canonicalName(name)).toBe(canonical);
  });

  const recorded = [
    'shop/v1.2.0-1-cpu.pprof',
    'formats/pprof-rs.pb',
    'formats/google-pprof-wall.pb.gz',
    'formats/ap-jfrconv-lock-total-ns.pprof',
  ];
  test.each(recorded)('changes nothing the second time, nor leaves a name empty, in %s', (name) => {
    for (const frame of decodePprof(profileFixture(name)).frames) {
      const canonical = canonicalName(frame.name);
      expect(canonicalName(canonical)).toBe(canonical);
      expect(canonical).not.toBe('');
    }
  });

  const pieces = [
    '[',
    ']',
    '<',
    '>',
    '(',
    ')',
    '"',
    '\\',
    '"\\"',
    'lambda$',
    '$$Lambda',
    '.part',
    '.1',
    '::h',
    '0x',
    '+0x1',
    '/v2',
    'operator',
    ' const',
    'a',
    ':1',
    '#',
    '-fm',
    '.func1',
    'Generated',
    '@',
    '.js',
    '.a1b2c3d4e5',
    ')::f(',
    '__',
    '] ',
    '!',
    'thread (1',
    '-1/',
    '@GLIBC_2',
    'Ljava/lang/A|',
  ];
  test.each(pieces)('takes linear time on a million characters of %j', (piece) => {
    const begin = performance.now();
    for (const tail of ['', 'x', ')', ']', ' (x', '::f(a)'])
      closureFamily(canonicalName(`f${piece.repeat(1e6 / piece.length)}${tail}`));

    expect(performance.now() - begin).toBeLessThan(3_000);
  });

  test('bears any text', () => {
    const text = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 3 })), { maxLength: 12 });

    fc.assert(
      fc.property(text, (parts) => {
        const name = parts.join('');
        expect(closureFamily(canonicalName(name)).length).toBeLessThanOrEqual(name.length + 1);
      }),
    );
  });
});

describe('closureFamily', () => {
  test.each([
    ['api.(*Server).Handler.func3', 'api.(*Server).Handler.func*'],
    ['api.Handler.func3.1.2', 'api.Handler.func*'],
    ['api.Run.gowrap2', 'api.Run.gowrap*'],
    ['com/shop/api/Main.lambda$wrap$0', 'com/shop/api/Main.lambda$wrap$*'],
    ['com/shop/api/Main$1.run', 'com/shop/api/Main$*.run'],
    ['com/shop/Main$1$2.run', 'com/shop/Main$*$*.run'],
    ['Shop.$anonfun$total$3$adapted', 'Shop.$anonfun$total$*$adapted'],
    ['shop.CartKt.total$lambda-3', 'shop.CartKt.total$lambda-*'],
    ['shop.core$total$fn__5529.invoke', 'shop.core$total$fn__*.invoke'],
    ['Shop!Shop.Cart+<>c__DisplayClass3_0.<Add>b__1', 'Shop!Shop.Cart+<>c__DisplayClass*.<Add>b__*'],
    ['Shop!Shop.Cart+<AddAsync>d__5.MoveNext', 'Shop!Shop.Cart+<AddAsync>d__*.MoveNext'],
    ['Shop!Shop.Cart.<Add>g__Check|0_1', 'Shop!Shop.Cart.<Add>g__Check|*'],
    ['<>f__AnonymousType3`2.ToString', '<>f__AnonymousType*`2.ToString'],
    ['{closure:App\\Cart::add():12}', '{closure:App\\Cart::add():*}'],
    ['App\\class@anonymous/srv/Cart.php:12$0::add', 'App\\class@anonymous/srv/Cart.php:*::add'],
    ['main.walk-range2', 'main.walk-range*'],
    ['main.init.1', 'main.init.*'],
    ['cart:-total/2-fun-0-', 'cart:-total/2-fun-*-'],
    ['closure #1 in Cart.total', 'closure #* in Cart.total'],
    ['rp::request::{closure#0}', 'rp::request::{closure#*}'],
    ['(anonymous:L#3:C#174)', '(anonymous:*)'],
    ['./work.cjs:(anonymous):12', './work.cjs:(anonymous):*'],
    ['main.func', 'main.func'],
    ['sha256.block', 'sha256.block'],
  ])('%s → %s', (name, family) => {
    expect(closureFamily(name)).toBe(family);
  });
});

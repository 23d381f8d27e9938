import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { locateFile } from '../../../../src/core/deploy/paths/locate-file.ts';
import { indexTree } from '../../../../src/core/deploy/paths/tree-index.ts';
import { ambiguous, found, LIBRARY, rows, RUNTIME, UNKNOWN, vendored, WHOLE } from './look-up.ts';

describe('Python', () => {
  rows({ paths: ['app/models.py', 'app/main.py', 'main.py', 'shop/json/decoder.py', 'tests/main.py'] }, [
    ['total', '/srv/shop/app/models.py', found('app/models.py')],
    ['total', 'app/models.py', found('app/models.py')],
    ['total', '/code/app/models.py', found('app/models.py')],
    ['total (app/models.py:12)', '', found('app/models.py')],
    ['models.py:total', '', found('app/models.py')],
    ['decode', '/usr/lib/python3.11/json/decoder.py', RUNTIME],
    ['decode', '/usr/local/lib/python3.12/json/decoder.py', RUNTIME],
    ['decode', 'json/decoder.py', RUNTIME],
    ['decode', '/usr/local/lib/python3.12/site-packages/shop/json/decoder.py', LIBRARY],
    ['decode', '/app/.venv/lib/python3.12/site-packages/shop/json/decoder.py', LIBRARY],
    ['_find_and_load', '<frozen importlib._bootstrap>', RUNTIME],
    // /app may be the repository or its folder app.
    ['run', '/app/main.py', ambiguous('app/main.py', 'main.py')],
    ['run', '/opt/agent/lib/worker/main.py', UNKNOWN],
  ]);
});

describe('Ruby', () => {
  rows({ paths: ['app/models/order.rb', 'lib/shop/cart.rb', 'gems/billing/lib/billing.rb', 'lib/rack.rb'] }, [
    ['total', '/app/app/models/order.rb', found('app/models/order.rb')],
    ['app/models/order.rb total', '', found('app/models/order.rb')],
    ['Shop::Cart#total', '', found('lib/shop/cart.rb')],
    ['call', '/usr/local/bundle/gems/rack-2.2.7/lib/rack.rb', LIBRARY],
    ['call', '/usr/local/lib/ruby/gems/3.2.0/gems/rack-2.2.7/lib/rack.rb', LIBRARY],
    ['each', '/usr/local/lib/ruby/3.2.0/set.rb', RUNTIME],
    // The repository's own gems.
    ['charge', '/app/gems/billing/lib/billing.rb', found('gems/billing/lib/billing.rb')],
  ]);
});

describe('PHP, C and C++', () => {
  const paths = ['src/Service/Cart.php', 'src/price.cc', 'include/price.h', 'vendor/symfony/http-kernel/Kernel.php'];
  rows({ paths }, [
    ['App\\Service\\Cart::total', '/var/www/html/src/Service/Cart.php', found('src/Service/Cart.php')],
    ['App\\Service\\Cart::total', '', found('src/Service/Cart.php')],
    [
      'handle',
      '/var/www/html/vendor/symfony/http-kernel/Kernel.php',
      vendored('vendor/symfony/http-kernel/Kernel.php'),
    ],
    ['handle', '/var/www/html/vendor/symfony/console/Kernel.php', LIBRARY],
    ['Symfony\\Component\\HttpKernel\\Kernel::handle', '', LIBRARY],
    ['price', '../src/price.cc', found('src/price.cc')],
    ['price', '/build/obj/../src//price.cc (deleted)', found('src/price.cc')],
    ['price', 'D:\\SRC\\Price.cc', found('src/price.cc')],
    ['price', '/proc/self/cwd/external/zlib/price.cc', LIBRARY],
    ['price', 'bazel-out/k8-fastbuild/bin/src/price.cc', found('src/price.cc')],
    ['price', '/root/.cache/bazel/_bazel_root/0a1b/execroot/_main/src/price.cc', found('src/price.cc')],
    ['memcpy', '/usr/include/price.h', RUNTIME],
    ['memcpy', './string/price.cc', RUNTIME],
    ['', '', UNKNOWN],
    ['0x7f00', '[unknown]', RUNTIME],
  ]);
});

describe('locateFile', () => {
  const path = fc.array(fc.constantFrom('src', 'app', 'lib', 'a', 'b', 'main', 'vendor', 'test'), { maxLength: 4 });
  const file = fc
    .tuple(path, fc.constantFrom('x.go', 'x.js', 'x.ts', 'x.py', 'X.java', 'x.rs', 'X.cs', 'index.ts'))
    .map(([folders, name]) => [...folders, name].join('/'));

  const strange = fc.string({ unit: fc.constantFrom(...'aXz09 ./\\:;%$#@!~()[]{}<>"\'\n\t\0ö😀'.split('')) });

  it('never names what the tree does not have, nor one of several that fit alike', () => {
    const anything = fc.oneof(
      file,
      strange,
      file.map((name) => `/app/${name}`),
      strange.map((text) => `webpack://${text}`),
    );
    const name = fc.oneof(strange, fc.constantFrom('a.b.X.run', 'a::x::run', 'example.com/a.Run'));
    fc.assert(
      fc.property(fc.array(file), name, anything, fc.constantFrom('', 'src', 'a'), (paths, called, named, root) => {
        const tree = indexTree(paths, [{ path: 'a/go.mod', module: 'example.com/a' }]);
        const located = locateFile({ function: called, file: named }, tree, { prefixes: [], root });
        const told = 'paths' in located ? located.paths : 'path' in located ? [located.path] : [];

        for (const one of told) expect(tree.paths.has(one)).toBe(true);
        expect(located.kind !== 'ambiguous' || new Set(told).size > 1).toBe(true);
      }),
    );
  });

  it('finds every file of the service by its own path in a container', () => {
    fc.assert(
      fc.property(fc.uniqueArray(file, { minLength: 1 }), (paths) => {
        const own = paths.filter((one) => !/vendor|\.(?:java|cs|go)$/.test(one));
        const tree = indexTree(paths);
        for (const one of own) {
          const located = locateFile({ function: 'f', file: `/srv/shop/${one}` }, tree, WHOLE);

          expect(located).toEqual({ kind: 'found', path: one });
        }
      }),
    );
  });
});

import { describe } from 'vitest';
import type { Located } from '../../../../src/core/deploy/paths/located.ts';
import { ambiguous, compiled, found, LIBRARY, rows, RUNTIME, UNKNOWN, vendored } from './look-up.ts';

describe('JavaScript', () => {
  const paths = [
    'package.json',
    'server.js',
    'src/pricing/quote.ts',
    'src/pages/cart.tsx',
    'src/worker.mts',
    'src/views/Cart.vue',
    'lib/http/server.js',
    'src/ö bersicht.js',
    'dist/kept.js',
    'src/kept.ts',
    'app/api/route.ts',
  ];
  rows({ paths }, [
    ['handle', '/app/server.js', found('server.js')],
    ['handle', '/usr/src/app/server.js', found('server.js')],
    ['handle', 'file:///srv/shop/server.js', found('server.js')],
    ['handle', './server.js', found('server.js')],
    ['handle', 'other/server.js', UNKNOWN],
    ['handle', 'shop/src/pages/cart.tsx', found('src/pages/cart.tsx')],
    ['handle', 'file:///srv/shop/src/%C3%B6%20bersicht.js', found('src/ö bersicht.js')],
    ['handle', '/srv/shop/src/o\u0308%20bersicht.js', found('src/ö bersicht.js')],
    ['handle', 'webpack://shop/./src/pricing/quote.ts', found('src/pricing/quote.ts')],
    ['handle', 'webpack:///./src/pricing/quote.ts?a1b2', found('src/pricing/quote.ts')],
    ['handle', 'webpack-internal:///(rsc)/./src/pages/cart.tsx', found('src/pages/cart.tsx')],
    ['handle', 'rsc://React/Server/file:///app/src/pages/cart.tsx?12', found('src/pages/cart.tsx')],
    ['handle', 'turbopack:///[project]/src/pages/cart.tsx', found('src/pages/cart.tsx')],
    ['handle', '/app/src/views/Cart.vue?vue&type=script&setup=true&lang.ts', found('src/views/Cart.vue')],
    ['handle', '/app/dist/pricing/quote.js', compiled('src/pricing/quote.ts')],
    ['handle', 'file:///app/dist/worker.mjs', compiled('src/worker.mts')],
    ['handle', '/app/build/src/pages/cart.js', compiled('src/pages/cart.tsx')],
    ['handle', '/app/pricing/quote.js', compiled('src/pricing/quote.ts')],
    ['handle', '/app/.next/server/app/api/route.js', compiled('app/api/route.ts')],
    ['handle', '/app/dist/kept.js', found('dist/kept.js')],
    ['handle', '/app/dist/other.js', UNKNOWN],
    // Compilers keep the folders.
    ['handle', '/app/dist/quote.js', UNKNOWN],
    ['handle', '/app/dist/deep/quote.js', UNKNOWN],
    ['processTimers', 'node:internal/timers', RUNTIME],
    ['emit', 'node:events', RUNTIME],
    ['next', '/app/node_modules/express/lib/server.js', LIBRARY],
    ['next', '/app/node_modules/.pnpm/express@4.18.2/node_modules/express/server.js', LIBRARY],
    ['next', 'webpack://shop/./node_modules/express/server.js', LIBRARY],
    ['./server.js:handle:12', '', found('server.js')],
    ['handle /app/server.js:10:5', '', found('server.js')],
    ['handle (/app/server.js:10:5)', '', found('server.js')],
  ]);

  describe('of a monorepo', () => {
    const monorepo = [
      'services/cart/src/index.ts',
      'services/pay/src/index.ts',
      'services/pay/src/index.test.ts',
      'services/pay/src/only.ts',
      'packages/money/src/round.ts',
      'node_modules/kept/index.js',
    ];
    rows({ paths: monorepo }, [
      ['f', '/app/src/index.ts', ambiguous('services/cart/src/index.ts', 'services/pay/src/index.ts')],
      ['f', '/app/src/only.ts', found('services/pay/src/only.ts')],
      ['f', '/app/services/pay/src/index.ts', found('services/pay/src/index.ts')],
      ['f', '/srv/pay/src/index.ts', found('services/pay/src/index.ts')],
      ['f', '/app/packages/money/dist/round.js', compiled('packages/money/src/round.ts')],
      ['f', '/app/services/cart/dist/index.js', compiled('services/cart/src/index.ts')],
      [
        'f',
        '/app/dist/index.js',
        { ...ambiguous('services/cart/src/index.ts', 'services/pay/src/index.ts'), compiled: true } as Located,
      ],
      ['f', '/app/node_modules/kept/index.js', vendored('node_modules/kept/index.js')],
    ]);
    rows({ paths: monorepo, root: 'services/pay' }, [
      ['f', '/app/src/index.ts', found('services/pay/src/index.ts')],
      ['f', '/app/dist/index.js', compiled('services/pay/src/index.ts')],
      ['f', '/app/packages/money/src/round.ts', found('packages/money/src/round.ts')],
    ]);
    rows({ paths: monorepo, prefixes: [{ from: '/app/', to: 'services/cart' }] }, [
      ['f', '/app/src/index.ts', found('services/cart/src/index.ts')],
      ['f', 'file:///app/dist/index.js', compiled('services/cart/src/index.ts')],
      ['f', '/app/packages/money/src/round.ts', found('packages/money/src/round.ts')],
    ]);
  });
});

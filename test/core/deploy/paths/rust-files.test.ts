import { describe } from 'vitest';
import { found, LIBRARY, rows, RUNTIME, UNKNOWN } from './look-up.ts';

describe('Rust', () => {
  const paths = [
    'Cargo.toml',
    'src/main.rs',
    'src/pricing.rs',
    'src/search/mod.rs',
    'src/search/rank.rs',
    'crates/money-lib/src/lib.rs',
    'crates/money-lib/src/round.rs',
    'library/core/src/iter.rs',
    'src/bin/load-test.rs',
  ];
  rows({ paths }, [
    ['shop::main', 'src/main.rs', found('src/main.rs')],
    ['shop::pricing::quote', '/build/src/pricing.rs', found('src/pricing.rs')],
    ['shop::pricing::quote', '', found('src/pricing.rs')],
    ['shop::search::find', '/app/shop', found('src/search/mod.rs')],
    ['shop::search::rank::score::h0123456789abcdef', '', found('src/search/rank.rs')],
    ['<shop::pricing::Cart as core::fmt::Display>::fmt', '', found('src/pricing.rs')],
    ['money_lib::round::up', '', found('crates/money-lib/src/round.rs')],
    ['load_test::main', '', found('src/bin/load-test.rs')],
    ['other_crate::sum', '', UNKNOWN],
    ['money_lib::sum', '', found('crates/money-lib/src/lib.rs')],
    ['core::iter::next', '/rustc/90b35a6239c3d8bdabc530a6a0816f7ff89a0aaf/library/core/src/iter.rs', RUNTIME],
    ['serde::x', '/home/build/.cargo/registry/src/crates.example-6f17d22bba15001f/serde-1.0.1/src/main.rs', LIBRARY],
    ['tokio::park::park', '', LIBRARY],
    ['std::thread::spawn', '', RUNTIME],
  ]);
});

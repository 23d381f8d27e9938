import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSource } from '../../../../src/core/deploy/source/find-functions.ts';
import { languageOf } from '../../../../src/core/deploy/source/languages.ts';

/** `owner.name from-to` of every function. */
function functionsOf(path: string, text: string): readonly string[] {
  const language = languageOf(path);
  if (language === undefined) throw new Error(`${path} has no language`);
  return readSource(text, language).functions.map(
    ({ owner, name, fromLine, toLine }) => `${owner === '' ? '' : `${owner}.`}${name} ${fromLine}-${toLine}`,
  );
}

const GO = `package x

type S struct{ a int }

// func commented() {}
func (s *S[K, V]) Get(k K, f func(a int) error) (map[string]struct{}, error) {
	go func() { x() }()
	for i := range []int{1, 2} {
		_ = S{a: i, b: "}", c: '\\'', d: '\`'}
	}
	return nil, nil
}

func Map[T any](
	xs []T,
	f func(T) T,
) []T {
	return nil
}
`;

const SCRIPT = `export function connect(a: { x: number } = {}, b?: string): { y: string } {
  const found = text.replace(/[{'"]/g, '').split('}');
  return {
    async enqueue(executor, { id, at }) {
      await send(\`\${id} { \${at}\`);
    },
  };
}
const codec = {
  decode: (text) => BigInt(text),
};
define(codec, { enumerable: true, get: function () { return 1; }, done: (error, found) => {
    close();
  },
});
class Cart extends Base<{ a: string }> {
  static async total<T>(items: T[], cb: (x: T) => void): Promise<Map<string, T>> {
    for (const x of items) { cb(x); }
  }
  handle = async (request) => {
    this.x();
  };
}
const add = (a, b) => a + b;
const long = (a) =>
  a.map((b) => b)
   .filter(Boolean);
`;

const JAVA = `public class Cart<T extends Foo> implements Bar {
  @Override
  @GetMapping("/x{id}")
  public Map<String, List<T>> total(@Param("a") List<T> items, int b) throws IOException {
    for (T t : items) { x('{'); }
    items.forEach(i -> { y(); });
    return null;
  }
  Cart(int a) { this.a = a; }
  static class Inner { void go() { if (a) { } } }
}
`;

const PYTHON = `import x

class Cart(Base):
    """Says def not() of itself."""

    @cached
    @other(a,
           b=1)
    def total(self, items,
              b=None) -> int:
        """Adds up."""
        text = """
def fake():
"""
        def inner(z):
            return z
        return sum(items)

    async def go(self):
        pass

def rank(a): return 1
`;

const RUST = `impl<'a, T: Foo> Priced for Cart<'a, T> where T: Bar {
    pub async fn total<F>(&self, f: F) -> Result<Vec<T>, Error> where F: Fn(&T) -> bool {
        let c = '{'; self.items.iter().map(|x| { x + 1 }).collect()
    }
}
mod inner { pub(crate) fn go() -> i32 { 1 } }
`;

const CPP = `namespace acme {
class Cart : public Base {
  ~Cart() override { }
  int total(const std::vector<T>& v) const noexcept { if (x) { return 1; } return 2; }
};
std::map<int, int> Other::run(int a,
    int b) {
  while (1) { }
}
}
`;

const OTHERS = {
  'a.kt':
    'class Cart(val a: Int) {\n  override suspend fun total(items: List<Item>): Map<String, Int> {\n    return x\n  }\n  fun second(): T = this[1]\n}\n',
  'a.cs':
    'public class Cart {\n  [HttpGet("x")]\n  public async Task<int> Total(int a) { lock (z) { } }\n  public int Sum(int a) => a + 1;\n}\n',
  'a.rb':
    'module Shop\n  class Cart\n    def total(items)\n      items.each do |i|\n        i\n      end\n    end\n  end\nend\n',
  'a.php':
    '<?php\nclass Cart {\n  public function total(array $items = []): ?int { return f(function ($x) { return 1; }); } # {\n}\n',
};

describe('functions of a text', () => {
  it.each([
    ['Go', 'a.go', GO, ['S.Get 6-12', 'Map 14-19']],
    [
      'TypeScript',
      'a.ts',
      SCRIPT,
      [
        'connect 1-8',
        'enqueue 4-6',
        'decode 10-10',
        'done 12-14',
        'get 12-12',
        'Cart.total 17-19',
        'Cart.handle 20-22',
        'add 24-24',
        'long 25-27',
      ],
    ],
    ['Java', 'A.java', JAVA, ['Cart.total 2-8', 'Cart.Cart 9-9', 'Cart.Inner.go 10-10']],
    ['Python', 'a.py', PYTHON, ['Cart.total 6-17', 'Cart.inner 15-16', 'Cart.go 19-20', 'rank 22-22']],
    ['Rust', 'a.rs', RUST, ['Cart.total 2-4', 'inner.go 6-6']],
    ['C++', 'a.cc', CPP, ['acme.Cart.~Cart 3-3', 'acme.Cart.total 4-4', 'Other.run 6-9']],
    ['Kotlin', 'a.kt', OTHERS['a.kt'], ['Cart.total 2-4', 'second 5-5']],
    ['C#', 'a.cs', OTHERS['a.cs'], ['Cart.Total 2-3', 'Sum 4-4']],
    ['Ruby', 'a.rb', OTHERS['a.rb'], ['Shop.Cart.total 3-7']],
    ['PHP', 'a.php', OTHERS['a.php'], ['Cart.total 3-3']],
  ])('are told with their types and lines: %s', (_language, path, text, functions) => {
    expect(functionsOf(path, text)).toEqual(functions);
  });

  it('are none where the text is no code that we know', () => {
    expect(languageOf('README.md')).toBeUndefined();
    expect(functionsOf('a.go', 'this is {{{ not ((( Go')).toEqual([]);
  });

  it('lie within the text and never throw, whatever it holds', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '(',
      ')',
      '"',
      "'",
      '`',
      '/*',
      '//',
      '#',
      '\n',
      'func f',
      'def g',
      ' x ',
      '=>',
      ';',
      '${',
      '"""',
      '\\',
    );
    const paths = fc.constantFrom('a.go', 'a.ts', 'a.py', 'A.java', 'a.rb', 'a.rs', 'a.cs', 'a.scala', 'a.php');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), paths, (parts, path) => {
        const text = parts.join('');
        const { functions, lines } = readSource(text, languageOf(path)!);
        expect(lines).toHaveLength(text.split('\n').length);
        for (const { fromLine, toLine } of functions) {
          expect(fromLine).toBeGreaterThanOrEqual(1);
          expect(toLine).toBeGreaterThanOrEqual(fromLine);
          expect(toLine).toBeLessThanOrEqual(lines.length);
        }
      }),
    );
  });
});

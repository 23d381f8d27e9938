import { describe, expect, it } from 'vitest';
import { compareBodies } from '../../../../src/core/deploy/source/compare-bodies.ts';
import { readSource } from '../../../../src/core/deploy/source/find-functions.ts';
import { languageOf } from '../../../../src/core/deploy/source/languages.ts';
import { bodyOf } from '../../../../src/core/deploy/source/pick-function.ts';

function compare(path: string, before: string, after: string) {
  const body = (text: string) => {
    const source = readSource(text, languageOf(path)!);
    return bodyOf(source, source.functions[0]!);
  };
  return compareBodies(body(before), body(after));
}

describe('two versions of a function', () => {
  it.each([
    ['comments', 'a.go', 'func f() {\n\treturn 1\n}', '// f is.\nfunc f() {\n\t/* one */\n\treturn 1 // yes\n}'],
    [
      'layout',
      'a.go',
      'func f(a int, b int) {\n\tg(a, b)\n}',
      'func f(\n\ta int,\n\tb int,\n) {\n\n\tg(\n\t\ta,\n\t\tb,\n\t)\n}',
    ],
    ['quotes and semicolons', 'a.js', "function f() { return 'a' }", 'function f() {\n  return "a";\n}'],
    ['documentation', 'a.py', 'def f():\n    return 1\n', 'def f():\n    """Says one."""\n    return 1\n'],
    [
      'names of its own',
      'a.go',
      'func f(n int) {\n\tx := n\n\treturn x\n}',
      'func f(count int) {\n\tx := count\n\treturn x\n}',
    ],
    [
      'names of its own inside of texts',
      'a.js',
      'function f() {\n  let x = 0;\n  return `<i x="${x}">`;\n}',
      'function f() {\n  let place = 0;\n  return `<i x="${place}">`;\n}',
    ],
    ['and of Python', 'a.py', 'def f(x):\n    return f"{x} EUR"\n', 'def f(sum):\n    return f"{sum} EUR"\n'],
  ])('are the same but for %s', (_what, path, before, after) => {
    expect(compare(path, before, after)).toBeUndefined();
  });

  it.each([
    ['another function is called', 'func f() {\n\tg()\n}', 'func f() {\n\th()\n}'],
    ['another field is read', 'func f() {\n\treturn a.x\n}', 'func f() {\n\treturn a.y\n}'],
    ['lines change places', 'func f() {\n\tmu.Lock()\n\tg()\n}', 'func f() {\n\tg()\n\tmu.Lock()\n}'],
    [
      'a name takes the place of another that is there',
      'func f(a, b int) {\n\tg(a)\n\th(b)\n}',
      'func f(a, b int) {\n\tg(b)\n\th(b)\n}',
    ],
  ])('differ where %s', (_what, before, after) => {
    expect(compare('a.go', before, after)).toMatchObject({ kind: 'code' });
  });

  it('tell changes of nothing but texts, and of nothing but numbers', () => {
    expect(compare('a.go', 'func f() {\n\tg("a")\n}', 'func f() {\n\tg("b")\n}')).toMatchObject({ kind: 'texts' });
    expect(compare('a.go', 'func f() {\n\tg(1)\n}', 'func f() {\n\tg(20)\n}')).toMatchObject({ kind: 'numbers' });
  });

  it('keep what is deleted: SQL in a triple-quoted argument is no documentation', () => {
    const query = (sql: string) => `def f(c):\n    c.execute(\n        """${sql}"""\n    )\n`;

    expect(compare('a.py', query('select 1'), query('select 2'))).toMatchObject({ kind: 'texts' });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { formatProblem } from '../../src/config/problem.ts';
import { readYaml } from '../../src/config/yaml-file.ts';

function problems(text: string): readonly string[] {
  return readYaml(text, 'b.yaml').problems.map(formatProblem);
}

describe('readYaml', () => {
  it('reads plain values of YAML 1.2: yes and on are texts', () => {
    const text = `a: [1, -2.5, 0x1f, 0o17, 1e3, true, False, null, ~, yes, on, 1h, 12:30, '1', "x\\ty"]
b: |
  two
  lines
c: >-
  folded
  text
d:
'e f': {g: h}
`;

    expect(readYaml(text, 'b.yaml')).toMatchObject({
      problems: [],
      plain: {
        a: [1, -2.5, 31, 15, 1000, true, false, null, null, 'yes', 'on', '1h', '12:30', '1', 'x\ty'],
        b: 'two\nlines\n',
        c: 'folded text',
        d: null,
        'e f': { g: 'h' },
      },
    });
  });

  it('shares what an alias stands for', () => {
    expect(readYaml('a: &list [x, y]\nb: *list', 'b.yaml').plain).toEqual({ a: ['x', 'y'], b: ['x', 'y'] });
  });

  it.each([
    ['a tab', 'web:\n\tpages: open', 'b.yaml:2:1: tab characters must not be used in indentation'],
    ['a key twice', 'a: 1\nb: {c: 1, d: 2, c: 3}', 'b.yaml:2:17: key "c" is given twice; first on line 2'],
    ['a merge key', 'a: &a {b: 1}\nc:\n  <<: *a', 'b.yaml:3:3: merge keys (<<) are not understood: repeat the lines'],
    ['a tag', 'a: !!js/function x', 'b.yaml:1:4: the tag !!js/function is not understood'],
    ['an unknown alias', 'a: *b', 'b.yaml:1:4: nothing above is anchored as &b'],
    ['an alias of what holds it', 'a: &a [*a]', 'b.yaml:1:8: nothing above is anchored as &a'],
    ['a list for a key', '? [a]\n: b', 'b.yaml:1:3: a key must be a text'],
    ['__proto__', 'a: 1\n__proto__: {b: 1}', 'b.yaml:2:1: a key cannot be called "__proto__"'],
    ['two documents', 'a: 1\n---\nb: 2', 'b.yaml:3:1: a second document (---) in one file is not read'],
    ['an open bracket', 'a: [1', 'b.yaml:1:6: unexpected end of the stream within a flow collection'],
    ['a bad escape', 'a: "\\q"', 'b.yaml:1:6: unknown escape sequence'],
    ['100,000 brackets', '['.repeat(100_000), 'b.yaml:1:60: nesting exceeded maxDepth (60)'],
    ['100,000 levels of lists', `${'- '.repeat(100_000)}x`, 'b.yaml:1:121: nesting exceeded maxDepth (60)'],
  ])('refuses %s with its place', (_name, text, expected) => {
    const [first] = problems(text);

    expect(first).toEqual(expected);
  });

  it('tells all problems of a file that can be read to its end', () => {
    expect(problems('a: 1\na: 2\nb: *x\n<<: 1')).toHaveLength(3);
  });

  it('does not unfold a billion laughs', () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `x${i + 1}: &x${i + 1} [${Array(9).fill(`*x${i}`).join(', ')}]`,
    );
    const began = performance.now();

    expect(problems(['x0: &x0 [lol]', ...levels].join('\n'))).toEqual([
      expect.stringMatching(/^b\.yaml:\d+:\d+: aliases unfold to more than 20,000 values$/),
    ]);
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('finds the place of a path, or of the nearest thing on the way to it', () => {
    const file = readYaml('# comment\nrules:\n  - name: a\n    matchers: [x, "y"]\n  - {name: b}\n', 'b.yaml');
    const place = (...path: readonly PropertyKey[]) => formatProblem(file.problemAt(path, '!'));

    expect(place('rules', 0, 'matchers', 1)).toBe('b.yaml:4:19: !');
    expect(place('rules', 0, 'matchers')).toBe('b.yaml:4:5: !');
    expect(place('rules', 1)).toBe('b.yaml:5:5: !');
    expect(place('rules', 1, 'service')).toBe('b.yaml:5:5: !');
    expect(place('channels', 3)).toBe('b.yaml:1:1: !');
  });

  it('reads what it takes as another reader of YAML does', () => {
    const scalar = fc.oneof(fc.string({ maxLength: 8 }), fc.integer(), fc.boolean(), fc.constant(null));
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 3 },
        scalar,
        fc.array(tie('node')),
        fc.dictionary(fc.string({ maxLength: 5 }), tie('node')),
      ),
    })).node;
    fc.assert(
      fc.property(tree, (value) => {
        const text = JSON.stringify(value);
        const { plain, problems: found } = readYaml(text, 'b.yaml');

        expect(found.length === 0 || text.includes('__proto__')).toBe(true);
        expect(plain ?? null).toEqual(found.length === 0 ? parse(text) : null);
      }),
    );
  });
});

import { SourceMap as NodeSourceMap } from 'node:module';
import { transformSync } from 'esbuild';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { locateFile } from '../../../../src/core/deploy/paths/locate-file.ts';
import { decodeSourceMap, originalPosition } from '../../../../src/core/deploy/paths/source-map.ts';
import { indexTree } from '../../../../src/core/deploy/paths/tree-index.ts';

const SOURCE = `interface Line {
  readonly price: number;
}

export function total(lines: readonly Line[]): number {
  let sum = 0;
  for (const line of lines) sum += line.price;
  return round(sum);
}

function round(amount: number): number {
  return Math.round(amount * 100) / 100;
}
`;

describe('a source map', () => {
  it.each([{ minify: false }, { minify: true }])('of a real compiler leads back to the source: %o', ({ minify }) => {
    const { code, map } = transformSync(SOURCE, { loader: 'ts', sourcemap: true, sourcefile: 'src/cart.ts', minify });
    const decoded = decodeSourceMap(map)!;
    const at = code.indexOf('Math.round');
    const line = code.slice(0, at).split('\n').length;
    const column = at - code.lastIndexOf('\n', at);

    expect(originalPosition(decoded, line, column)).toEqual({ source: 'src/cart.ts', line: 12, column: 10 });
  });

  it('without a column tells the first place of the line', () => {
    const { code, map } = transformSync(SOURCE, { loader: 'ts', sourcemap: true, sourcefile: 'src/cart.ts' });
    const line = code.split('\n').findIndex((text) => text.includes('function round')) + 1;

    expect(originalPosition(decodeSourceMap(map)!, line)).toMatchObject({ source: 'src/cart.ts', line: 11 });
  });

  it('names sources as locateFile reads them', () => {
    const map = mapOf('AAAA', { sources: ['webpack://shop/./src/cart.ts'] });
    const { source } = originalPosition(decodeSourceMap(map)!, 1, 1)!;

    expect(locateFile({ function: 'f', file: source }, indexTree(['src/cart.ts']), { prefixes: [], root: '' })).toEqual(
      {
        kind: 'found',
        path: 'src/cart.ts',
      },
    );
  });

  it('has its root in front of relative sources only', () => {
    const sources = ['a.ts', '/b.ts', 'webpack://x/c.ts'];

    expect(decodeSourceMap(mapOf('AAAA', { sources, sourceRoot: '/app/src/' }))?.sources).toEqual([
      '/app/src/a.ts',
      '/b.ts',
      'webpack://x/c.ts',
    ]);
  });

  it('of sections is read as one', () => {
    const map = JSON.stringify({
      version: 3,
      sections: [
        { offset: { line: 0, column: 0 }, map: JSON.parse(mapOf('AAAA', { sources: ['a.ts'] })) },
        { offset: { line: 0, column: 10 }, map: JSON.parse(mapOf('AAAA;AACA', { sources: ['b.ts'] })) },
        { offset: { line: 5, column: 0 }, map: JSON.parse(mapOf('AAEA', { sources: ['c.ts'] })) },
      ],
    });
    const decoded = decodeSourceMap(map)!;

    expect(originalPosition(decoded, 1, 10)).toMatchObject({ source: 'a.ts' });
    expect(originalPosition(decoded, 1, 11)).toMatchObject({ source: 'b.ts', line: 1 });
    expect(originalPosition(decoded, 2, 1)).toMatchObject({ source: 'b.ts', line: 2 });
    expect(originalPosition(decoded, 6, 1)).toMatchObject({ source: 'c.ts', line: 3 });
    expect(originalPosition(decoded, 4, 1)).toBeUndefined();
  });

  it('leaves out what the compiler made itself', () => {
    const decoded = decodeSourceMap(mapOf('A,IAAA', { sources: ['a.ts'] }))!;

    expect(originalPosition(decoded, 1, 1)).toBeUndefined();
    expect(originalPosition(decoded, 1, 5)).toMatchObject({ line: 1 });
    expect(originalPosition(decoded, 1)).toMatchObject({ line: 1 });
    expect(originalPosition(decoded, 9, 1)).toBeUndefined();
  });

  it.each([
    '',
    '{}',
    '[]',
    'null',
    '{"version":2,"sources":[],"mappings":""}',
    '{"version":3,"sources":"a","mappings":[]}',
  ])('is not %s', (text) => {
    expect(decodeSourceMap(text)).toBeUndefined();
  });

  it('is read behind the line that keeps browsers from running it', () => {
    expect(decodeSourceMap(`)]}'\n${mapOf('AAAA', { sources: ['a.ts'] })}`)?.sources).toEqual(['a.ts']);
  });

  const segment = fc.tuple(fc.nat(300), fc.nat(2), fc.nat(100_000), fc.nat(1_000_000));
  const lines = fc.array(fc.array(segment, { maxLength: 6 }), { maxLength: 8 });

  it('agrees with the decoder of Node at every place', () => {
    fc.assert(
      fc.property(lines, (written) => {
        const sorted = written.map((line) => line.toSorted((a, b) => a[0] - b[0]));
        const text = mapOf(encode(sorted), { sources: ['a.ts', 'b.ts', 'c.ts'] });
        const [ours, theirs] = [decodeSourceMap(text)!, new NodeSourceMap(JSON.parse(text))];
        for (const [at, line] of sorted.entries()) {
          for (const [column] of line) {
            const entry = theirs.findEntry(at, column);

            expect(originalPosition(ours, at + 1, column + 1)).toEqual(
              'originalSource' in entry
                ? { source: entry.originalSource, line: entry.originalLine + 1, column: entry.originalColumn + 1 }
                : undefined,
            );
          }
        }
      }),
    );
  });

  it('bears whatever stands in the mappings', () => {
    const mappings = fc.string({ unit: fc.constantFrom(...'ACDgIz/+09;,;,!é'.split('')) });
    fc.assert(
      fc.property(mappings, fc.nat(20), fc.nat(50), (text, line, column) => {
        const found = originalPosition(decodeSourceMap(mapOf(text, { sources: ['a.ts'] }))!, line, column);

        expect(found === undefined || (found.line > 0 && found.column > 0)).toBe(true);
      }),
    );
  });
});

function mapOf(mappings: string, rest: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ version: 3, names: [], mappings, ...rest });
}

/** Written as the standard says, by its own words: sign in the lowest bit, five bits a digit, the lowest first. */
function encode(lines: readonly (readonly (readonly number[])[])[]): string {
  const last = [0, 0, 0, 0];
  return lines
    .map((line) => {
      last[0] = 0;
      return line
        .map((fields) =>
          fields
            .map((field, at) => {
              const difference = field - last[at]!;
              last[at] = field;
              return digits(difference);
            })
            .join(''),
        )
        .join(',');
    })
    .join(';');
}

function digits(difference: number): string {
  let rest = difference < 0 ? -difference * 2 + 1 : difference * 2;
  let text = '';
  do {
    const digit = (rest % 32) + (rest >= 32 ? 32 : 0);
    text += 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'[digit]!;
    rest = Math.floor(rest / 32);
  } while (rest > 0);
  return text;
}

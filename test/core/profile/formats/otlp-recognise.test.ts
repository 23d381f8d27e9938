import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isOtlp } from '../../../../src/core/profile/formats/otlp-recognise.ts';
import { profileFixture } from '../../../support/profile-fixture.ts';
import { bytesField, numberField, writePprof } from '../../../support/write-pprof.ts';

const FIXTURES = new URL('../../../fixtures/', import.meta.url);

function recordedPprofs(): string[] {
  return ['profiles/shop', 'profiles/formats', 'shop'].flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, FIXTURES))
      .filter((name) => /\.(?:pprof|pb|pb\.gz)$/.test(name) && !name.includes('otlp'))
      .map((name) => `../${folder}/${name}`),
  );
}

const id = fc.bigInt({ min: 1n, max: 2n ** 64n - 1n });
const pprof = fc
  .record({
    types: fc.array(fc.tuple(fc.constantFrom('cpu', 'samples', ''), fc.constantFrom('count', 'nanoseconds', '')), {
      maxLength: 4,
    }),
    samples: fc.array(
      fc.record({ locations: fc.array(id), values: fc.array(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n })) }),
    ),
    locations: fc.array(fc.record({ id, lines: fc.array(fc.record({ function: id, line: id })) })),
    functions: fc.array(fc.record({ id, name: fc.string() })),
    packed: fc.boolean(),
    stringsFirst: fc.boolean(),
    /** Fields that some later version may put in front: of text, of a message, of a number. */
    prelude: fc.constantFrom([], numberField(14, 3n), bytesField(15, [10, 2, 18, 0]), bytesField(6, [])),
  })
  .map(writePprof);

describe('telling OTLP from pprof', () => {
  test('no recorded pprof is taken for OTLP', () => {
    const names = recordedPprofs();

    expect(names.length).toBeGreaterThan(70);
    expect(names.filter((name) => isOtlp(profileFixture(name)))).toEqual([]);
  });

  test('nor any other pprof, in whatever order its fields come', () => {
    fc.assert(
      fc.property(pprof, (bytes) => {
        expect(isOtlp(bytes)).toBe(false);
      }),
    );
  });

  test('nor any text, which has no control characters', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('\n', '\t', ' ', 'a', ';', '1', '{', '"', '\r'), { maxLength: 300 }),
        (parts) => {
          expect(isOtlp(new TextEncoder().encode(parts.join('')))).toBe(false);
        },
      ),
    );
  });

  test('nor a push to Pyroscope, which nests a pprof just as deep', () => {
    const text = (field: number, value: string) => bytesField(field, [...new TextEncoder().encode(value)]);
    const label = bytesField(1, [...text(1, '__name__'), ...text(2, 'process_cpu')]);
    const raw = bytesField(1, bytesField(1, numberField(1, 1n)));

    expect(isOtlp(Uint8Array.from(bytesField(1, [...label, ...bytesField(2, raw)])))).toBe(false);
  });

  test('nor any other bytes are more than looked at', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(typeof isOtlp(bytes)).toBe('boolean');
      }),
    );
  });
});

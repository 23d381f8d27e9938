/** Small protobuf files made to unfold: one long text named by many, one deep stack taken by many. */
import { encodeVarint } from './damage-bytes.ts';
import { joined } from './damage-wire.ts';
import { bytesOf } from './read-fixture.ts';

export type Bombs = Readonly<Record<string, () => Uint8Array>>;

/** Of numbers below 2^28, as all are here. */
function varint(number: number): Uint8Array {
  if (number < 0x80) return Uint8Array.of(number);
  const bytes: number[] = [];
  for (let rest = number; rest > 0; rest >>>= 7) bytes.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
  return Uint8Array.from(bytes);
}
const field = (number: number, value: number): Uint8Array => joined([varint(number * 8), varint(value)]);
const message = (number: number, ...parts: readonly Uint8Array[]): Uint8Array => {
  const body = joined(parts);
  return joined([varint(number * 8 + 2), varint(body.length), body]);
};
const string = (number: number, content: string): Uint8Array => message(number, bytesOf(content));
const many = (count: number, part: (at: number) => Uint8Array): Uint8Array =>
  joined(Array.from({ length: count }, (_, at) => part(at)));
const packed = (number: number, values: readonly number[]): Uint8Array => message(number, joined(values.map(varint)));

const LONG = 'n'.repeat(100_000);
const MANY = 20_000;

const CPU = joined([message(1, field(1, 1), field(2, 2)), string(6, ''), string(6, 'cpu'), string(6, 'nanoseconds')]);
const f = (id: number, name: number, file = 0) => message(5, field(1, id), field(2, name), field(4, file));
const l = (id: number, ...lines: readonly Uint8Array[]) => message(4, field(1, id), ...lines);
const sample = (...locations: readonly number[]) => message(2, packed(1, locations), packed(2, [1]));

export const PPROF_BOMBS: Bombs = {
  'a location of 5,000 inlined lines in each sample': () =>
    joined([
      CPU,
      string(6, 'f'),
      f(1, 3),
      l(
        1,
        many(5000, (at) => message(4, field(1, 1), field(2, at))),
      ),
      many(MANY, () => sample(1, 1)),
    ]),
  'a name of 100,000 letters in 20,000 files': () =>
    joined([
      CPU,
      string(6, LONG),
      many(MANY, (at) => string(6, `${at}.go`)),
      many(MANY, (at) => joined([f(at + 1, 3, at + 4), l(at + 1, message(4, field(1, at + 1))), sample(at + 1)])),
    ]),
  'the same for files of Java': () =>
    joined([
      CPU,
      string(6, LONG),
      many(MANY, (at) => string(6, `${at}.java`)),
      many(MANY, (at) => joined([f(at + 1, 3, at + 4), l(at + 1, message(4, field(1, at + 1))), sample(at + 1)])),
    ]),
  'a file of 100,000 letters for 20,000 names': () =>
    joined([
      CPU,
      string(6, `${LONG}.py`),
      many(MANY, (at) => string(6, `f${at}`)),
      many(MANY, (at) => joined([f(at + 1, at + 4, 3), l(at + 1, message(4, field(1, at + 1))), sample(at + 1)])),
    ]),
  'a unit of 100,000 letters behind 20,000 numbers': () =>
    joined([
      CPU,
      string(6, LONG),
      message(
        2,
        packed(2, [1]),
        many(MANY, (at) => message(3, field(1, 1), field(3, at), field(4, 3))),
      ),
    ]),
  '20,000 sample types of 100,000 letters': () =>
    joined([CPU, string(6, LONG), many(MANY, () => message(1, field(1, 3), field(2, 3)))]),
  '100,000 sample types': () =>
    joined([
      CPU,
      many(100_000, () => message(1)),
      message(
        2,
        packed(
          2,
          Array.from({ length: 100_001 }, () => 1),
        ),
      ),
    ]),
  '250,000 empty samples': () => joined([CPU, many(250_000, () => message(2, field(2, 1)))]),
  '500,000 empty strings': () => joined([CPU, many(500_000, () => string(6, ''))]),
  '100,000 functions with ids of 64 bits': () =>
    joined([CPU, many(100_000, (at) => message(5, joined([varint(8), encodeVarint(2n ** 63n + BigInt(at))])))]),
  '100,000 locations': () => joined([CPU, many(100_000, (at) => l(at + 1))]),
  '250,000 labels': () =>
    joined([
      CPU,
      message(
        2,
        packed(2, [1]),
        many(125_000, (at) => message(3, field(1, 1), field(3, at))),
      ),
    ]),
};

const attribute = (key: string, value: string) => message(1, string(1, key), message(2, string(1, value)));
const dictionary = (...tables: readonly Uint8Array[]) => message(2, ...tables);
const resource = (attributes: Uint8Array, ...profiles: readonly Uint8Array[]) =>
  message(1, message(1, attributes), message(2, ...profiles));
const profile = (...parts: readonly Uint8Array[]) => message(2, message(1, field(1, 1), field(2, 2)), ...parts);
const STRINGS = joined([string(5, ''), string(5, 'cpu'), string(5, 'nanoseconds')]);
const ROWS = joined([
  STRINGS,
  string(5, LONG),
  message(1),
  message(3),
  message(3, field(1, 3)),
  message(2),
  message(7),
]);
const otlpSample = (stack: number) => message(2, field(1, stack), packed(4, [1]));
const none = new Uint8Array(0);

export const OTLP_BOMBS: Bombs = {
  'a stack of 9,999 frames in each sample': () =>
    joined([
      resource(none, profile(many(MANY, () => otlpSample(1)))),
      dictionary(
        STRINGS,
        message(3, field(1, 1)),
        message(2, message(3)),
        message(7),
        message(
          7,
          packed(
            1,
            Array.from({ length: 9999 }, () => 0),
          ),
        ),
      ),
    ]),
  'a name of 100,000 letters on 20,000 lines': () =>
    joined([
      resource(none, profile(many(MANY, (at) => otlpSample(at + 1)))),
      dictionary(
        ROWS,
        many(MANY, (at) =>
          joined([message(2, message(3, field(1, 1), field(2, at + 1))), message(7, packed(1, [at + 1]))]),
        ),
      ),
    ]),
  'a name of 100,000 letters in 20,000 files': () =>
    joined([
      resource(none, profile(many(MANY, (at) => otlpSample(at + 1)))),
      dictionary(
        ROWS,
        many(MANY, (at) =>
          joined([
            string(5, `${at}.java`),
            message(3, field(1, 3), field(3, at + 4)),
            message(2, message(3, field(1, at + 2))),
            message(7, packed(1, [at + 1])),
          ]),
        ),
      ),
    ]),
  '20,000 sample types of 100,000 letters': () =>
    joined([
      resource(
        none,
        many(MANY, (at) => message(2, message(1, field(1, 3), field(2, at % 3)), otlpSample(0))),
      ),
      dictionary(ROWS),
    ]),
  '4,000 attributes of a resource on 20,000 samples': () =>
    joined([
      resource(
        many(4000, (at) => attribute(`k${at}`, 'v')),
        profile(many(MANY, () => otlpSample(0))),
      ),
      resource(none, profile(otlpSample(0))),
      dictionary(ROWS),
    ]),
  'an attribute of a resource of 100,000 letters': () =>
    joined([
      resource(attribute('k', LONG), profile(many(MANY, () => otlpSample(0)))),
      resource(none, profile(otlpSample(0))),
      dictionary(ROWS),
    ]),
  '500,000 empty profiles': () =>
    joined([
      resource(
        none,
        many(500_000, () => message(2)),
      ),
      dictionary(STRINGS),
    ]),
  '100,000 empty profiles with their own tables': () =>
    joined([
      resource(
        none,
        many(99_000, () => message(2)),
        message(2, string(10, '')),
      ),
    ]),
  '500,000 empty resources': () => joined([many(500_000, () => message(1)), dictionary(STRINGS)]),
  '500,000 empty rows of each table': () =>
    joined([
      resource(none, profile(otlpSample(0))),
      dictionary(
        STRINGS,
        many(100_000, () => joined([1, 2, 3, 4, 6, 7].map((table) => message(table)))),
      ),
    ]),
  '250,000 attributes of one sample': () =>
    joined([
      resource(
        none,
        profile(
          message(
            2,
            field(1, 0),
            packed(4, [1]),
            packed(
              2,
              Array.from({ length: 250_000 }, () => 0),
            ),
          ),
        ),
      ),
      dictionary(ROWS, message(6, field(1, 1), message(2, string(1, 'v')))),
    ]),
};

/** Damage to parsed documents: wrong types, huge numbers, ids of other nodes, deep nesting, lists that do not fit together. */
import type { Random } from '../ranking/random.ts';

type Json = Readonly<Record<string, unknown>> | readonly unknown[] | string | number | boolean | null;

/** Put in as a text and replaced in the written document, as no value of JavaScript is written so. */
const HUGE = '@huge';
const DEEP = '@deep';
const DEEPEST = 100_000;
const RARE = 2000;

const VALUES: readonly Json[] = [
  null,
  true,
  false,
  0,
  -1,
  1,
  2,
  0.5,
  1e308,
  -1e308,
  1.7e308,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  2 ** 53 + 2,
  2 ** 63,
  1e-300,
  '',
  'a',
  '-1',
  '99999999999999999999',
  '9'.repeat(40),
  'O',
  'C',
  'X',
  '\n',
  '\u2028',
  '\0'.repeat(300),
  'a'.repeat(1000),
  '__proto__',
  [],
  {},
  [[]],
  [null],
  { toString: 1, valueOf: 2 },
  [{ toString: null }],
  HUGE,
  HUGE,
];

export function damageJson(random: Random, document: unknown): Uint8Array {
  let damaged = document;
  for (let left = 1 + random.below(4); left > 0; left--) damaged = change(random, damaged, document);
  return new TextEncoder().encode(write(random, damaged));
}

function write(random: Random, document: unknown): string {
  const text = (JSON.stringify(document) ?? 'null').replaceAll(
    `"${HUGE}"`,
    random.pick(['1e999', '-1e999', '9'.repeat(400)]),
  );
  if (!text.includes(`"${DEEP}"`)) return text;
  const [open, close] = random.pick([
    ['[', ']'],
    ['{"children":[', ']}'],
    ['{"a":', '}'],
  ] as const);
  return text.replaceAll(
    `"${DEEP}"`,
    () => open.repeat(DEEPEST) + (open.endsWith(':') ? '1' : '') + close.repeat(DEEPEST),
  );
}

/** Changes one value somewhere below. */
function change(random: Random, value: unknown, document: unknown): unknown {
  const isList = Array.isArray(value);
  if (typeof value !== 'object' || value === null || random.below(12) === 0)
    return replacement(random, value, document);
  const keys = Object.keys(value);
  const key = keys[random.below(keys.length)];
  if (key === undefined) return replacement(random, value, document);
  const children: Record<string, unknown> = { ...value };
  if (random.below(5) > 0) children[key] = change(random, children[key], document);
  else if (isList) return changeList(random, value as readonly unknown[], document);
  else {
    const moved = children[key];
    delete children[key];
    if (random.below(2) === 0)
      children[random.pick([...keys, 'parent', 'children', 'line', 'id', '__proto__'])] = moved;
  }
  return isList ? Object.values(children) : children;
}

function changeList(random: Random, list: readonly unknown[], document: unknown): unknown {
  const at = random.below(list.length);
  switch (random.below(5)) {
    case 0:
      return list.toSpliced(at, 1 + random.below(3));
    case 1:
      return list.toSpliced(
        at,
        0,
        ...Array.from({ length: 1 + random.below(random.below(50) === 0 ? 3000 : 4) }, () => list[at]),
      );
    case 2:
      return list.toSpliced(at, 1, list[random.below(list.length)]);
    case 3:
      return list.toReversed();
    default:
      return list.toSpliced(at, 0, replacement(random, list[at], document));
  }
}

function replacement(random: Random, value: unknown, document: unknown): unknown {
  if (random.below(RARE) === 0) return random.below(2) === 0 ? DEEP : 'n('.repeat(500_000);
  switch (random.below(5)) {
    case 0:
      return [value];
    case 1:
      return somewhere(random, document, 0);
    case 2:
      return typeof value === 'number' ? value + random.pick([-1, 1, 0.5, 1e9]) : random.pick(VALUES);
    default:
      return random.pick(VALUES);
  }
}

/** A value from elsewhere in the document: an id of another node, a list in place of a number. */
function somewhere(random: Random, value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || (depth > 1 && random.below(5) === 0)) return value;
  const children = Object.values(value);
  return children.length === 0 ? value : somewhere(random, children[random.below(children.length)], depth + 1);
}

import { malformedJfr, type JfrCursor } from './cursor.ts';
import { constantNumber, openReader, readConstant, type PoolReader, type Pools } from './pools.ts';

/** Names of a chunk's methods and classes, by number within their pool. */
export interface JfrNames {
  readonly methods: PoolReader;
  readonly classes: PoolReader;
  readonly symbols: PoolReader;
  /** Ids of the types of frames that are no Java methods. */
  readonly native: ReadonlySet<number>;
  readonly methodNames: (string | undefined)[];
  readonly classNames: (string | undefined)[];
  readonly symbolTexts: (string | undefined)[];
  readonly budget: NameBudget;
}

/** Characters that names may still have: thousands of methods can share one class whose name fills half of the file. */
export interface NameBudget {
  left: number;
}

export const UNKNOWN = '[unknown]';

export function openNames(cursor: JfrCursor, pools: Pools, budget: NameBudget): JfrNames {
  return {
    methods: openReader(cursor, pools, 'jdk.types.Method', ['type', 'name']),
    classes: openReader(cursor, pools, 'java.lang.Class', ['name']),
    symbols: openReader(cursor, pools, 'jdk.types.Symbol', ['string']),
    native: nativeTypes(cursor, pools),
    methodNames: [],
    classNames: [],
    symbolTexts: [],
    budget,
  };
}

/** async-profiler's word for C functions, `Native`, is the JVM's for Java methods without bytecode; only the former knows kernel frames. */
function nativeTypes(cursor: JfrCursor, pools: Pools): ReadonlySet<number> {
  const reader = openReader(cursor, pools, 'jdk.types.FrameType', ['description']);
  const ids = new Map<string, number>();
  for (let number = 0; number < (reader.pool?.ids.size ?? 0); number++)
    ids.set(readConstant(reader, number).text[0]!, reader.pool!.ids.first[number]!);
  if (!ids.has('Kernel')) return new Set();
  return new Set(['Native', 'C++', 'Kernel'].flatMap((name) => ids.get(name) ?? []));
}

/** `com/shop/Cart.add`, as the class file spells it, or the bare function of native code, whose class is its library. */
export function methodName(names: JfrNames, number: number, frameType: number): string {
  const known = names.methodNames[number];
  if (known !== undefined) return known;
  const { low, high } = readConstant(names.methods, number);
  const [typeLow, typeHigh, nameLow, nameHigh] = [low[0]!, high[0]!, low[1]!, high[1]!];
  const type = constantNumber(names.classes, typeLow, typeHigh);
  const owner = type < 0 || names.native.has(frameType) ? '' : classSymbol(names, type);
  const method = symbolText(names, nameLow, nameHigh);
  const name = (owner !== '' && method !== '' ? `${owner}.${method}` : owner + method) || UNKNOWN;
  spend(names, name);
  names.methodNames[number] = name;
  return name;
}

const ELEMENTS: Readonly<Record<string, string>> = {
  B: 'byte',
  C: 'char',
  D: 'double',
  F: 'float',
  I: 'int',
  J: 'long',
  S: 'short',
  Z: 'boolean',
};

/** A class as Java spells it, `java.lang.Object` or `int[]`: this is how async-profiler ends the stacks of locks. */
export function className(names: JfrNames, number: number): string {
  const known = names.classNames[number];
  if (known !== undefined) return known;
  const symbol = classSymbol(names, number);
  const depth = /^\[*/.exec(symbol)![0].length;
  const element = symbol.slice(depth);
  const bare = depth === 0 ? element : (ELEMENTS[element] ?? element.replace(/^L|;$/g, ''));
  const name = bare.replaceAll('/', '.') + '[]'.repeat(Math.min(depth, MOST_DIMENSIONS));
  spend(names, name);
  names.classNames[number] = name;
  return name;
}

/** The JVM's limit. */
const MOST_DIMENSIONS = 255;

function classSymbol(names: JfrNames, number: number): string {
  const { low, high } = readConstant(names.classes, number);
  return symbolText(names, low[0]!, high[0]!);
}

function symbolText(names: JfrNames, low: number, high: number): string {
  const number = constantNumber(names.symbols, low, high);
  if (number < 0) return '';
  return (names.symbolTexts[number] ??= readConstant(names.symbols, number).text[0]!);
}

function spend(names: JfrNames, name: string): void {
  names.budget.left -= name.length;
  if (names.budget.left < 0) throw malformedJfr(names.methods.cursor, 'its names unfold to far more than its size');
}

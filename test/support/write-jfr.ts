/** A tiny writer of Flight Recorder chunks for tests: it writes what it is told, also what no recorder should. */

export type JfrBytes = readonly number[];

export interface JfrTypePlan {
  readonly id: number;
  readonly name: string;
  readonly fields?: readonly JfrFieldPlan[];
}

export interface JfrFieldPlan {
  readonly name: string;
  readonly type: number;
  readonly pooled?: boolean;
  readonly array?: boolean;
  /** Unit of jdk.jfr.Timespan, which must be type 90. */
  readonly timespan?: string;
}

export interface JfrPoolPlan {
  readonly type: number;
  readonly constants: readonly (readonly [id: bigint, value: JfrBytes])[];
}

export interface JfrChunkPlan {
  readonly types: readonly JfrTypePlan[];
  /** The bytes of strings and elements, in place of those that describe the types. */
  readonly metadata?: JfrBytes;
  /** Oldest first. The distance is the one to the checkpoint before, if nothing else is said. */
  readonly checkpoints: readonly { readonly pools: readonly JfrPoolPlan[]; readonly distance?: bigint }[];
  readonly events: readonly (readonly [type: number, body: JfrBytes])[];
  readonly version?: number;
  readonly flags?: number;
  readonly startNanos?: bigint;
  readonly durationNanos?: bigint;
  readonly ticksPerSecond?: bigint;
}

const HEADER = 68;

/** Seven bits a byte, eight in the ninth. */
export function integer(value: bigint | number): number[] {
  let left = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (bytes.length < 8 && left > 0x7fn) {
    bytes.push(Number(left & 0x7fn) | 0x80);
    left >>= 7n;
  }
  return [...bytes, Number(left)];
}

export function text(content: string): number[] {
  const bytes = [...new TextEncoder().encode(content)];
  return [3, ...integer(bytes.length), ...bytes];
}

/** A list, or any value of several fields. */
export function list(...items: readonly JfrBytes[]): number[] {
  return [...integer(items.length), ...items.flat()];
}

export function writeJfrChunk(plan: JfrChunkPlan): Uint8Array {
  const body: number[] = [];
  const append = (bytes: JfrBytes): number => {
    const at = HEADER + body.length;
    for (const byte of bytes) body.push(byte);
    return at;
  };
  const metadata = append(
    event(0, [...integer(0), ...integer(0), ...integer(1), ...(plan.metadata ?? writeTypes(plan.types))]),
  );
  for (const [type, bytes] of plan.events) append(event(type, bytes));
  let checkpoint = 0;
  for (const { pools, distance } of plan.checkpoints) {
    const back = checkpoint === 0 ? 0n : BigInt(checkpoint - HEADER - body.length);
    checkpoint = append(event(1, [0, 0, ...integer(distance ?? back), 0, ...writePools(pools)]));
  }
  const header = new DataView(new ArrayBuffer(HEADER));
  header.setUint32(0, 0x464c5200);
  header.setUint16(4, plan.version ?? 2);
  header.setUint16(6, 1);
  const longs = [
    BigInt(HEADER + body.length),
    BigInt(checkpoint),
    BigInt(metadata),
    plan.startNanos ?? 1_700_000_000_000_000_000n,
    plan.durationNanos ?? 10_000_000_000n,
    0n,
    plan.ticksPerSecond ?? 1_000_000_000n,
  ];
  longs.forEach((long, at) => header.setBigUint64(8 + at * 8, long));
  header.setUint32(64, plan.flags ?? 1);
  return Uint8Array.from([...new Uint8Array(header.buffer), ...body]);
}

/** The size stands first and counts itself; it is padded, as recorders do that write it last. */
function event(type: number, body: JfrBytes): number[] {
  const rest = [...integer(type), ...body];
  const size = rest.length + 4;
  return [(size & 0x7f) | 0x80, ((size >> 7) & 0x7f) | 0x80, ((size >> 14) & 0x7f) | 0x80, size >> 21, ...rest];
}

function writePools(pools: readonly JfrPoolPlan[]): number[] {
  return list(
    ...pools.map(({ type, constants }) => [
      ...integer(type),
      ...list(...constants.map(([id, value]) => [...integer(id), ...value])),
    ]),
  );
}

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
}

function writeTypes(types: readonly JfrTypePlan[]): number[] {
  const classes = types.map(({ id, name, fields = [] }) => element('class', { id: `${id}`, name }, fields.map(field)));
  const root = element('root', {}, [element('metadata', {}, classes), element('region', { locale: 'en' }, [])]);
  const strings: string[] = [];
  const tree = writeElement(root, strings);
  return [...list(...strings.map(text)), ...tree];
}

function field({ name, type, pooled, array, timespan }: JfrFieldPlan): Element {
  const attributes = {
    name,
    class: `${type}`,
    ...(pooled ? { constantPool: 'true' } : {}),
    ...(array ? { dimension: '1' } : {}),
  };
  return element('field', attributes, timespan ? [element('annotation', { class: '90', value: timespan }, [])] : []);
}

function element(name: string, attributes: Element['attributes'], children: readonly Element[]): Element {
  return { name, attributes, children };
}

function writeElement({ name, attributes, children }: Element, strings: string[]): number[] {
  const number = (content: string) => {
    if (!strings.includes(content)) strings.push(content);
    return integer(strings.indexOf(content));
  };
  const pairs = Object.entries(attributes).map(([key, value]) => [...number(key), ...number(value)]);
  const begin = [...number(name), ...list(...pairs)];
  return [...begin, ...list(...children.map((child) => writeElement(child, strings)))];
}

import type { Labels } from './alert.ts';
import type { Mapping, MappingRule, Matcher } from './mapping.ts';

/** Longer alternations are tested one by one instead. */
const MOST_TEXTS = 100;
/** In longer label contents nothing is looked for piece by piece. */
const LONGEST_SEARCHED = 1_000;

/** One way to find a rule: only an alert whose label is, begins with, or holds one of these texts can match it. */
interface Handle {
  readonly label: string;
  readonly kind: 'is' | 'begins' | 'holds';
  readonly texts: readonly string[];
}

/** Of one label: the positions of rules per text. */
type Drawer = Readonly<
  Record<Handle['kind'], { readonly filed: Map<string, number[]>; readonly lengths: Set<number> }>
>;

/**
 * Finds the few of many rules that an alert may match. Each rule is filed under its rarest handle (of its own matchers
 * or its file's scope); rules without one are tried every time. Ten thousand rules cost an alert some microseconds.
 */
export function indexRules(rules: readonly MappingRule[]): Mapping['candidates'] {
  const handles = rules.map((rule) => [...rule.matchers, ...rule.file.scope].flatMap(handleOf));
  const counts = new Map<string, number>();
  for (const handle of handles.flat()) {
    for (const text of handle.texts) counts.set(keyOf(handle, text), (counts.get(keyOf(handle, text)) ?? 0) + 1);
  }
  const drawers = new Map<string, Drawer>();
  const others: number[] = [];
  for (const [position, ofRule] of handles.entries()) {
    const rarest = rarestOf(ofRule, counts);
    if (rarest === undefined) others.push(position);
    else file(rarest, position, drawers);
  }
  return (labels) => inOrder(rules, filedUnder(labels, drawers), others);
}

/** The empty text is also that of a missing label, so that it is no handle. */
function handleOf({ label, literals, beginnings, within }: Matcher): readonly Handle[] {
  const handles: Handle[] = [];
  const add = (kind: Handle['kind'], texts: readonly string[] | undefined) => {
    if (texts === undefined || texts.length > MOST_TEXTS || texts.includes('')) return;
    handles.push({ label, kind, texts: [...new Set(texts)] });
  };
  add('is', literals);
  add('begins', beginnings);
  add('holds', within === undefined ? undefined : [within]);
  return handles;
}

function keyOf({ label, kind }: Handle, text: string): string {
  return `${label}\n${kind}\n${text}`;
}

function rarestOf(handles: readonly Handle[], counts: ReadonlyMap<string, number>): Handle | undefined {
  let rarest: Handle | undefined;
  let fewest = Infinity;
  for (const handle of handles) {
    const most = Math.max(...handle.texts.map((text) => counts.get(keyOf(handle, text)) ?? 0));
    if (most >= fewest) continue;
    fewest = most;
    rarest = handle;
  }
  return rarest;
}

function file({ label, kind, texts }: Handle, position: number, drawers: Map<string, Drawer>): void {
  const drawer = drawers.get(label) ?? { is: emptyFolder(), begins: emptyFolder(), holds: emptyFolder() };
  drawers.set(label, drawer);
  const { filed, lengths } = drawer[kind];
  for (const text of texts) {
    const positions = filed.get(text);
    if (positions === undefined) filed.set(text, [position]);
    else positions.push(position);
    lengths.add(text.length);
  }
}

function emptyFolder(): Drawer['is'] {
  return { filed: new Map(), lengths: new Set() };
}

/** A rule is filed under one label, but perhaps under several of its texts. */
function filedUnder(labels: Labels, drawers: ReadonlyMap<string, Drawer>): readonly number[] {
  const found = new Set<number>();
  const take = (positions: readonly number[] | undefined) => {
    for (const position of positions ?? []) found.add(position);
  };
  for (const [label, content] of Object.entries(labels)) {
    const drawer = drawers.get(label);
    if (drawer === undefined) continue;
    const { is, begins, holds } = drawer;
    take(is.filed.get(content));
    for (const length of begins.lengths) {
      if (length <= content.length) take(begins.filed.get(content.slice(0, length)));
    }
    if (content.length > LONGEST_SEARCHED) for (const positions of holds.filed.values()) take(positions);
    else for (const length of holds.lengths) for (const piece of pieces(content, length)) take(holds.filed.get(piece));
  }
  return [...found].sort((a, b) => a - b);
}

function* pieces(content: string, length: number): Iterable<string> {
  for (let at = 0; at + length <= content.length; at++) yield content.slice(at, at + length);
}

function* inOrder(
  rules: readonly MappingRule[],
  found: readonly number[],
  others: readonly number[],
): Iterable<MappingRule> {
  let a = 0;
  let b = 0;
  while (a < found.length || b < others.length) {
    const next = (found[a] ?? Infinity) < (others[b] ?? Infinity) ? found[a++] : others[b++];
    yield rules[next!]!;
  }
}

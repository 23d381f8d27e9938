import { EVENT_ID, getScalarValue, SCALAR_STYLE, type AliasEvent, type Event, type ScalarEvent } from 'js-yaml';
import { startOf } from './yaml-places.ts';
import { resolveScalar } from './yaml-scalar.ts';

/** How many values aliases may add in all: enough to share a list of channels, too few for a bomb. */
const MAX_ALIASED = 20_000;

export interface ComposedYaml {
  readonly plain: unknown;
  readonly problems: readonly {
    readonly offset: number;
    readonly message: string;
    /** Offset of the first of two. */ readonly first?: number;
  }[];
}

interface Node {
  readonly offset: number;
  readonly plain: unknown;
  /** Values in it, itself included. */
  readonly size: number;
  /** What a key would be called: the text as written. */
  readonly word?: string;
  readonly isPlainText?: boolean;
}

/** Puts the parser's events together. Every problem is noted and composing goes on. */
export function composeYaml(text: string, events: readonly Event[]): ComposedYaml {
  const problems: { offset: number; message: string; first?: number }[] = [];
  const anchors = new Map<string, Node>();
  let next = 0;
  let aliased = 0;

  const scalar = (event: ScalarEvent): Node => {
    const offset = startOf(event);
    const word = getScalarValue(text, event);
    const isPlainText = event.style === SCALAR_STYLE.PLAIN;
    const tagged = event.tagStart >= 0;
    return { offset, plain: isPlainText && !tagged ? resolveScalar(word) : word, size: 1, word, isPlainText };
  };
  const alias = (event: AliasEvent): Node => {
    const offset = event.anchorStart - 1;
    const name = text.slice(event.anchorStart, event.anchorEnd);
    const target = anchors.get(name);
    if (target === undefined) problems.push({ offset, message: `nothing above is anchored as &${name}` });
    aliased += target?.size ?? 0;
    if (aliased > MAX_ALIASED) {
      if (aliased - (target?.size ?? 0) <= MAX_ALIASED) {
        problems.push({ offset, message: `aliases unfold to more than ${MAX_ALIASED.toLocaleString('en')} values` });
      }
      return { offset, plain: null, size: 1 };
    }
    return { offset, plain: target?.plain ?? null, size: target?.size ?? 1 };
  };
  const sequence = (offset: number): Node => {
    const items: unknown[] = [];
    let size = 1;
    for (let item = node(); item !== undefined; item = node()) {
      items.push(item.plain);
      size += item.size;
    }
    return { offset, plain: items, size };
  };
  const mapping = (offset: number): Node => {
    const pairs: Record<string, unknown> = {};
    const keys: Node[] = [];
    let size = 1;
    for (let key = node(); key !== undefined; key = node()) {
      const content = node();
      size += 1 + (content?.size ?? 0);
      const name = keyOf(key);
      if (name === undefined) continue;
      if (Object.hasOwn(pairs, name)) {
        const first = keys.find((one) => one.word === name)?.offset ?? offset;
        problems.push({ offset: key.offset, message: `key ${JSON.stringify(name)} is given twice`, first });
        continue;
      }
      keys.push(key);
      pairs[name] = content?.plain;
    }
    return { offset, plain: pairs, size };
  };
  const keyOf = ({ offset, word, isPlainText, plain }: Node): string | undefined => {
    let message: string | undefined;
    if (word === undefined) message = 'a key must be a text';
    else if (word === '<<' && isPlainText === true) message = 'merge keys (<<) are not understood: repeat the lines';
    else if (word === '__proto__') message = 'a key cannot be called "__proto__"';
    else if (plain === null) message = 'a key is missing before ":"';
    if (message === undefined) return word;
    problems.push({ offset, message });
    return undefined;
  };
  /** The next value, or undefined where a list, mapping or document ends. */
  const node = (): Node | undefined => {
    const event = events[next++];
    if (event === undefined || event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT) return undefined;
    if (event.type === EVENT_ID.ALIAS) return alias(event);
    checkTag(event);
    let made: Node;
    if (event.type === EVENT_ID.SCALAR) made = scalar(event);
    else made = event.type === EVENT_ID.SEQUENCE ? sequence(event.start) : mapping(event.start);
    if (event.anchorStart >= 0) anchors.set(text.slice(event.anchorStart, event.anchorEnd), made);
    return made;
  };
  const checkTag = ({ tagStart, tagEnd }: { readonly tagStart: number; readonly tagEnd: number }) => {
    if (tagStart < 0) return;
    const tag = text.slice(tagStart, tagEnd);
    if (tag !== '!!str' && tag !== '!')
      problems.push({ offset: tagStart, message: `the tag ${tag} is not understood` });
  };

  next = 1;
  const root = node();
  const second = events.findIndex((event, index) => index > 0 && event.type === EVENT_ID.DOCUMENT);
  if (second > 0) {
    next = second + 1;
    problems.push({
      offset: node()?.offset ?? text.length,
      message: 'a second document (---) in one file is not read',
    });
  }
  return { plain: root?.plain ?? undefined, problems };
}

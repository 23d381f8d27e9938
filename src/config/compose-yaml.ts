import { EVENT_ID, getScalarValue, SCALAR_STYLE, type AliasEvent, type Event, type ScalarEvent } from 'js-yaml';
import { readChildren, startOf } from './yaml-places.ts';
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

/** Puts the parser's events together. Every problem is noted and composing goes on. */
export function composeYaml(text: string, events: readonly Event[]): ComposedYaml {
  const problems: { offset: number; message: string; first?: number }[] = [];
  const anchors = new Map<string, { readonly plain: unknown; readonly size: number }>();
  let next = 1;
  /** Values so far, those that aliases repeat included. */
  let count = 0;
  let aliased = 0;

  const scalar = (event: ScalarEvent): unknown => {
    const word = getScalarValue(text, event);
    return event.style === SCALAR_STYLE.PLAIN && event.tagStart < 0 ? resolveScalar(word) : word;
  };
  const alias = (event: AliasEvent): unknown => {
    const name = text.slice(event.anchorStart, event.anchorEnd);
    const target = anchors.get(name);
    const offset = startOf(event);
    if (target === undefined) problems.push({ offset, message: `nothing above is anchored as &${name}` });
    const size = target?.size ?? 0;
    const fits = aliased <= MAX_ALIASED;
    aliased += size;
    count += size;
    if (aliased <= MAX_ALIASED) return target?.plain ?? null;
    const message = `aliases unfold to more than ${MAX_ALIASED.toLocaleString('en')} values`;
    if (fits) problems.push({ offset, message });
    return null;
  };
  const sequence = (): unknown[] => {
    const items: unknown[] = [];
    while (!ends()) items.push(value());
    next++;
    return items;
  };
  const mapping = (): Record<string, unknown> => {
    const begin = next - 1;
    const pairs: Record<string, unknown> = {};
    while (!ends()) {
      const at = next;
      const name = key();
      const content = value();
      if (name === undefined) continue;
      if (Object.hasOwn(pairs, name)) {
        const first = readChildren(text, events, begin).get(name)?.offset ?? 0;
        problems.push({ offset: offsetOf(at), message: `key ${JSON.stringify(name)} is given twice`, first });
      } else pairs[name] = content;
    }
    next++;
    return pairs;
  };
  const key = (): string | undefined => {
    const event = events[next];
    const offset = offsetOf(next);
    const plain = value();
    if (event?.type !== EVENT_ID.SCALAR) {
      problems.push({ offset, message: 'a key must be a text' });
      return undefined;
    }
    const word = getScalarValue(text, event);
    const message = keyProblem(word, plain, event.style === SCALAR_STYLE.PLAIN);
    if (message === undefined) return word;
    problems.push({ offset, message });
    return undefined;
  };
  const value = (): unknown => {
    const event = events[next++];
    if (event === undefined || event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT) return null;
    if (event.type === EVENT_ID.ALIAS) return alias(event);
    checkTag(event);
    const before = count++;
    let plain: unknown;
    if (event.type === EVENT_ID.SCALAR) plain = scalar(event);
    else plain = event.type === EVENT_ID.SEQUENCE ? sequence() : mapping();
    if (event.anchorStart >= 0) {
      anchors.set(text.slice(event.anchorStart, event.anchorEnd), { plain, size: count - before });
    }
    return plain;
  };
  const ends = () => {
    const type = events[next]?.type;
    return type === undefined || type === EVENT_ID.POP || type === EVENT_ID.DOCUMENT;
  };
  const offsetOf = (at: number): number => {
    const event = events[at];
    if (event === undefined || event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT) return text.length;
    return startOf(event);
  };
  const checkTag = ({ tagStart, tagEnd }: { readonly tagStart: number; readonly tagEnd: number }) => {
    if (tagStart < 0) return;
    const tag = text.slice(tagStart, tagEnd);
    if (tag !== '!!str' && tag !== '!')
      problems.push({ offset: tagStart, message: `the tag ${tag} is not understood` });
  };

  const plain = ends() ? undefined : value();
  const second = events.findIndex((event, index) => index > 0 && event.type === EVENT_ID.DOCUMENT);
  if (second > 0) {
    problems.push({ offset: offsetOf(second + 1), message: 'a second document (---) in one file is not read' });
  }
  return { plain: plain ?? undefined, problems };
}

function keyProblem(word: string, plain: unknown, isPlainText: boolean): string | undefined {
  if (word === '<<' && isPlainText) return 'merge keys (<<) are not understood: repeat the lines';
  if (word === '__proto__') return 'a key cannot be called "__proto__"';
  return plain === null ? 'a key is missing before ":"' : undefined;
}

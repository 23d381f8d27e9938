import { canonicalName } from '../../profile/canonical-name.ts';
import { dottedName } from '../../profile/dotted-name.ts';

/** What a profile's name says of the function in the source. */
export interface FrameFunction {
  /** Names to look for, the likeliest first: of a closure those of the functions around it, innermost first. */
  readonly names: readonly string[];
  /** Its type, receiver, class or module; empty where the name tells none. */
  readonly owner: string;
  /** True where the frame is a closure inside of a function of that name. */
  readonly isClosure: boolean;
}

/**
 * Reads the names of Go, V8, the JVM, .NET, Python, Ruby, Rust, C++, PHP and Kotlin as their profilers write them. A name that is none,
 * such as `(anonymous)`, has no names: then the line tells.
 */
export function frameFunction(profileName: string): FrameFunction {
  const name = dottedName(canonicalName(profileName));
  return goFunction(name) ?? rustFunction(name) ?? managedFunction(name) ?? plainFunction(name);
}

const NOBODY: FrameFunction = { names: [], owner: '', isClosure: true };

/** `example.com/shop/api.(*Server).Handler.(*Server).metrics.func3`: inlined closures name both functions. */
function goFunction(name: string): FrameFunction | undefined {
  const last = name.slice(name.lastIndexOf('/') + 1);
  if (!/^[\w.%~-]+\.[\w(*]/.test(last) || /[\\#:]|::|\$/.test(last)) return undefined;
  const isGo = name.includes('/') || /\(\*|\.func\d|\.init\b|^main\./.test(last);
  if (!isGo) return undefined;
  const rest = last.slice(last.indexOf('.') + 1);
  const closure = /\.(?:func|gowrap|deferwrap)[\d*]/.test(rest) || rest.endsWith('.func*');
  const parts = rest
    .split('.')
    .filter((part) => part !== '' && !/^(?:(?:func|gowrap|deferwrap)[\d*]+|\d+|\*|-range\d+)$/.test(part));
  const owners = parts.flatMap((part) => /^\(\*?(\w+)\)?$/.exec(part)?.[1] ?? []);
  const plain = parts.filter((part) => !part.startsWith('('));
  // `T.Method` of a receiver that is no pointer.
  const [first = '', second] = plain;
  const byValue =
    owners.length === 0 && plain.length === 2 && second !== undefined && /^[A-Za-z_]\w*$/.test(first) && !closure;
  const names = (byValue ? [second] : plain.toReversed()).map((part) => part.replace(/-range[\d*]+$/, ''));
  return { names, owner: owners.at(-1) ?? (byValue ? first : ''), isClosure: closure };
}

/** `shop::pricing::Quote::total::{closure#0}`, `<shop::Cart as shop::Priced>::total`, also C++: `acme::Cart::total`. */
function rustFunction(name: string): FrameFunction | undefined {
  if (!name.includes('::')) return undefined;
  const text = name.replace(/^<(?:&?(?:mut )?)?([\w:]+)(?:<[^>]*>)?(?: as [^>]*(?:<[^>]*>)?[^>]*)?>/, '$1');
  const parts = text.split('::').filter((part) => part !== '');
  const isClosure = parts.some(isClosurePart);
  const plain = parts.filter((part) => !isClosurePart(part)).map((part) => part.replace(/[(<].*$/, ''));
  const called = plain.at(-1);
  if (called === undefined) return NOBODY;
  const before = plain.at(-2) ?? '';
  return { names: [called], owner: /^[A-Z]/.test(before) || !isClosure ? before : '', isClosure };
}

function isClosurePart(part: string): boolean {
  return part.startsWith('{') || part.includes('lambda') || part === '<lambda>';
}

/** The JVM and .NET: `com.acme.Cart$Inner.lambda$total$0`, `Acme.Cart+<Total>d__3.MoveNext`, `Shop.Api!Acme.Cart.Total(int32)`. */
function managedFunction(name: string): FrameFunction | undefined {
  const machine = /<(\w+)>[a-z]__?\w*(?:[.|].*)?$/.exec(name);
  if (machine !== null) return { names: [machine[1]!], owner: lastType(name.slice(0, machine.index)), isClosure: true };
  const text = name.replace(/\(.*$/, '').replaceAll('/', '.');
  const lambda =
    /^(.*?)[.$]\$?(?:lambda|anonfun)\$(\w+?)\$[\d*$]+$/.exec(text) ??
    /^(.*)\.(\w+)\$lambda(?:\$|-)[\w$*-]+$/.exec(text);
  if (lambda !== null) return { names: [lambda[2]!], owner: lastType(lambda[1]!), isClosure: true };
  const method = /^(?:[\w-]+\.)*([A-Z_][\w$]*)(?:\$[\d*]+)*\.([\w$<>]+)$/.exec(
    text.includes('!') ? text.slice(text.indexOf('!') + 1) : text,
  );
  if (method === null || !/[.$]/.test(text)) return undefined;
  const owner = lastType(method[1]!);
  const called = method[2]!;
  if (called === '<init>' || called === '.ctor')
    return { names: [owner, 'constructor', 'init', '__init__'], owner, isClosure: false };
  // What invokes an anonymous class or a lambda stands in the method that Kotlin and Scala name it by.
  const around = /^(\w+?)(?:Kt)?\$(\w+)\$/.exec(method[1]!);
  const names = around === null ? [called] : [called, around[2]!];
  return { names: names.map((one) => one.replace(/\$(?:default|impl|suspendImpl)$/, '')), owner, isClosure: false };
}

function lastType(path: string): string {
  return (path.split(/[.$+/]/).findLast((part) => part !== '' && !/^[\d*]+$/.test(part)) ?? '').replace(/Kt$/, '');
}

/** Scripts: `Index#rank`, `block in Index#rank`, `Cart.total`, `Outer.<locals>.inner`, `handle`, `./app.js:handle`. */
function plainFunction(given: string): FrameFunction {
  let text = given
    .replace(/^(?:block(?: \(\d+ levels\))? in|rescue in|ensure in) /, '')
    .replace(/^<(?:module|class|top \(required\)|main)\b.*$/, '');
  const isClosure =
    text !== given || /<(?:lambda|listcomp|genexpr|dictcomp|setcomp|anonymous)>|\(anonymous|\{closure/.test(text);
  // A file in front, as agents write it: `./app.js:handle`, `search.py:rank`, `rank (search.py:12)`, `app.py rank`.
  text = text
    .replace(/ \([^()]*:\d+\)$/, '')
    .replace(/^.*\.\w{1,5}:(?=[^\d])/, '')
    .replace(/^(?:get|set|async|new|bound) /, '');
  text = text
    .replace(/<locals>\./g, '')
    .replace(/<(?:listcomp|genexpr|dictcomp|setcomp|lambda)>|\(anonymous.*\)|\{closure.*$/g, '');
  const parts = text
    .replace(/\(.*$/, '')
    .split(/[.#\\/]|->/)
    .filter((part) => part !== '');
  const called = parts.at(-1)?.replace(/^[*~]+/, '') ?? '';
  if (!/^[\w$?!=<>~-]+$/.test(called) || called.startsWith('<')) return NOBODY;
  return { names: [called], owner: parts.at(-2)?.replace(/^.*\W/, '') ?? '', isClosure };
}

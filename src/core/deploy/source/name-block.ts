import type { Language } from './languages.ts';

/** What a block in braces is. Closures and control flow are `none`: they belong to the function around them. */
export type BlockName =
  | { readonly kind: 'function'; readonly name: string; readonly owner?: string }
  | { readonly kind: 'type'; readonly name: string }
  | { readonly kind: 'none' };

const NONE: BlockName = { kind: 'none' };
/** Longer headers are data, or hostile. */
const LONGEST_HEADER = 3000;

/** Words before a bracket that are no names. */
const CONTROL =
  /^(?:if|else|for|foreach|while|do|switch|case|default|catch|finally|try|synchronized|return|new|await|yield|throw|sizeof|typeof)$/;
/** C# has more of them, which elsewhere are names of functions. */
const MANAGED_CONTROL = /^(?:lock|using|fixed|checked|unchecked|unsafe)$/;
const SCRIPT_CONTROL =
  /^(?:if|else|for|while|do|switch|case|default|catch|finally|try|with|return|new|await|yield|throw|function|typeof)$/;
const TYPE =
  /(?:^|[\s;])(?:class|struct|interface|enum|trait|record|namespace|module|mod|protocol|extension|object|union|actor|mixin|package)\s+(?:class\s+)?([A-Za-z_$][\w$.:]*)[^(]*(?:\([^]*\)[^(]*)?$/;

/** Languages whose functions begin with a word of their own; Go's receiver is the first group. */
const BY_WORD: Readonly<Record<string, RegExp>> = {
  go: /(?:^|\s)func\s*(?:\(([^)]*)\)\s*)?([A-Za-z_]\w*)\s*[[(]/,
  rust: /(?:^|\s)fn()\s+([A-Za-z_]\w*)\s*[<(]/,
  kotlin: /(?:^|\s)fun()\s+(?:<[^>]*>\s*)?(?:[\w.<>?]+\.)?([A-Za-z_]\w*)\s*\(/,
  swift: /(?:^|\s)func()\s+([A-Za-z_]\w*)\s*[<(]/,
  scala: /(?:^|\s)def()\s+([A-Za-z_]\w*)/,
  php: /(?:^|\s)function()\s+&?([A-Za-z_]\w*)\s*\(/,
};

/** Names a block by what stands between the end of what came before and its brace; strings are blanked in it. */
export function nameBlock(header: string, language: Language): BlockName {
  const text = header.trim();
  if (text.length > LONGEST_HEADER) return NONE;
  const word = BY_WORD[language.name];
  const found = word?.exec(text);
  if (found != null) return namedBy(found[2]!, found[1] ?? '');
  if (language.name === 'rust') {
    const type =
      /^(?:unsafe\s+)?impl\b[^{]*?(?:\bfor\s+)?(?:&\s*)?([A-Za-z_][\w:]*)\s*(?:<[^{]*>)?\s*(?:where\b[^]*)?$/.exec(
        text,
      );
    if (type !== null) return { kind: 'type', name: lastPart(type[1]!) };
  }
  if (language.name === 'go') {
    const type = /(?:^|\s)type\s+([A-Za-z_]\w*)/.exec(text);
    return type === null ? NONE : { kind: 'type', name: type[1]! };
  }
  if (language.name === 'script') return nameScript(text);
  const type = TYPE.exec(stripAnnotations(text));
  if (type !== null) return { kind: 'type', name: lastPart(type[1]!) };
  // Where functions begin with a word, everything else is a closure or control flow; but Kotlin, Scala and Swift have initialisers.
  if (word !== undefined)
    return /^(?:\w+\s+)*(?:constructor|init)\b[^]*\)?$/.test(text) ? { kind: 'function', name: 'init' } : NONE;
  return nameByParameters(stripAnnotations(text), language);
}

function namedBy(name: string, receiver: string): BlockName {
  const owner = /\*?\s*([A-Za-z_]\w*)\s*(?:\[[^\]]*\])?\s*$/.exec(receiver)?.[1];
  return owner === undefined ? { kind: 'function', name } : { kind: 'function', name, owner };
}

/** C, C++, Java, C#, Dart: the word before the first bracket of a declaration. */
function nameByParameters(text: string, language: Language): BlockName {
  const found = /^([^(=]*?)(~?[A-Za-z_$][\w$]*)\s*(?:<[^(]*>)?\s*\(/.exec(text);
  if (found === null || CONTROL.test(found[2]!)) return NONE;
  if (language.name === 'csharp' && MANAGED_CONTROL.test(found[2]!)) return NONE;
  // A call whose last argument is a block is no declaration: no type stands before it, and it ends with no bracket of its own.
  if (/(?:->|=>)\s*$/.test(text) || /\b(?:return|new|throw|else)\s/.test(found[1]!) || found[1]!.endsWith('.'))
    return NONE;
  const owner = /([A-Za-z_]\w*)\s*(?:<[^>]*>)?\s*::\s*$/.exec(found[1]!)?.[1];
  return owner === undefined ? { kind: 'function', name: found[2]! } : { kind: 'function', name: found[2]!, owner };
}

function nameScript(text: string): BlockName {
  const type =
    /(?:^|[\s=(])class\s+([A-Za-z_$][\w$]*)[^()]*$/.exec(text) ??
    /(?:^|\s)(?:interface|enum|namespace)\s+([A-Za-z_$][\w$.]*)[^()]*$/.exec(text);
  if (type !== null) return { kind: 'type', name: type[1]! };
  if (text.endsWith('=>')) return nameArrow(text.slice(0, -2).trimEnd());
  const before = beforeParameters(text);
  if (before === undefined) return NONE;
  const declared = /(?:^|[^\w$.])function\s*\*?\s*([A-Za-z_$][\w$]*)\s*(?:<[^(]*>)?\s*$/.exec(before);
  if (declared !== null) return { kind: 'function', name: declared[1]! };
  const anonymous = /(?:^|[^\w$.])function\s*\*?\s*(?:<[^(]*>)?\s*$/.exec(before);
  if (anonymous !== null) return nameAssigned(before.slice(0, anonymous.index + 1).replace(/async\s*$/, ''));
  // `static async total(items) {` of a class or an object.
  const method = /(?:^|[\s,*{])#?([A-Za-z_$][\w$]*)\s*(?:<[^(]*>)?\s*$/.exec(before);
  return method === null || SCRIPT_CONTROL.test(method[1]!) ? NONE : { kind: 'function', name: method[1]! };
}

/** `const total = async (items): Sum`, `total: (items)`, `total = items`. */
function nameArrow(text: string): BlockName {
  const before =
    text.endsWith(')') || /\)\s*:[^;]*$/.test(text) ? beforeParameters(text) : text.replace(/[A-Za-z_$][\w$]*$/, '');
  return before === undefined ? NONE : nameAssigned(before.replace(/(?:\basync\s*)?(?:<[^()]*>\s*)?$/, ''));
}

/** The name that stands before `=` or `:` at the end, also with a type between. */
function nameAssigned(before: string): BlockName {
  const found =
    /([A-Za-z_$#][\w$]*)\s*:\s*$/.exec(before) ??
    /([A-Za-z_$#][\w$]*)\s*(?::\s*[A-Za-z_$][\w$.<>[\], |&]*)?=\s*$/.exec(before);
  return found === null || SCRIPT_CONTROL.test(found[1]!)
    ? NONE
    : { kind: 'function', name: found[1]!.replace(/^#/, '') };
}

/** What stands before the brackets of the parameters, which are the last ones but for a type that is answered with. */
function beforeParameters(text: string): string | undefined {
  const end = /\)\s*(?::[^;]*)?$/.exec(text)?.index ?? -1;
  let depth = 0;
  for (let at = end; at >= 0; at--) {
    if (text[at] === ')') depth++;
    else if (text[at] === '(' && --depth === 0) return text.slice(0, at);
  }
  return undefined;
}

/** Java's and Kotlin's `@Get("/x")`, C#'s and C++'s `[Get("/x")]`. */
function stripAnnotations(text: string): string {
  return text
    .replaceAll(/@[\w.]+(?:\s*\([^()]*(?:\([^()]*\)[^()]*)*\))?/g, ' ')
    .replace(/^(?:\s*\[[^\]]*\])+/, ' ')
    .trim();
}

function lastPart(name: string): string {
  return name.split(/[.:]+/).at(-1) ?? name;
}

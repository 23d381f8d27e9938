import type { SourceText } from './find-functions.ts';
import { tokensOf } from './tokens.ts';

/**
 * What a text declares outside of its functions: constants, variables, tables, fields and types, by name. A declaration goes on to
 * the next line that stands no deeper than its first; what is declared twice is one. What stands outside of all that has the empty
 * name: statements that run when the file is loaded, with the closures in them.
 */
export function declarationsOf(source: SourceText): ReadonlyMap<string, readonly string[]> {
  const inside = new Uint8Array(source.lines.length + 2);
  for (const { fromLine, toLine } of source.functions)
    inside.fill(1, fromLine, Math.min(toLine, source.lines.length) + 1);
  const found = new Map<string, string[]>();
  let name: string | undefined;
  let depth = 0;
  source.lines.forEach((text, index) => {
    const code = text.trim();
    if (inside[index + 1] === 1) {
      name = undefined;
      return;
    }
    if (code === '') return;
    const here = text.search(/\S/);
    const declared = nameOf(code);
    if (declared !== undefined && (name === undefined || here <= depth)) {
      name = declared;
      depth = here;
    } else if (name !== undefined && here < depth) name = undefined;
    else if (name !== undefined && here === depth && !/^[)\]}]/.test(code)) name = undefined;
    const known = found.get(name ?? '') ?? [];
    // Not spread: a table may be as long as a file.
    for (const token of tokensOf(source, index + 1, index + 1)) known.push(token);
    found.set(name ?? '', known);
  });
  return found;
}

const WORDS =
  /^(?:(?:export|default|public|private|protected|internal|static|final|const|constexpr|inline|volatile|readonly|let|var|val|lazy|pub|mut|declare|abstract|sealed|data|open|override|thread_local|extern|lateinit|type|struct|class|enum|interface|#define)\s+)*/;

/** `const maxConns = 4`, `LIMIT: int = 3`, `private static final Pattern WORD = …`, `#define SIZE 8`, `timeout time.Duration`. */
function nameOf(code: string): string | undefined {
  const modifiers = WORDS.exec(code)?.[0] ?? '';
  const rest = code.slice(modifiers.length);
  const assigned = /^(?:[\w$<>[\],.?*&:]+\s+){0,3}?([A-Za-z_$@][\w$]*)\s*(?::[^=]{1,80})?(?::?=|\+=)(?![=>])/.exec(
    rest,
  );
  if (assigned !== null) return assigned[1]!;
  if (modifiers === '') return undefined;
  return /^([A-Za-z_$][\w$]*)/.exec(rest)?.[1];
}

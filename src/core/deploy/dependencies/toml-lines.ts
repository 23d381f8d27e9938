/** A key of a TOML file with the source text of what it is set to. */
export interface TomlLine {
  /** Dotted, without quotes: `target.cfg(unix).dependencies`. */
  readonly table: string;
  readonly key: string;
  readonly text: string;
}

/** Longer arrays are cut: no manifest has them. */
const MOST_LINES = 2000;

/**
 * Keys of a TOML file (https://toml.io/en/v1.0.0), enough for manifests: tables, dotted and quoted keys, arrays over several lines.
 * What it does not understand it leaves out.
 */
export function tomlLines(text: string): readonly TomlLine[] {
  const lines = text.split('\n');
  const found: TomlLine[] = [];
  let table = '';
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!.trim();
    if (line.startsWith('[')) {
      table = unquoted(/^\[\[?([^\]]*)\]/.exec(line)?.[1] ?? '');
      continue;
    }
    const equals = keyEnd(line);
    if (equals < 0) continue;
    let set = uncommented(line.slice(equals + 1));
    const last = Math.min(lines.length - 1, at + MOST_LINES);
    if (set.startsWith('[') || set.startsWith('{')) {
      let open = balance(set);
      const parts = [set];
      while (open > 0 && at < last) {
        const part = uncommented(lines[++at]!);
        parts.push(part);
        open += balance(part);
      }
      set = parts.join(' ');
    }
    found.push({ table, key: unquoted(line.slice(0, equals)), text: set });
  }
  return found;
}

/** Texts in quotes, in order. */
export function quotedTexts(text: string): readonly string[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'/g)].map(([, double, single]) => double ?? single ?? '');
}

/** A member of an inline table, or the text itself where it is one: `{ version = "1" }`, `"1"`. */
export function inlineText(text: string, key: string): string | undefined {
  if (!text.startsWith('{')) return undefined;
  const member = new RegExp(`[{,]\\s*"?${key.replace('.', '\\.')}"?\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(text);
  return member?.[1] ?? member?.[2];
}

/** The place of the equals sign behind a key, -1 where the line is no such line. */
function keyEnd(line: string): number {
  const key = /^(?:[\w.-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*\s*(?==)/.exec(line)?.[0];
  return key === undefined ? -1 : key.length;
}

function uncommented(text: string): string {
  if (!text.includes('#')) return text.trim();
  return (/^(?:[^#"']|"[^"]*"|'[^']*')*/.exec(text)?.[0] ?? text).trim();
}

function balance(text: string): number {
  let open = 0;
  for (const char of text.includes('"') || text.includes("'") ? text.replace(/"[^"]*"|'[^']*'/g, '') : text) {
    if (char === '[' || char === '{') open++;
    else if (char === ']' || char === '}') open--;
  }
  return open;
}

function unquoted(key: string): string {
  return key
    .trim()
    .replaceAll(/["']/g, '')
    .replaceAll(/\s*\.\s*/g, '.');
}

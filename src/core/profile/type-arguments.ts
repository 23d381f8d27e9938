/**
 * Type arguments and parameters inside function names. They nest and hold spaces and quotes, so brackets are counted; a regular
 * expression would be wrong or slow. All linear; a name whose brackets do not match (cut off by a tool) stays as it is.
 */

/** Go's `LRU[go.shape.struct { ID int "json:\"id[0]\"" }]` and `Map[...]`, C++'s `[abi:cxx11]`: brackets behind a word. */
export function stripBracketedTypes(name: string): string {
  let kept = '';
  let from = 0;
  let depth = 0;
  let quotesClose = true;
  for (let at = 0; at < name.length; at++) {
    const character = name[at];
    if (depth === 0) {
      if (character === '[' && isWord(name, at - 1) && name[at + 1] !== ']') {
        kept += name.slice(from, at);
        depth = 1;
      }
    } else if (character === '[') depth++;
    else if (character === ']') {
      depth--;
      if (depth === 0) from = at + 1;
    } else if (character === '"' && quotesClose) {
      const close = closingQuote(name, at);
      quotesClose = close > 0;
      if (quotesClose) at = close;
    }
  }
  return depth > 0 ? name : kept + name.slice(from);
}

function isWord(name: string, at: number): boolean {
  const code = at < 0 ? 0 : name.charCodeAt(at);
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
}

/** Place of the quote that ends the one at `open`, or -1. */
function closingQuote(name: string, open: number): number {
  for (let at = open + 1; at < name.length; at++) {
    if (name[at] === '\\') at++;
    else if (name[at] === '"') return at;
  }
  return -1;
}

/** `ns::f(int, char const*) const` → `ns::f`. Words before the bracket are asked for, so `(anonymous)` and `(*T)` stay. */
export function stripParameters(name: string): string {
  if (name.startsWith('RegExp: ')) return name;
  let text = name;
  for (let end = endOfParameters(text); end > 0; end = endOfParameters(text)) {
    const open = openingParenthesis(text, end - 1);
    const isOperator =
      text.endsWith('operator()', open) || /operator[^\w\s()]{1,3}$/.test(text.slice(Math.max(0, open - 11), open));
    if (open < 1 || text.endsWith('operator', open)) return text;
    if (!isWord(text, open - 1) && !'>]'.includes(text[open - 1]!) && !isOperator) return text;
    text = text.slice(0, open);
  }
  return text;
}

/** `ns::f(int)::Local::g` → `ns::f::Local::g`: parameters of the function around a local class, once those at the end are gone. */
export function stripInnerParameters(name: string): string {
  const opened: number[] = [];
  let kept = '';
  let from = 0;
  for (let at = 0; at < name.length; at++) {
    if (name[at] === '(') opened.push(at);
    if (name[at] !== ')') continue;
    const open = opened.pop() ?? 0;
    const after = name.startsWith(' const', at + 1) ? at + 7 : at + 1;
    if (opened.length > 0 || open < from || !name.startsWith('::', after)) continue;
    if (!isWord(name, open - 1) || name.endsWith('operator', open)) continue;
    kept += name.slice(from, open);
    from = after;
  }
  return kept + name.slice(from);
}

/** End of a parameter list that closes the name, without qualifiers behind it; 0 when there is none. */
function endOfParameters(name: string): number {
  const tail = name.slice(-40);
  // `& ?` and not `&{1,2} ?`: forty in a row could be split into ones and twos in a hundred million ways.
  const qualifiers = / ?(?:\b(?:const|volatile|noexcept)\b ?|& ?)*$/.exec(tail);
  const end = name.length - (qualifiers?.[0].length ?? 0);
  return name[end - 1] === ')' ? end : 0;
}

function openingParenthesis(name: string, close: number): number {
  let depth = 0;
  for (let at = close; at >= 0; at--) {
    if (name[at] === ')') depth++;
    else if (name[at] === '(' && --depth === 0) return at;
  }
  return -1;
}

/** `std::vector<int, std::allocator<int> >::push_back` → `std::vector::push_back`; Rust's `f::<T>` → `f`. Operators keep their signs. */
export function stripTemplates(name: string): string {
  let kept = '';
  let from = 0;
  let depth = 0;
  for (let at = 0; at < name.length; at++) {
    const character = name[at];
    if (depth === 0) {
      if (character !== '<') continue;
      if (name.endsWith('operator', at)) {
        while (name[at + 1] === '<' || name[at + 1] === '=' || name[at + 1] === '>') at++;
        continue;
      }
      const turbofish = name.endsWith('::', at);
      if (!isWord(name, at - 1) && !turbofish) continue;
      kept += name.slice(from, turbofish ? at - 2 : at);
      depth = 1;
    } else if (character === '<') depth++;
    else if (character === '>' && name[at - 1] !== '-' && name[at - 1] !== '=') {
      depth--;
      if (depth === 0) from = at + 1;
    }
  }
  return depth > 0 ? name : kept + name.slice(from);
}

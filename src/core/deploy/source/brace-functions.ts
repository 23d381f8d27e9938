import type { SourceFunction } from './find-functions.ts';
import type { Language } from './languages.ts';
import { nameBlock, type BlockName } from './name-block.ts';

interface Open {
  readonly block: BlockName;
  readonly fromLine: number;
  /** Round and square brackets that were open around it. */
  readonly brackets: number;
  readonly from: number;
  /** The header it is a part of. */
  readonly header?: Header;
}

/** Text from `from` on without `cuts`. */
interface Header {
  readonly from: number;
  readonly cuts: readonly (readonly [number, number])[];
}

const LONGEST = 100_000;

const NOTHING: BlockName = { kind: 'none' };

/** Functions of languages with braces. `bare` has neither comments nor strings. */
export function braceFunctions(bare: string, language: Language): readonly SourceFunction[] {
  const found: SourceFunction[] = [];
  const open: Open[] = [];
  let line = 1;
  let brackets = 0;
  let header: Header = { from: 0, cuts: [] };
  const level = () => open.at(-1)?.brackets ?? 0;
  for (let at = 0; at < bare.length; at++) {
    const letter = bare[at]!;
    if (letter === '\n') {
      line++;
      // Statements end with the line where no semicolon is asked for: a declaration begins behind a blank line.
      if (language.looseSemicolons && bare[at + 1] === '\n' && brackets === level())
        header = { from: at + 1, cuts: [] };
    } else if (letter === '(' || letter === '[') brackets++;
    else if (letter === ')' || letter === ']') brackets--;
    else if (letter === ';' && brackets <= level()) header = { from: at + 1, cuts: [] };
    else if (letter === '{') {
      const whole = textOf(header, bare, at);
      const own = language.looseSemicolons ? lastStatement(whole, language) : whole;
      // Defaults, destructured parameters and types in braces are a part of the header that goes on behind them.
      const isPart = isTypeLiteral(own, language) || (brackets > level() && !/=>\s*$|\)\s*$/.test(own));
      const block = isPart ? NOTHING : nameBlock(own, language);
      const fromLine = line - lineEnds(own.replace(/^[\s,)]+/, ''));
      open.push({ block, fromLine, brackets, from: at, ...(isPart ? { header } : {}) });
      header = { from: at + 1, cuts: [] };
    } else if (letter === '}') {
      const closed = open.pop();
      if (closed?.block.kind === 'function') found.push(described(closed.block, closed.fromLine, line, open));
      brackets = closed?.brackets ?? brackets;
      header =
        closed?.header === undefined
          ? { from: at + 1, cuts: [] }
          : { from: closed.header.from, cuts: [...closed.header.cuts, [closed.from, at + 1]] };
    }
  }
  return [...found, ...expressionFunctions(bare, language)];
}

/** What stands before a brace, with the parts in braces blanked and their line ends in place. */
function textOf({ from, cuts }: Header, bare: string, to: number): string {
  // Data may go on for megabytes; no header does.
  if (to - from > LONGEST) return '';
  let text = '';
  let at = from;
  for (const [begin, end] of cuts) {
    text += `${bare.slice(at, begin)}_${bare.slice(begin + 1, end).replace(/[^\n]/g, ' ')}`;
    at = end;
  }
  return text + bare.slice(at, to);
}

/** `(): { a: string } {`, `a: | { b: string }`. */
function isTypeLiteral(header: string, language: Language): boolean {
  return language.name === 'script' && /[<|&]\s*$|\)\s*:\s*(?:[^;{}=]*,\s*)?$/.test(header);
}

function described(
  block: BlockName & { readonly kind: 'function' },
  fromLine: number,
  toLine: number,
  around: readonly Open[],
): SourceFunction {
  const types = around.flatMap((one) => (one.block.kind === 'type' ? [one.block.name] : []));
  return { name: block.name, owner: block.owner ?? types.join('.'), fromLine, toLine };
}

function lineEnds(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** Without semicolons a header holds the statements before it: the declaration begins at the last line that can begin one. */
function lastStatement(header: string, language: Language): string {
  if (!header.includes('\n')) return header;
  let depth = 0;
  for (let at = header.length - 1; at >= 0; at--) {
    const letter = header[at]!;
    if (letter === ')' || letter === ']') depth++;
    else if (letter === '(' || letter === '[') depth--;
    else if (letter === '\n' && depth <= 0 && !continues(header, at, language)) return header.slice(at + 1);
  }
  return header;
}

/** Whether the line end at `at` lies inside of a statement. */
function continues(header: string, at: number, language: Language): boolean {
  const before = header.slice(Math.max(0, at - 40), at).trimEnd();
  const after = header.slice(at + 1, at + 40).trimStart();
  if (after === '') return true;
  if (/[,=(:&|?+*.<-]$|=>$/.test(before) || before === '') return before !== '';
  return language.name !== 'go' && /^(?:[.:?&|=)]|extends\b|implements\b|where\b|throws\b|with\b)/.test(after);
}

const EXPRESSIONS: Readonly<Record<string, RegExp>> = {
  // Types of members end with a semicolon, members of objects do not.
  script:
    /(?:^|[{,(])([ \t]*)(?:export[ \t]+)?(?:default[ \t]+)?(?:(?:const|let|var|static|public|private)[ \t]+)*([A-Za-z_$#][\w$]*)[ \t]*(?:=|:(?![^\n{}]*;[ \t]*$)|:[^=\n(]*=)[ \t]*(?:async[ \t]+)?(?:\((?:[^()]|\([^()]*\))*\)|[A-Za-z_$][\w$]*)[ \t]*(?::[^=\n]*)?=>(?![ \t]*\{)/gm,
  kotlin:
    /^([ \t]*)(?:[a-z]+[ \t]+)*fun[ \t]+(?:<[^>\n]*>[ \t]*)?(?:[\w.<>?]+\.)?([A-Za-z_]\w*)[ \t]*\([^{}]*?\)[ \t]*(?::[^={}\n]*)?=(?!=)/gm,
  scala: /^([ \t]*)(?:[a-z]+[ \t]+)*def[ \t]+([A-Za-z_]\w*)[^={}\n]*=(?![ \t]*\{)/gm,
  csharp: /^([ \t]*)(?:[A-Za-z][\w<>?,[\] ]*[ \t]+)([A-Za-z_]\w*)[ \t]*(?:<[^>\n]*>)?\([^(){};]*\)[ \t\n]*=>/gm,
  dart: /^([ \t]*)(?:[A-Za-z][\w<>?, ]*[ \t]+)?([A-Za-z_]\w*)[ \t]*\([^(){};]*\)[ \t]*(?:async[ \t]*)?=>/gm,
};

/** Functions that are one expression, without braces: to the last line that stands deeper than the first. */
function expressionFunctions(bare: string, language: Language): readonly SourceFunction[] {
  const pattern = EXPRESSIONS[language.name];
  if (pattern === undefined) return [];
  const lines = bare.split('\n');
  const around = bracketsAround(bare);
  return [...bare.matchAll(pattern)].flatMap((match) => {
    const name = match[2]!;
    // Between round brackets it is a parameter, whose type is that of a function.
    if (language.name === 'script' && around(match.index + match[0].indexOf(name)) === '(') return [];
    const begins = match.index + match[0].length - match[0].trimStart().length;
    const fromLine = lineEnds(bare.slice(0, begins)) + 1;
    const depth = lines[fromLine - 1]!.search(/\S/);
    let toLine = fromLine;
    while (toLine < lines.length) {
      const next = lines[toLine]!;
      if (next.trim() === '' || next.length - next.trimStart().length <= depth) break;
      toLine++;
    }
    return [{ name: name.replace(/^#/, ''), owner: '', fromLine, toLine }];
  });
}

/** The innermost bracket that is open at a place; places must come in order. */
function bracketsAround(bare: string): (place: number) => string {
  const open: string[] = [];
  let at = 0;
  return (place) => {
    for (; at < place; at++) {
      const letter = bare[at]!;
      if (letter === '(' || letter === '[' || letter === '{') open.push(letter);
      else if (letter === ')' || letter === ']' || letter === '}') open.pop();
    }
    return open.at(-1) ?? '';
  };
}

/** How a string begins and ends; `escapes` = a backslash takes what follows. */
interface Quotes {
  readonly open: string;
  readonly close: string;
  readonly escapes: boolean;
  /** False: a line end ends it too, so that a lone quote does not swallow the rest of the file. */
  readonly lines: boolean;
}

/** How functions are told: by braces, by indentation alone, or by indentation and a closing `end`. */
export type Blocks = 'braces' | 'indented' | 'ends';

/** What is needed to find the functions of a text and to leave out its comments. */
export interface Language {
  readonly name: string;
  readonly blocks: Blocks;
  readonly lineComments: readonly string[];
  readonly blockComments: readonly (readonly [string, string])[];
  readonly quotes: readonly Quotes[];
  /** True where `'x'` is a character and a lone `'` is not a string: lifetimes, labels. */
  readonly characters: boolean;
  /** True where a slash may begin a regular expression. */
  readonly patterns: boolean;
  /** True where statements end with the line: a semicolon says nothing. */
  readonly looseSemicolons: boolean;
}

const DOUBLE: Quotes = { open: '"', close: '"', escapes: true, lines: false };
const SINGLE: Quotes = { open: "'", close: "'", escapes: true, lines: false };
const RAW: Quotes = { open: '`', close: '`', escapes: false, lines: true };
const TRIPLE: Quotes = { open: '"""', close: '"""', escapes: true, lines: true };
const TRIPLE_SINGLE: Quotes = { open: "'''", close: "'''", escapes: true, lines: true };
const SLASHES = { lineComments: ['//'], blockComments: [['/*', '*/']] } as const;

function braces(name: string, more: Partial<Language> = {}): Language {
  return {
    name,
    blocks: 'braces',
    ...SLASHES,
    quotes: [TRIPLE, DOUBLE],
    characters: true,
    patterns: false,
    looseSemicolons: false,
    ...more,
  };
}

const HASH = { lineComments: ['#'], blockComments: [], characters: false, patterns: false, looseSemicolons: true };

const SCRIPT = braces('script', { quotes: [DOUBLE, SINGLE], characters: false, patterns: true, looseSemicolons: true });
const PYTHON: Language = {
  name: 'python',
  blocks: 'indented',
  ...HASH,
  quotes: [TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE],
};
const RUBY: Language = {
  name: 'ruby',
  blocks: 'ends',
  ...HASH,
  blockComments: [['\n=begin', '\n=end']],
  quotes: [DOUBLE, SINGLE],
};

const BY_EXTENSION: Readonly<Record<string, Language>> = {
  go: braces('go', { quotes: [DOUBLE, RAW], looseSemicolons: true }),
  ...Object.fromEntries(['js', 'jsx', 'mjs', 'cjs', 'ts', 'tsx', 'mts', 'cts'].map((one) => [one, SCRIPT])),
  java: braces('java'),
  kt: braces('kotlin', { looseSemicolons: true }),
  kts: braces('kotlin', { looseSemicolons: true }),
  scala: braces('scala', { looseSemicolons: true }),
  groovy: braces('java', { quotes: [TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE], characters: false, looseSemicolons: true }),
  rs: braces('rust', {
    quotes: [
      { open: 'r#"', close: '"#', escapes: false, lines: true },
      { ...DOUBLE, lines: true },
    ],
  }),
  swift: braces('swift', { characters: false, looseSemicolons: true }),
  cs: braces('csharp', { quotes: [{ open: '@"', close: '"', escapes: false, lines: true }, TRIPLE, DOUBLE] }),
  php: braces('php', {
    lineComments: ['//', '#'],
    quotes: [
      { ...DOUBLE, lines: true },
      { ...SINGLE, lines: true },
    ],
    characters: false,
  }),
  dart: braces('dart', { quotes: [TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE], characters: false }),
  ...Object.fromEntries(
    ['c', 'h', 'cc', 'cpp', 'cxx', 'hh', 'hpp', 'hxx', 'm', 'mm'].map((one) => [
      one,
      braces('c', { quotes: [DOUBLE] }),
    ]),
  ),
  py: PYTHON,
  pyx: PYTHON,
  rb: RUBY,
  rake: RUBY,
  ex: { ...RUBY, name: 'elixir', blockComments: [], quotes: [TRIPLE, DOUBLE, SINGLE] },
  exs: { ...RUBY, name: 'elixir', blockComments: [], quotes: [TRIPLE, DOUBLE, SINGLE] },
  lua: { ...RUBY, name: 'lua', lineComments: ['--'], blockComments: [['--[[', ']]']] },
};

/** The language of a file by its name; undefined for what holds no functions that we could tell. */
export function languageOf(path: string): Language | undefined {
  const extension = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(BY_EXTENSION, extension) ? BY_EXTENSION[extension] : undefined;
}

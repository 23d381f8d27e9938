import { stripJavaNumbers, stripManagedNumbers, stripScriptNumbers } from './generated-names.ts';
import { stripBracketedTypes, stripInnerParameters, stripParameters, stripTemplates } from './type-arguments.ts';

/**
 * The name by which a function is recognised in another build or another run: without tier marks, generated numbers, hashes,
 * addresses, template and type arguments (reference: the naming rules of each compiler and profiler, see the tests).
 * Linear in the length of the name, also for hostile ones; applying it twice changes nothing.
 */
export function canonicalName(name: string): string {
  let text = stripTierMarks(name.trim());
  // async-profiler's frame types: _[j] compiled, _[i] inlined, _[k] kernel, _[0] interpreted.
  if (text.endsWith(']')) text = text.replace(/_\[[0-9a-z]\]$/, '');
  text = stripScriptNumbers(stripManagedNumbers(stripJavaNumbers(text)));
  if (text.includes('.') || text.includes('::h') || text.includes('17h')) text = stripSymbolSuffixes(text);
  if (text.startsWith('__')) text = stripProcessor(text);
  if (text.includes('[')) text = stripBracketedTypes(text);
  if (text.endsWith(')') || text.includes(') ')) text = stripParameters(text);
  if (text.includes('<')) text = stripTemplates(text);
  if (text.includes(')::') || text.includes(') const::')) text = stripInnerParameters(text);
  if (text.endsWith('-fm')) text = text.slice(0, -3);
  if (text.includes('/v') || text.startsWith('gopkg.in/')) text = stripMajorVersion(text);
  return stripRunNumbers(text);
}

/** V8 marks tiers in perf maps (`~` interpreted, `^` baseline, `*` optimised), with or without the kind of code in front. */
function stripTierMarks(name: string): string {
  if (!/^[~*^+JLFSE]/.test(name)) return name;
  return name.replace(/^(?:LazyCompile:|Function:|Script:|Eval:|JS:)?[~*^+]*(?=[\p{L}_$(<#])/u, '');
}

/** No compiler writes longer suffixes; a bound keeps hostile names from costing more than their length. */
const LONGEST_SUFFIX = 120;
const CLONES = /(?:\.(?:isra|constprop|part|cold|llvm|lto_priv|localalias|__uniq|abi0)(?:\.[0-9a-f]+)*)+$/;

/**
 * GCC and LLVM name their clones `f.isra.0.part.2`, demanglers print `[clone .isra.0]`; Rust ends names with a hash, the linker
 * with the version of the library, `log@@GLIBC_2.29`.
 */
function stripSymbolSuffixes(name: string): string {
  const text = name.includes('[clone ') ? name.replace(/ ?\[clone [^[\]]*\]/g, '') : name;
  const tail = text.slice(-LONGEST_SUFFIX);
  let plain = tail.includes('@') ? tail.replace(/@{1,2}[A-Z][A-Za-z]*_[\w.]+$/, '') : tail;
  if (plain.includes('.')) plain = plain.replace(CLONES, '');
  if (plain.endsWith('E')) plain = plain.replace(/17h[0-9a-f]{16}E$/, 'E');
  else if (plain.includes('::h')) plain = plain.replace(/::h[0-9a-f]{16}$/, '');
  return text.slice(0, text.length - tail.length) + plain;
}

/** glibc picks a variant by the processor: the same program calls `__memcpy_avx_unaligned` here and `__memcpy_evex` there. */
function stripProcessor(name: string): string {
  return name.replace(
    /^__((?:mem|str|stp|wcs|wmem)[a-z]{2,12})_(?:avx|evex|sse|ssse|erms|asimd|sve|mops)\w{0,40}$/,
    '__$1',
  );
}

/** Go writes the major version of a module into its path: `example.com/lib/v3.Do`, `gopkg.in/yaml%2ev3.Unmarshal`. */
function stripMajorVersion(name: string): string {
  if (!/^[\w-]+\.[\w.-]*\//.test(name)) return name;
  return name
    .replace(/\/v(?:[2-9]|[1-9]\d+)(?=[./])/g, '')
    .replace(/^(gopkg\.in\/[^.%/]+(?:\/[^.%/]+)?)(?:\.|%2e)v\d+/, '$1');
}

/** Addresses, content hashes of bundles, line numbers and thread numbers: different in every run or build. */
function stripRunNumbers(name: string): string {
  let text = name;
  if (text.includes('0x')) text = text.replace(/(?<=.)\+0x[0-9a-f]+$/, '').replace(/0x[0-9a-fA-F]{6,}/g, '0x_');
  if (text.includes('js') || text.includes('.css') || text.includes('.so'))
    text = text.replace(/[./-][0-9a-f]{8,20}(?=\.(?:[cm]?js|css|so)\b)/g, '');
  return stripLineNumber(stripThread(text));
}

/**
 * Processes and threads as the root of stacks: async-profiler's `[worker-1 tid=7]`, py-spy's `thread (0x7F07): worker-1` and
 * `process 12:"python app.py"`, stackcollapse-perf's `java-12/34`.
 */
function stripThread(name: string): string {
  if (name.endsWith(']')) return name.replace(/^\[.* tid=\d+\]$/, '[thread]');
  if (/^[Tt]hread \(?(?:0x_|0x[\da-fA-F]{1,16}|\d[\d:]*)\)?(?:$|:? )/.test(name)) return '[thread]';
  if (name.startsWith('process ')) return name.replace(/^process \d+(?::".*")?$/, '[process]');
  return name.includes('-') && /-\d{1,10}\/\d{1,10}$/.test(name.slice(-22))
    ? name.replace(/^([^/]+)-\d+\/\d+$/, '$1')
    : name;
}

/**
 * Pyroscope's Node agent names functions `./app.js:handle:12`, and `:(idle):0` where it knows no file; V8 adds line and column. An
 * edit above would rename all that follow. Plain anonymous functions keep the number, they have nothing else to tell them apart:
 * see closureFamily.
 */
function stripLineNumber(name: string): string {
  const end = lineBegin(name);
  if (end < 0) return name;
  if (name.startsWith(':')) return name.slice(1, end);
  if (!/(?:^|[ (])node:|\.[cm]?[jt]sx?:/.test(name)) return name;
  const isAnonymous = name.endsWith('(anonymous)', end) || name.startsWith('(anonymous)');
  if (isAnonymous) return name;
  const first = lineBegin(name.slice(0, end));
  return name.slice(0, first < 0 ? end : first);
}

/** Place of the colon before a number that ends the name, or -1. */
function lineBegin(name: string): number {
  if (!name.includes(':')) return -1;
  const colon = name.lastIndexOf(':');
  return /^\d{1,9}$/.test(name.slice(colon + 1)) ? colon : -1;
}

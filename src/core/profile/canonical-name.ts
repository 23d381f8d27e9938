import { stripBracketedTypes, stripParameters, stripTemplates } from './type-arguments.ts';

/**
 * The name by which a function is recognised in another build or another run: without tier marks, generated numbers, hashes,
 * addresses, template and type arguments (reference: the naming rules of each compiler and profiler, see the tests).
 * Linear in the length of the name, also for hostile ones; applying it twice changes nothing.
 */
export function canonicalName(name: string): string {
  let text = stripTierMarks(name.trim());
  // async-profiler's frame types: _[j] compiled, _[i] inlined, _[k] kernel, _[0] interpreted.
  if (text.endsWith(']')) text = text.replace(/_\[[0-9a-z]\]$/, '');
  if (text.includes('$')) text = stripJavaNumbers(text);
  if (text.includes('Generated')) text = text.replace(/(Generated\w{1,40}Accessor)\d+/g, '$1');
  if (text.includes('.') || text.includes('::h')) text = stripSymbolSuffixes(text);
  if (text.includes('[')) text = stripBracketedTypes(text);
  if (text.endsWith(')') || text.includes(') ')) text = stripParameters(text);
  if (text.includes('<')) text = stripTemplates(text);
  if (text.endsWith('-fm')) text = text.slice(0, -3);
  if (text.includes('/v') || text.startsWith('gopkg.in/')) text = stripMajorVersion(text);
  return stripRunNumbers(text);
}

/** V8 marks tiers in perf maps (`~` interpreted, `^` baseline, `*` optimised), with or without the kind of code in front. */
function stripTierMarks(name: string): string {
  return name.replace(/^(?:LazyCompile:|Function:|JS:)?[~*^+]*(?=[A-Za-z_$(<])/, '');
}

function stripJavaNumbers(name: string): string {
  return name
    .replace(/\$\$Lambda(?:\$[^./()+]*)?(?:[./+](?:0x[0-9a-f]+|\d+)){0,2}/g, '$$$$Lambda')
    .replace(/LambdaForm\$([A-Za-z]{1,40})(?:[./+]?(?:0x[0-9a-f]+|\d+)){1,2}/g, 'LambdaForm$$$1')
    .replace(/\$\$(EnhancerBy|FastClassBy|Spring)(\w{1,40}?)\$\$[0-9a-f]+/g, '$$$$$1$2')
    .replace(/\$Proxy\d+/g, '$$Proxy')
    .replace(/\baccess\$\d+/g, 'access$$');
}

/** No compiler writes longer suffixes; a bound keeps hostile names from costing more than their length. */
const LONGEST_SUFFIX = 120;
const CLONES = /(?:\.(?:isra|constprop|part|cold|llvm|lto_priv|localalias|__uniq)(?:\.[0-9a-f]+)*)+$/;

/** GCC and LLVM name their clones `f.isra.0.part.2`, demanglers print `[clone .isra.0]`; Rust ends names with a hash. */
function stripSymbolSuffixes(name: string): string {
  const text = name.includes('[clone ') ? name.replace(/ ?\[clone [^[\]]*\]/g, '') : name;
  const tail = text.slice(-LONGEST_SUFFIX);
  return text.slice(0, text.length - tail.length) + tail.replace(CLONES, '').replace(/::h[0-9a-f]{16}$/, '');
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
  if (text.includes('0x')) text = text.replace(/(?<=.)\+0x[0-9a-f]+$/, '').replace(/0x[0-9a-f]{6,}/g, '0x_');
  if (text.includes('.')) text = text.replace(/[./-][0-9a-f]{8,20}(?=\.(?:[cm]?js|css|so)\b)/g, '');
  if (text.startsWith('thread (') || text.endsWith(']'))
    text = text.replace(/^(?:thread \(\d+\).*|\[.* tid=\d+\])$/, '[thread]');
  return stripLineNumber(text);
}

/**
 * Pyroscope's Node agent names functions `./app.js:handle:12`, and `:(idle):0` where it knows no file. An edit above would rename
 * all that follow. Plain anonymous functions keep the number, they have nothing else to tell them apart: see closureFamily.
 */
function stripLineNumber(name: string): string {
  const colon = name.lastIndexOf(':');
  if (colon < 0 || !/^\d{1,9}$/.test(name.slice(colon + 1))) return name;
  if (name.startsWith(':')) return name.slice(1, colon);
  const isScript = name.startsWith('node:') || /\.[cm]?[jt]sx?:/.test(name);
  const isAnonymous = name.endsWith('(anonymous)', colon) || name.startsWith('(anonymous)');
  return isScript && !isAnonymous ? name.slice(0, colon) : name;
}

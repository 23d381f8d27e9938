import { canonicalName } from '../../profile/canonical-name.ts';
import { isDependencyFile } from '../../profile/dependency-places.ts';
import { dottedName } from '../../profile/dotted-name.ts';
import { isKnownGoModule, isKnownNative, isKnownPackage, isKnownPhp } from '../../profile/known-packages.ts';
import { isGoStandard } from '../../profile/own-code.ts';
import { PYTHON_STANDARD } from '../../profile/python-packages.ts';
import type { FrameSource } from './located.ts';

/** Files of languages and systems themselves, rather than of packages. */
const RUNTIME_FILE = new RegExp(
  [
    '^(?:node|bun|deno|ext|wasm|native|internal)[:/ ]|^<|^\\[|^/usr/include/|^/usr/local/include/|^/usr/src/(?!app/)',
    '/rustc/[0-9a-f]{7,40}/library/|/rustlib/src/rust/library/|^library/(?:core|std|alloc)/src/',
    '(?:^|/)lib/(?:python|pypy)[\\d.]+/(?!(?:site|dist)-packages/)|(?:^|/)lib/ruby/(?!gems/)[\\d.]+/',
    '(?:^|/)bin/(?:node|nodejs|bun|deno|python[\\d.]*|ruby[\\d.]*|php[\\d.]*|java|dotnet)$',
    '(?:^|/)(?:jdk|jre|src/hotspot)/|^/opt/java/|^/lib(?:64)?/|\\.so(?:\\.[\\d.]+)?$|^webpack/(?:bootstrap|runtime)',
    '^(?:Python|Objects|Modules|deps/(?:v8|uv))/|^/usr/share/dotnet/|^/_/src/(?:libraries|coreclr|mono|runtime)/|^\\.{1,2}/(?:sysdeps|nptl|malloc|elf|csu|io|string|misc)/',
  ].join('|'),
);

const RUNTIME_PACKAGE = /^(?:java|javax|jdk|sun|com\.sun|kotlin|scala|clojure|groovy|System|Internal|Interop)\./;

/** Whose a file is, by its folders: undefined = nothing says that it is others'. */
export function foreignFile(file: string): 'runtime' | 'library' | undefined {
  if (/node_modules|site-packages|dist-packages|\/gems\//.test(file)) return 'library';
  if (RUNTIME_FILE.test(file)) return 'runtime';
  if (!isDependencyFile(file)) return undefined;
  const first = file.split('/', 1)[0]!.replace(/\.py$/, '');
  return (file.endsWith('.py') && PYTHON_STANDARD.has(first)) || !/[\\/]/.test(file) ? 'runtime' : 'library';
}

/** The same by a name alone, or one with just the file's last element: undefined = nobody knows the package. */
export function foreignName(frame: FrameSource): 'runtime' | 'library' | undefined {
  const name = frame.function;
  const root = /^[<&*\s]*(?:(?:mut|dyn|impl|const|unsafe)\s+)*(\w+)::/.exec(name)?.[1];
  if (root !== undefined && isKnownNative(name))
    return /^(?:std|core|alloc|v8|node|uv)$/.test(root) ? 'runtime' : 'library';
  const isGo = name.includes('.(*') || /^[\w.-]+\/[\w./-]+\.[\w(]/.test(name) || name.startsWith('runtime.');
  if (frame.file === '' && isGo && isGoStandard(name.replace(/\..*$/, ''))) return 'runtime';
  if (isKnownGoModule(name)) return 'library';
  if (isKnownPhp(name.replace(/^\\/, ''))) return 'library';
  const dotted = dottedName(canonicalName(name));
  if (!isKnownPackage(dotted)) return undefined;
  return RUNTIME_PACKAGE.test(dotted) ? 'runtime' : 'library';
}

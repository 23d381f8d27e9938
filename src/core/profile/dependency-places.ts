import { PYTHON_PACKAGES } from './python-packages.ts';

/** Folders and beginnings of paths in which the code of others lives, per ecosystem. Extend freely: one entry, one reason to know it. */

const DEPENDENCY_FOLDERS = new Set([
  'node_modules',
  'site-packages',
  'dist-packages',
  'vendor',
  'third_party',
  'third-party',
  '_deps',
  '.cargo',
  '.rustup',
  'rustc',
  'gems',
  '.rbenv',
  '.rvm',
  '.m2',
  '.nuget',
  '.conan',
  '.conan2',
  'vcpkg_installed',
  'bower_components',
  '.pnpm',
  '.venv',
  'virtualenv',
  'jre',
  'jdk',
]);

/** Beginnings of paths that belong to the system, the runtime or the kernel. */
const SYSTEM_BEGINNINGS = [
  '/usr/lib',
  '/usr/local/lib',
  '/usr/include',
  '/usr/local/include',
  '/usr/share/',
  '/usr/src/',
  '/lib/',
  '/lib64/',
  '/nix/store/',
  '/opt/java/',
  '/opt/datadog',
  '/root/.',
  '/_/src/',
  'node:',
  'internal/',
  'external/',
  'wasm:',
  'ext:',
  'bun:',
  'npm:',
  'jsr:',
  'deno:',
  'native ',
  'phar://',
  'https://deno.land/',
  'https://esm.sh/',
  'https://jsr.io/',
  // Sources of C libraries and runtimes as their debug information spells them.
  '../sysdeps/',
  './nptl/',
  './malloc/',
  './elf/',
  './csu/',
  './io/',
  './string/',
  './misc/',
  'library/core/src/',
  'library/std/src/',
  'library/alloc/src/',
  'src/hotspot/',
  'Python/',
  'Objects/',
  'Modules/',
  'deps/v8/',
  'deps/uv/',
  '(unknown',
  '[',
  '<',
  '//anon',
];

/** Node's own files before the `node:` scheme (version 14 and older), which have no folder. */
const OLD_NODE =
  /^(?:_http_\w+|_stream_\w+|_tls_\w+|assert|async_hooks|buffer|child_process|cluster|crypto|dgram|dns|domain|events|fs|http|http2|https|module|net|os|path|perf_hooks|punycode|querystring|readline|repl|stream|string_decoder|timers|tls|tty|url|util|v8|vm|worker_threads|zlib)\.js$/;

/** Programs that run the code of others: what lies in them is the runtime's. */
const RUNTIMES =
  /(?:^|\/)(?:node|nodejs|bun|deno|python[\d.]*|pypy[\d.]*|ruby[\d.]*|php[\d.]*|php-fpm[\d.]*|java|dotnet|beam\.smp|uwsgi|perl[\d.]*|perf)$/;

/** Is this file of a library, the runtime or the system? */
export function isDependencyFile(file: string): boolean {
  if (/^(?:Unknown|unknown|\?\?|native|<?unknown>?)$/.test(file)) return true;
  // The working directory of Node's and Python's official images.
  const isApp = file.startsWith('/usr/src/app/');
  if (!isApp && SYSTEM_BEGINNINGS.some((beginning) => file.startsWith(beginning))) return true;
  const path = file.replace(/^file:\/\//, '').replaceAll('\\', '/');
  if (RUNTIMES.test(path)) return true;
  const elements = path.split('/');
  if (elements.some((element) => DEPENDENCY_FOLDERS.has(element))) return true;
  if (/(?:^|\/)(?:go|lib)[\d.]*\/(?:src|python\d[\d.]*|ruby)\//.test(path)) return true;
  // Shared objects, and C files without a folder, as native frames of Python have them.
  if (/\.(?:so(?:\.[\d.]+)?|dylib|dll)$|^[^/]+\.[chsS]$/.test(path) || OLD_NODE.test(path)) return true;
  return path.endsWith('.py') && !path.startsWith('/') && PYTHON_PACKAGES.has((elements[0] ?? '').replace(/\.py$/, ''));
}

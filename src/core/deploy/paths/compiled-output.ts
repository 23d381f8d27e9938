import { isLikelyRoot } from './build-roots.ts';
import { commonTail } from './common-tail.ts';
import type { PathSettings } from './path-settings.ts';
import type { SourceName } from './source-name.ts';
import { bestOf, isInRoot, plainness } from './tail-match.ts';
import { pathsNamed, type TreeIndex } from './tree-index.ts';

/** Folders into which compilers and bundlers write. */
const OUTPUT =
  /^(?:\.?(?:dist|build|out|output|lib|es|esm|cjs|umd|bin|target|public|compiled|next|nuxt|svelte-kit|vercel|server|standalone|node|js|release|debug))$/;

const SOURCES: readonly (readonly [compiled: RegExp, endings: readonly string[]])[] = [
  [/\.[cm]?jsx?$/, ['ts', 'tsx', 'mts', 'cts', 'jsx', 'vue', 'svelte', 'coffee', 'mjs', 'js']],
  [/\.pyc$|\.so$|\.c$/, ['py', 'pyx']],
];

/** Folders that hold source and are left out of the output. */
const SOURCE_FOLDERS = /^(?:src|lib|source|app|ts|server)$/;

/**
 * Sources from which a file may have been compiled: `dist/pricing/quote.js` → `src/pricing/quote.ts`, by the same path behind the
 * folder of output. Among several those whose package is the one in front of that folder.
 */
export function compiledFrom(name: SourceName, tree: TreeIndex, settings: PathSettings): readonly string[] {
  const last = name.elements.at(-1) ?? '';
  const endings = SOURCES.find(([compiled]) => compiled.test(last))?.[1];
  if (endings === undefined) return [];
  const stem = last.replace(/(?:\.cpython-\d+[\w-]*)?\.\w+$/, '');
  const folders = name.elements.slice(0, -1).filter((element) => element !== '__pycache__');
  // Where the output may begin: behind each folder of output, the first one first; else the whole is at the root of a container.
  const begins = folders.flatMap((folder, at) => (OUTPUT.test(folder) ? [at + 1] : []));
  if (begins.length === 0) begins.push(0);
  const named = endings.flatMap((ending) => pathsNamed(tree, `${stem}.${ending}`));
  return bestOf(named, (path) => {
    const of = path.split('/').slice(0, -1);
    const fits = begins.flatMap((begin) => {
      const behind = folders.slice(begin);
      const common = commonTail(behind, of);
      // Without a folder of output what is left in front is the place of the whole.
      const isInPlace = begin === 0 && name.absolute && isLikelyRoot(folders.slice(0, folders.length - common));
      if (common < behind.length && !isInPlace) return [];
      const rest = of.slice(0, of.length - common);
      const isSourceRoot = SOURCE_FOLDERS.test(rest.at(-1) ?? '');
      if (isSourceRoot) rest.pop();
      const front = folders.slice(0, begin).filter((folder) => !OUTPUT.test(folder));
      const ofPackage = commonTail(front, rest);
      // Compilers keep the folders: dist/quote.js is not from src/deep/quote.ts.
      const isTop = isSourceRoot || rest.join('/') === settings.root || ofPackage > 0;
      return isTop ? [[common, ofPackage]] : [];
    });
    const best = fits.sort((a, b) => b[0]! - a[0]! || b[1]! - a[1]!)[0];
    return best === undefined ? undefined : [...best, isInRoot(path, settings) ? 1 : 0, plainness(path)];
  });
}

import { commonTail } from './common-tail.ts';
import { dottedClass } from './dotted-class.ts';
import type { PathSettings } from './path-settings.ts';
import { bestOf, isInRoot, plainness } from './tail-match.ts';
import { pathsNamed, type TreeIndex } from './tree-index.ts';

/** Files named after classes: a language of the JVM, .NET or PHP says by class and package where its source is. */

const JVM_EXTENSIONS = ['java', 'kt', 'scala', 'groovy', 'clj'];

/** A Java class lies in the folders of its package; Kotlin and Scala may leave out the first ones, Clojure writes - as _. */
export function jvmFiles(name: string, file: string, tree: TreeIndex, settings: PathSettings): readonly string[] {
  const owners = dottedClass(name);
  const at = owners?.findIndex((owner) => /^[\p{Lu}]/u.test(owner) || owner.includes('$')) ?? -1;
  if (owners === undefined || at < 0) return [];
  const packages = owners.slice(0, at);
  const outer = owners[at]!.split('$')[0]!;
  if (outer === '') return [];
  // Kotlin puts the functions of Cart.kt into the class CartKt.
  const names = file === '' ? [...JVM_EXTENSIONS.map((ending) => `${outer}.${ending}`), ...kotlinFile(outer)] : [file];
  return bestOf(
    names.flatMap((last) => pathsNamed(tree, last).filter((path) => path.endsWith(last))),
    (path) => {
      const folders = foldersOf(path);
      const common = commonTail(packages, folders);
      const fits =
        path.endsWith('.java') || path.endsWith('.groovy')
          ? common === packages.length
          : isInSourceRoot(folders, common);
      return fits ? [common, isInRoot(path, settings) ? 1 : 0, plainness(path)] : undefined;
    },
  );
}

function kotlinFile(outer: string): readonly string[] {
  return outer.length > 2 && outer.endsWith('Kt') ? [`${outer.slice(0, -2)}.kt`] : [];
}

/** Behind the folder of a language only packages follow, so all that follows must be the end of this one. */
function isInSourceRoot(folders: readonly string[], common: number): boolean {
  const root = folders.findLastIndex((folder) => /^(?:kotlin|scala(?:-[\d.]+)?|clj|src|app|java)$/.test(folder));
  return common > 0 ? root < 0 || folders.length - 1 - root <= common : root === folders.length - 1;
}

/** .NET by namespace, PHP by PSR-4: the class names the file, the folders follow the namespace from somewhere on. */
export function classFiles(
  name: string,
  ending: 'cs' | 'php',
  tree: TreeIndex,
  settings: PathSettings,
): readonly string[] {
  const owners = dottedClass(name) ?? [];
  // An inner class lies in the file of an outer one.
  for (let at = owners.length - 1; at >= Math.max(0, owners.length - 3); at--) {
    const spaces = owners.slice(0, at).flatMap((space) => space.split('.'));
    const found = bestOf(pathsNamed(tree, `${owners[at]!}.${ending}`), (path) => {
      // Folders of .NET projects hold several elements of the namespace, Acme.Shop.Api/Orders/Cart.cs.
      const folders = foldersOf(path).flatMap((folder) => folder.split('.'));
      return [commonTail(spaces, folders), isInRoot(path, settings) ? 1 : 0, plainness(path)];
    });
    if (found.length > 0) return found;
  }
  return [];
}

function foldersOf(path: string): readonly string[] {
  return path.split('/').slice(0, -1);
}

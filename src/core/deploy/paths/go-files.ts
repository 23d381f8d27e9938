import { answer } from './answer-paths.ts';
import { isKnownGoModule } from '../../profile/known-packages.ts';
import { isGoStandard } from '../../profile/own-code.ts';
import type { FrameSource, Located } from './located.ts';
import type { PathSettings } from './path-settings.ts';
import type { SourceName } from './source-name.ts';
import { bestOf, isInRoot, plainness } from './tail-match.ts';
import type { TreeIndex } from './tree-index.ts';

/**
 * Import path of the package of a Go function: `example.com/shop/api.(*Server).Handle` → `example.com/shop/api`; dots of the last
 * element are written as %2e. Undefined for names that have none, '' never.
 */
export function goPackage(name: string): string | undefined {
  const plain = name.split(/[([{ ]/, 1)[0]!;
  const dot = plain.indexOf('.', plain.lastIndexOf('/') + 1);
  if (dot <= 0) return undefined;
  return plain.slice(0, dot).replaceAll('%2e', '.');
}

/** Files of the folder of a function's package, its tests and output left out; packages called main may lie anywhere. */
export function goPackageFiles(name: string, tree: TreeIndex): readonly string[] {
  const folders = new Set(inModule(`${goPackage(name) ?? ''}/`, tree) ?? []);
  if (folders.size === 0) return [];
  const isIn = (path: string) => folders.has(path.slice(0, path.lastIndexOf('/') + 1));
  return [...tree.paths]
    .filter((path) => path.endsWith('.go') && isIn(path) && !path.endsWith('_test.go') && plainness(path) > 0)
    .sort();
}

/**
 * Go: names of modules are exact, so where the modules of the repository are known nothing is guessed. With -trimpath files are
 * `module/folder/file.go`, `module@version/…` of others and `net/http/server.go` of Go itself. Undefined: look at the path's tail.
 */
export function locateGo(
  frame: FrameSource,
  name: SourceName,
  tree: TreeIndex,
  settings: PathSettings,
): Located | undefined {
  const path = name.elements.join('/');
  if (/^_cgo_|(?:^|\/)_cgo_(?:gotypes|export)/.test(path)) return { kind: 'elsewhere', why: 'generated' };
  if (/@v\d/.test(path)) return replacedGo(path, tree);
  if (isGoroot(frame, name, path, tree)) {
    // Pyroscope's merges give a function the file of what was inlined into it; only closures carry the name of where they ended up.
    const own = isClosure(frame.function) ? [] : goPackageFiles(frame.function, tree);
    return own.length === 0 ? { kind: 'elsewhere', why: 'runtime' } : answer(own);
  }
  const external = /(?:^|\/)(?:external|vendor)\/(.*)$/.exec(path);
  if (external !== null) return vendoredGo(external[1]!, tree);
  const ofModule = inModule(path, tree) ?? inModule(gopathTail(path), tree);
  if (ofModule !== undefined) return oneOf(ofModule, tree, settings);
  const ofPackage = byPackage(frame, name, tree);
  if (ofPackage.some((found) => tree.paths.has(found))) return oneOf(ofPackage, tree, settings);
  const isForeign =
    !name.absolute && /^[\w-]+(?:\.[\w-]+)+\//.test(path) && (tree.modules.length > 0 || isKnownGoModule(path));
  return isForeign ? vendoredGo(path, tree) : undefined;
}

/** Go's own: relative with -trimpath, else under the `src` of an installation; the function says which. */
function isGoroot(frame: FrameSource, name: SourceName, path: string, tree: TreeIndex): boolean {
  const isOwn = byPackage(frame, name, tree).some((own) => tree.paths.has(own) && path.endsWith(own));
  if (isOwn) return false;
  if (!name.absolute) return isGoStandard(path) && moduleOf(path, tree) === undefined;
  const ofFunction = goPackage(frame.function);
  const tail = /\/src\/((?:[^/]+\/)*[^/]+\.\w+)$/.exec(`/${path}`)?.[1] ?? '';
  if (!isGoStandard(tail)) return false;
  return ofFunction === undefined
    ? /(?:^|\/)go[\d.-]*\/(?:[\d.]+\/x?\d*\/?)?src\//i.test(path)
    : isGoStandard(ofFunction);
}

function isClosure(name: string): boolean {
  return /\.(?:func|gowrap|deferwrap)\d+/.test(name);
}

/** Modules whose name begins this import path, the longest ones. */
function moduleOf(path: string, tree: TreeIndex): TreeIndex['modules'] | undefined {
  const fitting = tree.modules.filter(({ name }) => path === name || path.startsWith(`${name}/`));
  const longest = fitting.filter(({ name }) => name.length === fitting[0]?.name.length);
  return longest.length === 0 ? undefined : longest;
}

/** Path in the repository of `module/folder/file.go`, one for each module of that name. */
function inModule(path: string, tree: TreeIndex): readonly string[] | undefined {
  return moduleOf(path, tree)?.map(({ name, folder }) => join(folder, path.slice(name.length + 1)));
}

/** `/go/src/example.com/shop/x.go` of the time before modules. */
function gopathTail(path: string): string {
  return /(?:^|\/)src\/([\w-]+\.[\w.-]+\/.*)$/.exec(path)?.[1] ?? '';
}

/**
 * A path of a build machine, by the function's package. A closure that was inlined elsewhere carries that place's package, so the
 * folder must fit as well.
 */
function byPackage(frame: FrameSource, name: SourceName, tree: TreeIndex): readonly string[] {
  const ofFunction = goPackage(frame.function);
  const last = name.elements.at(-1);
  if (ofFunction === undefined || last === undefined) return [];
  return (inModule(`${ofFunction}/${last}`, tree) ?? []).filter((path) => {
    const folder = path.split('/').at(-2);
    return folder === undefined || folder === name.elements.at(-2);
  });
}

/** A module of a version; `replace` may have put a folder of this repository in its place, with a go.mod of that name in it. */
function replacedGo(path: string, tree: TreeIndex): Located {
  const inside = inModule(path.replace(/@v[^/]+/, ''), tree)?.find((one) => tree.paths.has(one));
  return inside === undefined
    ? { kind: 'elsewhere', why: 'library' }
    : { kind: 'elsewhere', why: 'vendored', path: inside };
}

/** Others' code; where it is copied into this repository, its path there. */
function vendoredGo(importPath: string, tree: TreeIndex): Located {
  const path = `vendor/${importPath}`;
  return tree.paths.has(path) ? { kind: 'elsewhere', why: 'vendored', path } : { kind: 'elsewhere', why: 'library' };
}

function oneOf(paths: readonly string[], tree: TreeIndex, settings: PathSettings): Located {
  return answer(
    bestOf(
      paths.filter((path) => tree.paths.has(path)),
      (path) => [isInRoot(path, settings) ? 1 : 0, plainness(path)],
    ),
  );
}

function join(folder: string, rest: string): string {
  return folder === '' ? rest : `${folder}/${rest}`;
}

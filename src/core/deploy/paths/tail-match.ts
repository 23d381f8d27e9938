import { commonTail } from './common-tail.ts';
import { isLikelyRoot, knownRootLength } from './build-roots.ts';
import type { PathSettings } from './path-settings.ts';
import type { SourceName } from './source-name.ts';
import { isGenerated, isVendored } from './strange-paths.ts';
import { pathsNamed, type TreeIndex } from './tree-index.ts';

/** How well a path of the tree fits; compared in this order, more is better. */
type Fit = readonly [common: number, inRoot: number, whole: number, plain: number];

/**
 * Paths that end as this name does: those with the longest common tail; then those in the service's folder; then those that the name
 * holds as a whole; then those that are no test, copy or output. Several = nothing more tells them apart. In the right case only,
 * or where there is none, in any.
 */
export function tailMatches(name: SourceName, tree: TreeIndex, settings: PathSettings): readonly string[] {
  const last = name.elements.at(-1);
  if (last === undefined) return [];
  const named = pathsNamed(tree, last);
  if (named.length === 0) return [];
  // In /app/main.py the first element may be the repository or its folder app: as evidence it counts for neither.
  const most = name.elements.length - (name.absolute ? knownRootLength(name.elements) : 0);
  const exact = bestOf(named, (path) => fitOf(name, path.split('/'), most, path, settings));
  if (exact.length > 0) return exact;
  const lower = { ...name, elements: name.elements.map((element) => element.toLowerCase()) };
  return bestOf(named, (path) => fitOf(lower, path.toLowerCase().normalize('NFC').split('/'), most, path, settings));
}

/** Those with the best fit; without one they are out. */
export function bestOf(
  paths: readonly string[],
  fit: (path: string) => readonly number[] | undefined,
): readonly string[] {
  let best: readonly number[] = [];
  let found: string[] = [];
  for (const path of paths) {
    const is = fit(path);
    if (is === undefined) continue;
    const order = found.length === 0 ? 1 : compareFits(is, best);
    if (order > 0) [best, found] = [is, [path]];
    else if (order === 0) found.push(path);
  }
  return found.sort();
}

function compareFits(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((part, place) => part !== b[place]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

function fitOf(
  name: SourceName,
  path: readonly string[],
  most: number,
  original: string,
  settings: PathSettings,
): Fit | undefined {
  const common = commonTail(name.elements, path);
  if (common === 0) return undefined;
  const whole = common === path.length;
  const before = name.elements.length - common;
  if (!isCredible(name, common, before, whole)) return undefined;
  return [Math.min(common, most), isInRoot(original, settings) ? 1 : 0, whole ? 1 : 0, plainness(original)];
}

/**
 * One common element says little: of `/opt/agent/lib/http/server.js` a repository with another `server.js` must not be blamed. Either
 * all of a relative name fits, or what is left of an absolute one is a place where repositories lie, or there is more in common.
 */
function isCredible(name: SourceName, common: number, before: number, whole: boolean): boolean {
  if (before === 0) return true;
  if (!name.absolute) return whole && common >= 2;
  return common >= 2 || isLikelyRoot(name.elements.slice(0, before));
}

export function isInRoot(path: string, settings: PathSettings): boolean {
  return settings.root !== '' && path.startsWith(`${settings.root}/`);
}

const TESTS =
  /(?:^|\/)(?:tests?|__tests__|spec|specs|testdata|fixtures?|examples?|e2e|mocks?|__mocks__|benchmarks?|it|androidTest)\//i;

/** 2 for code that runs, 1 for tests and examples, 0 for copies and output. */
export function plainness(path: string): number {
  if (isVendored(path) || isGenerated(path)) return 0;
  return TESTS.test(path) ? 1 : 2;
}

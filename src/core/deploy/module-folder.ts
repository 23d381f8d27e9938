import { folderOf } from './paths/folder-of.ts';
import type { TreeIndex } from './paths/tree-index.ts';

const MANIFEST =
  /(?:^|\/)(?:go\.mod|package\.json|pom\.xml|build\.gradle(?:\.kts)?|build\.sbt|pyproject\.toml|setup\.py|Cargo\.toml|Gemfile|composer\.json|mix\.exs|[^/]+\.csproj)$/;

/** Folders of the modules in which these files are, each with a slash at its end: the nearest one above with a manifest; '' is the whole repository. */
export function moduleFolders(paths: readonly string[], tree: TreeIndex): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const path of tree.paths) if (MANIFEST.test(path)) folders.add(folderOf(path));
  return new Set(paths.map((path) => nearest(folderOf(path), folders)));
}

function nearest(folder: string, folders: ReadonlySet<string>): string {
  for (let one = folder; one !== ''; one = folderOf(one)) if (folders.has(one)) return `${one}/`;
  return '';
}

import type { TreeIndex } from './paths/tree-index.ts';

const MANIFEST =
  /(?:^|\/)(?:go\.mod|package\.json|pom\.xml|build\.gradle(?:\.kts)?|build\.sbt|pyproject\.toml|setup\.py|Cargo\.toml|Gemfile|composer\.json|mix\.exs|[^/]+\.csproj)$/;

/** The folder of the module in which a file is, with a slash at its end: the nearest one above with a manifest; '' is the whole repository. */
export function moduleFolder(path: string, tree: TreeIndex): string {
  const folders = new Set([...tree.paths].filter((one) => MANIFEST.test(one)).map(folderOf));
  for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder))
    if (folders.has(folder)) return `${folder}/`;
  return '';
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

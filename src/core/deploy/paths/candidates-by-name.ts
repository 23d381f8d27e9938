import { canonicalName } from '../../profile/canonical-name.ts';
import { classFiles, jvmFiles } from './class-files.ts';
import { goPackage } from './go-files.ts';
import type { PathSettings } from './path-settings.ts';
import { rustFiles } from './rust-files.ts';
import { moduleFiles } from './script-modules.ts';
import { plainness } from './tail-match.ts';
import type { TreeIndex } from './tree-index.ts';

/**
 * Files in which a function probably is, told from its name alone: those of a Go package's folder, of a class of Java, .NET or PHP,
 * of a module of Rust, Python, Ruby or Elixir. Empty where the name has no such parts: then only its word can be looked for.
 */
export function candidatesByName(name: string, tree: TreeIndex, settings: PathSettings): readonly string[] {
  const go = goPackageFiles(name, tree);
  if (go.length > 0) return go;
  const canonical = canonicalName(name);
  if (canonical.includes('::') && !/^\\?[A-Z]\w*\\/.test(canonical)) {
    const rust = rustFiles(canonical, tree, settings);
    if (rust.length > 0) return rust;
  }
  const jvm = jvmFiles(name, '', tree, settings);
  if (jvm.length > 0) return jvm;
  const dotnet = classFiles(name, 'cs', tree, settings);
  if (dotnet.length > 0) return dotnet;
  const php = classFiles(name, 'php', tree, settings);
  return php.length > 0 ? php : moduleFiles(canonical, tree, settings);
}

/** Go files of the package's folder, its tests left out; packages named main may lie anywhere. */
function goPackageFiles(name: string, tree: TreeIndex): readonly string[] {
  const path = goPackage(name);
  if (path === undefined) return [];
  const of = tree.modules.find((module) => path === module.name || path.startsWith(`${module.name}/`));
  if (of === undefined) return [];
  const folder = [of.folder, path.slice(of.name.length + 1)].filter((part) => part !== '').join('/');
  const isThere = (file: string) =>
    file.endsWith('.go') && !file.endsWith('_test.go') && file.slice(0, Math.max(0, file.lastIndexOf('/'))) === folder;
  return [...tree.paths].filter((file) => isThere(file) && plainness(file) > 0).sort();
}

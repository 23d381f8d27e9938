import { canonicalName } from '../../profile/canonical-name.ts';
import { classFiles, jvmFiles } from './class-files.ts';
import { goPackageFiles } from './go-files.ts';
import type { PathSettings } from './path-settings.ts';
import { rustFiles } from './rust-files.ts';
import { moduleFiles } from './script-modules.ts';
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

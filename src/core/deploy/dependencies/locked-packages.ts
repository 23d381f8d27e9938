import type { Dependency, DependencyReader } from './dependency-change.ts';

/** Cargo.lock, poetry.lock, uv.lock, pdm.lock: tables `[[package]]`, one after the other. */

/** Cargo's: without a source a crate is this repository's own (https://doc.rust-lang.org/cargo/reference/resolver.html). */
export const readCargoLock: DependencyReader = (text) => packages(text, 'cargo', true);

export const readPythonLock: DependencyReader = (text) => packages(text, 'pypi', false);

function packages(text: string, ecosystem: 'cargo' | 'pypi', needsSource: boolean): readonly Dependency[] {
  const found: Dependency[] = [];
  let name = '';
  let version = '';
  let source = '';
  let commit = '';
  /** Fields of subordinate tables belong to something else, but for the source's commit. */
  let isOpen = false;
  const close = () => {
    const isOwn = needsSource ? source === '' : /\b(?:editable|virtual|directory)\b\s*=/.test(source);
    const moved = commit || (/(?:git\+|git = ).*#([0-9a-f]{7})/.exec(source)?.[1] ?? '');
    if (name !== '' && version !== '' && !isOwn)
      found.push({
        ecosystem,
        name: registryName(ecosystem, name),
        version: moved === '' ? version : `${version}#${moved}`,
      });
    name = version = source = commit = '';
  };
  for (const line of text.split('\n')) {
    const first = line.charCodeAt(0);
    if (first === 91) {
      const isPackage = line.startsWith('[[package]]');
      if (isPackage || (!line.startsWith('[package.') && !line.startsWith('[[package.'))) close();
      isOpen = isPackage;
    } else if (first === 114 && line.startsWith('resolved_reference = ')) commit = quoted(line).slice(0, 7);
    else if (!isOpen) continue;
    else if (first === 110 && line.startsWith('name = ')) name = quoted(line);
    else if (first === 118 && line.startsWith('version = ')) version = quoted(line);
    else if (first === 115 && line.startsWith('source = ')) source = line;
  }
  close();
  return found;
}

function quoted(line: string): string {
  return (
    /"([^"]*)"|'([^']*)'/
      .exec(line)
      ?.slice(1)
      .find((text) => text !== undefined) ?? ''
  );
}

/** PyPI does not tell case, -, _ and . apart (https://packaging.python.org/en/latest/specifications/name-normalization/). */
export function registryName(ecosystem: 'cargo' | 'pypi', name: string): string {
  return ecosystem === 'pypi' ? name.toLowerCase().replaceAll(/[-_.]+/g, '-') : name;
}

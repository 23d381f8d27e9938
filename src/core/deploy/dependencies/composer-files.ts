import type { Dependency } from './dependency-change.ts';
import { isRecord, parseRecord, textOf, textsOf } from '../json-records.ts';

/** composer.lock: packages with versions; a branch moves while its name stays, so its commit is told. */
export function readComposerLock(text: string): readonly Dependency[] | undefined {
  const lock = parseRecord(text);
  if (lock === undefined) return undefined;
  const found: Dependency[] = [];
  for (const list of [lock['packages'], lock['packages-dev']]) {
    for (const entry of Array.isArray(list) ? list : []) {
      if (!isRecord(entry) || textOf(entry['name']) === '') continue;
      const version = textOf(entry['version']);
      const source = entry['source'];
      const commit = version.startsWith('dev-') && isRecord(source) ? textOf(source['reference']).slice(0, 7) : '';
      found.push({
        ecosystem: 'composer',
        name: textOf(entry['name']),
        version: commit === '' ? version : `${version}#${commit}`,
      });
    }
  }
  return found;
}

/** composer.json: ranges; `php` is the runtime, extensions come with it. */
export function readComposerJson(text: string): readonly Dependency[] | undefined {
  const manifest = parseRecord(text);
  if (manifest === undefined) return undefined;
  return [...textsOf(manifest['require']), ...textsOf(manifest['require-dev'])]
    .filter(([name]) => name === 'php' || name.includes('/'))
    .map(([name, version]) => ({ ecosystem: name === 'php' ? 'runtime' : 'composer', name, version }));
}

/** Elixir's mix.lock: `"name": {:hex, :name, "1.2.3", …`. */
export function readMixLock(text: string): readonly Dependency[] {
  return [...text.matchAll(/^[ \t]*"([\w.-]+)": \{:(?:hex, :\w+, "([^"\n]+)"|git, "[^"\n]*", "([0-9a-f]{7}))/gm)].map(
    ([, name, version, commit]) => ({ ecosystem: 'hex', name: name!, version: version ?? commit! }),
  );
}

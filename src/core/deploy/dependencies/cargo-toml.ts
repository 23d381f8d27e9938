import type { Dependency } from './dependency-change.ts';
import { inlineText, quotedTexts, tomlLines } from './toml-lines.ts';

/** Cargo.toml: ranges of direct dependencies (https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html). */
export function readCargoToml(text: string): readonly Dependency[] {
  const found: Dependency[] = [];
  for (const { table, key, text: set } of tomlLines(text)) {
    if (table === 'package' && key === 'rust-version') {
      found.push({ ecosystem: 'runtime', name: 'rust', version: quotedTexts(set)[0] ?? '' });
    }
    const place = /^(?:workspace\.|target\..*\.)?(?:dev-|build-)?dependencies(?:\.(.+))?$/.exec(table);
    if (place === null) continue;
    const [name, field] = place[1] === undefined ? [key.split('.')[0]!, key.split('.')[1]] : [place[1], key];
    if (field !== undefined) {
      if (/^(?:version|rev|tag)$/.test(field))
        found.push({ ecosystem: 'cargo', name, version: quotedTexts(set)[0] ?? '' });
    } else if (set.startsWith('{')) {
      const version = inlineText(set, 'version') ?? inlineText(set, 'rev') ?? inlineText(set, 'tag');
      if (version !== undefined) found.push({ ecosystem: 'cargo', name: inlineText(set, 'package') ?? name, version });
    } else found.push({ ecosystem: 'cargo', name, version: quotedTexts(set)[0] ?? '' });
  }
  return found;
}

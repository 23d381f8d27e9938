import type { Dependency } from './dependency-change.ts';
import { parseRecord, recordsOf, textOf } from '../json-records.ts';
import { registryName } from './locked-packages.ts';
import { inlineText, quotedTexts, tomlLines } from './toml-lines.ts';

/** requirements.txt and constraints (https://pip.pypa.io/en/stable/reference/requirements-file-format/). */
export function readRequirements(text: string): readonly Dependency[] {
  return text
    .replaceAll(/\\\r?\n/g, ' ')
    .split('\n')
    .map((line) => requirement(line))
    .filter((found) => found !== undefined);
}

/** `name[extra]==1.2.3 ; marker --hash=…`, `name @ url`, `-e git+https://…@rev#egg=name`. */
function requirement(line: string): Dependency | undefined {
  const egg = /^\s*(?:-e\s+|--editable[ =])?((?:git|hg|svn)\+\S+?)(?:@([\w./-]+))?#(?:.*&)?egg=([\w.-]+)/.exec(line);
  if (egg !== null) return pypi(egg[3]!, egg[2] ?? egg[1]!);
  const parts = /^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(@\s*\S+|[=<>!~(][^;#]*)?/.exec(line);
  if (parts === null || /^\s*[\w.-]+[:/]/.test(line)) return undefined;
  return pypi(parts[1]!, (parts[2] ?? '').replace(/\s--\w.*$/s, '').replace(/^@\s*/, ''));
}

function pypi(name: string, range: string): Dependency {
  const plain = range.trim().replace(/^\((.*)\)$/, '$1');
  return { ecosystem: 'pypi', name: registryName('pypi', name), version: plain.replace(/^={2,3}\s*(?=[^,]*$)/, '') };
}

export function readPipfileLock(text: string): readonly Dependency[] | undefined {
  const lock = parseRecord(text);
  if (lock === undefined) return undefined;
  return [...recordsOf(lock['default']), ...recordsOf(lock['develop'])].map(([name, entry]) =>
    pypi(name, textOf(entry['version']) || textOf(entry['ref']).slice(0, 7)),
  );
}

/** pyproject.toml, as PEP 621 and 735 and as Poetry write it, and Pipfile: ranges. */
export function readPyproject(text: string): readonly Dependency[] {
  const found: Dependency[] = [];
  for (const { table, key, text: set } of tomlLines(text)) {
    const isList =
      (table === 'project' && key === 'dependencies') ||
      table === 'project.optional-dependencies' ||
      table === 'dependency-groups';
    if (isList)
      found.push(
        ...quotedTexts(set)
          .map(requirement)
          .filter((one) => one !== undefined),
      );
    else if (/^tool\.poetry(?:\.group\.[^.]+)?\.(?:dev-)?dependencies$|^(?:dev-)?packages$/.test(table)) {
      const version = set.startsWith('{')
        ? (inlineText(set, 'version') ?? inlineText(set, 'rev') ?? inlineText(set, 'tag') ?? '')
        : (quotedTexts(set)[0] ?? '');
      found.push(key === 'python' ? { ecosystem: 'runtime', name: 'python', version } : pypi(key, version));
    } else if (
      (table === 'project' && key === 'requires-python') ||
      (table === 'requires' && key.startsWith('python_'))
    ) {
      found.push({ ecosystem: 'runtime', name: 'python', version: quotedTexts(set)[0] ?? '' });
    }
  }
  return found;
}

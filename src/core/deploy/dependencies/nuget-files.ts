import type { Dependency } from './dependency-change.ts';
import { parseRecord, recordsOf, textOf } from '../json-records.ts';

/** Project files, Directory.Packages.props and packages.config, with the properties of the same file put in. */
export function readDotnetProject(text: string): readonly Dependency[] {
  const properties = new Map<string, string>();
  for (const [, name, set] of text.matchAll(/<(\w{1,100})>([^<\n]{1,200})<\//g)) properties.set(name!, set!.trim());
  const resolve = (set: string) => set.replace(/\$\((\w+)\)/g, (all, name: string) => properties.get(name) ?? all);
  const found: Dependency[] = [];
  for (const part of text.split(/<(?=(?:Global)?Package(?:Reference|Version)\s|package\s)/i).slice(1)) {
    const close = part.indexOf('>');
    const head = part.slice(0, close < 0 ? undefined : close);
    const name = attribute(head, 'Include') ?? attribute(head, 'Update') ?? attribute(head, 'id');
    if (name === undefined) continue;
    const inner = head.endsWith('/') ? undefined : /^[^<]*<Version>([^<]*)</.exec(part.slice(close + 1))?.[1];
    const version = attribute(head, 'VersionOverride') ?? attribute(head, 'Version') ?? inner ?? '';
    found.push({ ecosystem: 'nuget', name, version: resolve(version.trim()) });
  }
  const framework = properties.get('TargetFramework') ?? properties.get('TargetFrameworks');
  if (framework !== undefined) found.push({ ecosystem: 'runtime', name: 'dotnet', version: resolve(framework) });
  return found;
}

function attribute(head: string, name: string): string | undefined {
  return new RegExp(`\\s${name}\\s*=\\s*"([^"]*)"`, 'i').exec(head)?.[1];
}

/** packages.lock.json: per framework the packages with what they were resolved to. */
export function readNugetLock(text: string): readonly Dependency[] | undefined {
  const lock = parseRecord(text);
  return lock === undefined
    ? undefined
    : recordsOf(lock['dependencies'])
        .flatMap(([, packages]) => recordsOf(packages))
        .filter(([, entry]) => textOf(entry['type']) !== 'Project')
        .map(([name, entry]) => ({ ecosystem: 'nuget', name, version: textOf(entry['resolved']) }));
}

/** global.json: the SDK, which brings the runtime. */
export function readGlobalJson(text: string): readonly Dependency[] | undefined {
  const lock = parseRecord(text);
  if (lock === undefined) return undefined;
  return recordsOf(lock)
    .filter(([key, sdk]) => key === 'sdk' && textOf(sdk['version']) !== '')
    .map(([, sdk]) => ({ ecosystem: 'runtime', name: 'dotnet', version: textOf(sdk['version']) }));
}

import { readCargoToml } from './cargo-toml.ts';
import { readComposerJson, readComposerLock, readMixLock } from './composer-files.ts';
import type { Dependency, DependencyChange, DependencyReader } from './dependency-change.ts';
import { readGemfileLock } from './gemfile-lock.ts';
import { readGoMod, readVendoredModules } from './go-mod.ts';
import { readGradle, readGradleLock, readSbt, readVersionCatalog } from './gradle-files.ts';
import { readCargoLock, readPythonLock } from './locked-packages.ts';
import { readPom } from './maven-pom.ts';
import { readBunLock, readPackageJson, readPackageLock, readPnpmLock, readYarnLock } from './npm-files.ts';
import { readDotnetProject, readGlobalJson, readNugetLock } from './nuget-files.ts';
import { readPipfileLock, readPyproject, readRequirements } from './python-files.ts';
import { readDockerfile, readToolsToml, readToolVersions, readVersionFile } from './runtime-files.ts';

/** Files that say which packages and runtimes a service is built with, by their path. */
const READERS: readonly (readonly [path: RegExp, read: DependencyReader])[] = [
  [/(?:^|\/)go\.mod$/, readGoMod],
  [/(?:^|\/)vendor\/modules\.txt$/, readVendoredModules],
  [/(?:^|\/)package\.json$/, readPackageJson],
  [/(?:^|\/)(?:\.?package-lock|npm-shrinkwrap)\.json$/, readPackageLock],
  [/(?:^|\/)yarn\.lock$/, readYarnLock],
  [/(?:^|\/)pnpm-lock\.yaml$/, readPnpmLock],
  [/(?:^|\/)bun\.lock$/, readBunLock],
  [/(?:^|\/)Cargo\.toml$/, readCargoToml],
  [/(?:^|\/)Cargo\.lock$/, readCargoLock],
  [/(?:^|\/)(?:poetry|uv|pdm)\.lock$/, readPythonLock],
  [
    /(?:^|\/)(?:[\w.-]*requirements[\w.-]*|[\w.-]*constraints[\w.-]*|requirements\/[\w.-]+)\.(?:txt|in|pip)$/,
    readRequirements,
  ],
  [/(?:^|\/)Pipfile\.lock$/, readPipfileLock],
  [/(?:^|\/)(?:pyproject\.toml|Pipfile)$/, readPyproject],
  [/(?:^|\/)(?:Gemfile\.lock|gems\.locked)$/, readGemfileLock],
  [/(?:^|\/)(?:pom\.xml|[\w.-]+\.pom)$/, readPom],
  [/(?:^|\/)[\w.-]+\.gradle(?:\.kts)?$/, readGradle],
  [/(?:^|\/)(?:[\w.-]+\.)?gradle\.lockfile$|(?:^|\/)gradle\/dependency-locks\/[\w.-]+\.lockfile$/, readGradleLock],
  [/(?:^|\/)[\w.-]+\.versions\.toml$/, readVersionCatalog],
  [/(?:^|\/)build\.sbt$|(?:^|\/)project\/\w+\.(?:sbt|scala)$/, readSbt],
  [/(?:^|\/)composer\.lock$/, readComposerLock],
  [/(?:^|\/)composer\.json$/, readComposerJson],
  [/(?:^|\/)mix\.lock$/, readMixLock],
  [
    /\.(?:cs|fs|vb)proj$|(?:^|\/)(?:Directory\.(?:Packages|Build)\.(?:props|targets)|packages\.config)$/,
    readDotnetProject,
  ],
  [/(?:^|\/)packages\.lock\.json$/, readNugetLock],
  [/(?:^|\/)global\.json$/, readGlobalJson],
  [/(?:^|\/)(?:Dockerfile|Containerfile)(?:[.-][\w.-]+)?$|\.(?:[Dd]ockerfile|[Cc]ontainerfile)$/, readDockerfile],
  [/(?:^|\/)\.tool-versions$/, readToolVersions],
  [/(?:^|\/)(?:\.?mise|rust-toolchain)\.toml$/, readToolsToml],
  [/(?:^|\/)\.(?:nvmrc|node-version)$/, readVersionFile('node')],
  [/(?:^|\/)(?:\.python-version|runtime\.txt)$/, readVersionFile('python')],
  [/(?:^|\/)\.ruby-version$/, readVersionFile('ruby')],
  [/(?:^|\/)\.java-version$/, readVersionFile('java')],
  [/(?:^|\/)\.go-version$/, readVersionFile('go')],
  [/(?:^|\/)rust-toolchain$/, readVersionFile('rust')],
];

/** May this file of a repository say that a dependency changed? */
export function isDependencyManifest(path: string): boolean {
  return READERS.some(([pattern]) => pattern.test(path));
}

/**
 * Packages and runtimes that a change of this file bumped, added or removed, in the order of their names; one of several versions
 * at once is told for each. `before` and `after`: its texts, undefined where it was not there. Nothing for files that are no lock
 * file or manifest, and nothing where a side cannot be read: half a comparison would call everything removed. Never throws; 10 MB
 * of lock file take some hundred milliseconds.
 */
export function dependencyChanges(
  path: string,
  before: string | undefined,
  after: string | undefined,
): readonly DependencyChange[] {
  const read = READERS.find(([pattern]) => pattern.test(path))?.[1];
  if (read === undefined || before === after) return [];
  const old = before === undefined ? [] : read(before);
  const now = after === undefined ? [] : read(after);
  return old === undefined || now === undefined ? [] : compare(old, now);
}

/** What only one side has, package by package; nearly all of a lock file is on both. */
function compare(old: readonly Dependency[], now: readonly Dependency[]): readonly DependencyChange[] {
  const sides = new Map<string, { readonly one: Dependency; readonly gone: string[]; readonly come: string[] }>();
  const add = (which: 'gone' | 'come', these: readonly Dependency[], those: readonly Dependency[]) => {
    const kept = new Set(those.map(keyOf));
    for (const one of these) {
      if (kept.has(keyOf(one))) continue;
      // A lock file may list the same version in several places.
      kept.add(keyOf(one));
      const name = `${one.ecosystem} ${one.name}`;
      let known = sides.get(name);
      if (known === undefined) sides.set(name, (known = { one, gone: [], come: [] }));
      known[which].push(one.version);
    }
  };
  add('gone', old, now);
  add('come', now, old);
  const changes: DependencyChange[] = [];
  for (const { one, gone, come } of sides.values()) {
    gone.sort(compareVersions);
    come.sort(compareVersions);
    for (let at = 0; at < Math.max(gone.length, come.length); at++) {
      changes.push({
        ecosystem: one.ecosystem,
        name: one.name,
        ...(gone[at] ? { from: gone[at] } : {}),
        ...(come[at] ? { to: come[at] } : {}),
      });
    }
  }
  return changes.sort((a, b) => compareTexts(a.name, b.name) || compareTexts(a.ecosystem, b.ecosystem));
}

function keyOf({ ecosystem, name, version }: Dependency): string {
  return `${ecosystem} ${name} ${version}`;
}

/** 1.9.0 before 1.10.0, so that of two versions that moved each is told with its own. */
function compareVersions(a: string, b: string): number {
  const [x, y] = [a.match(/\d+|\D+/g) ?? [], b.match(/\d+|\D+/g) ?? []];
  const at = x.findIndex((part, place) => part !== y[place]);
  if (at < 0) return x.length - y.length;
  return Number(x[at]) - Number(y[at]) || compareTexts(x[at]!, y[at] ?? '');
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

import type { Dependency } from './dependency-change.ts';
import { inlineText, quotedTexts, tomlLines } from './toml-lines.ts';

const maven = (group: string, artifact: string, version: string): Dependency => ({
  ecosystem: 'maven',
  name: `${group}:${artifact}`,
  version,
});

/** build.gradle and build.gradle.kts: coordinates in quotes, plugins, and variables set in the same file. */
export function readGradle(text: string): readonly Dependency[] {
  const variables = new Map<string, string>();
  for (const [, name, set] of text.matchAll(
    /\b(\w{1,100})["']?\]?\s{0,9}(?:=|by extra\()\s{0,9}["']([^"'\n$]{1,100})["']/g,
  )) {
    variables.set(name!, set!);
  }
  const resolve = (set: string) =>
    set.replace(/\$\{?(?:[\w.]+\.)?(\w+)\}?/g, (all, name: string) => variables.get(name) ?? all);
  const found: Dependency[] = [];
  for (const line of text.split('\n')) {
    if (line.length > 2000 || /^\s*(?:\/\/|\*)/.test(line)) continue;
    for (const [, group, artifact, version] of line.matchAll(
      /["']([\w.-]+):([\w.-]+)(?::([^"':@]+))?(?:[:@][^"']*)?["']/g,
    )) {
      // Addresses of source code are written alike, scm:git:https://…
      if (group!.includes('.') || /^[\d$]/.test(version ?? ''))
        found.push(maven(group!, artifact!, resolve(version ?? '')));
    }
    const member = (key: string) => new RegExp(`\\b${key}\\s*[:=]\\s*["']([^"']+)["']`).exec(line)?.[1];
    const [group, name] = [member('group'), member('name')];
    if (group !== undefined && name !== undefined) found.push(maven(group, name, resolve(member('version') ?? '')));
    const plugin = /\bid\s*\(?\s*["']([\w.-]+)["']\s*\)?\s*version\s*\(?\s*["']([^"']+)["']/.exec(line);
    if (plugin !== null) found.push({ ecosystem: 'maven', name: plugin[1]!, version: resolve(plugin[2]!) });
    const java =
      /JavaLanguageVersion\.of\((\d+)\)|(?:source|target)Compatibility\s*=\s*["']?(?:JavaVersion\.VERSION_)?([\d._]+)/.exec(
        line,
      );
    if (java !== null) found.push({ ecosystem: 'runtime', name: 'java', version: java[1] ?? java[2]! });
  }
  return found;
}

/** gradle.lockfile: `group:artifact:version=configurations`. */
export function readGradleLock(text: string): readonly Dependency[] {
  return [...text.matchAll(/^([\w.-]+):([\w.-]+):([^=\s:]+)=/gm)].map(([, group, artifact, version]) =>
    maven(group!, artifact!, version!),
  );
}

/** libs.versions.toml (https://docs.gradle.org/current/userguide/version_catalogs.html). */
export function readVersionCatalog(text: string): readonly Dependency[] {
  const lines = tomlLines(text);
  const versions = new Map(
    lines.filter(({ table }) => table === 'versions').map(({ key, text: set }) => [key, versionOf(set)]),
  );
  const found: Dependency[] = [];
  for (const { table, text: set } of lines) {
    if (table !== 'libraries' && table !== 'plugins') continue;
    const short = set.startsWith('{') ? [] : (quotedTexts(set)[0] ?? '').split(':');
    const reference = inlineText(set, 'version.ref') ?? /\bversion\s*=\s*\{\s*ref\s*=\s*"([^"]+)"/.exec(set)?.[1];
    const version = reference === undefined ? inlineText(set, 'version') : versions.get(reference);
    const module = inlineText(set, 'module') ?? [inlineText(set, 'group'), inlineText(set, 'name')].join(':');
    if (table === 'plugins') {
      const id = inlineText(set, 'id') ?? short[0] ?? '';
      if (id !== '') found.push({ ecosystem: 'maven', name: id, version: version ?? short[1] ?? '' });
    } else if (short.length >= 2) found.push(maven(short[0]!, short[1]!, short[2] ?? ''));
    else if (module !== ':') found.push({ ecosystem: 'maven', name: module, version: version ?? '' });
  }
  return found;
}

/** `"1.2"`, `{ strictly = "1.2" }`. */
function versionOf(set: string): string {
  const rich = ['strictly', 'require', 'prefer'].map((key) => inlineText(set, key));
  return rich.find((one) => one !== undefined) ?? quotedTexts(set)[0] ?? '';
}

/** build.sbt: `"group" %% "artifact" % "version"`. */
export function readSbt(text: string): readonly Dependency[] {
  return [...text.matchAll(/"([\w.-]+)"\s{0,20}%{1,3}\s{0,20}"([\w.-]+)"\s{0,20}%\s{0,20}(?:"([^"\n]+)"|(\w+))/g)].map(
    ([, group, artifact, version, variable]) =>
      maven(
        group!,
        artifact!,
        version ?? new RegExp(`\\b${variable!}\\s{0,9}=\\s{0,9}"([^"]+)"`).exec(text)?.[1] ?? '',
      ),
  );
}

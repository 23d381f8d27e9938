import type { Dependency } from './dependency-change.ts';
import { isRecord, parseRecord, recordsOf, textOf, textsOf, type JsonRecord } from '../json-records.ts';

/** package.json: the direct ones with their ranges; engines and the version manager's choice are the runtime. */
export function readPackageJson(text: string): readonly Dependency[] | undefined {
  const manifest = parseRecord(text);
  if (manifest === undefined) return undefined;
  const lists = ['dependencies', 'devDependencies', 'optionalDependencies', 'resolutions', 'overrides'];
  const found = lists
    .flatMap((list) => textsOf(manifest[list]))
    .map(([name, range]): Dependency => ({ ecosystem: 'npm', name: name.replace(/^\*\*\//, ''), version: range }));
  for (const list of ['engines', 'volta']) {
    const set = manifest[list];
    const node = isRecord(set) ? textOf(set['node']) : '';
    if (node !== '') found.push({ ecosystem: 'runtime', name: 'node', version: node });
  }
  return found;
}

/** package-lock.json of every version (https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json). */
export function readPackageLock(text: string): readonly Dependency[] | undefined {
  const lock = parseRecord(text);
  if (lock === undefined) return undefined;
  const found: Dependency[] = [];
  const packages = lock['packages'];
  if (isRecord(packages)) {
    for (const [place, entry] of recordsOf(packages)) {
      // Folders of workspaces are this repository's own.
      const behind = place.lastIndexOf('node_modules/');
      if (behind < 0 || entry['link'] === true) continue;
      const name = textOf(entry['name']) || place.slice(behind + 'node_modules/'.length);
      found.push({ ecosystem: 'npm', name, version: lockedVersion(entry, textOf(entry['resolved'])) });
    }
    return found;
  }
  const open = [lock['dependencies']];
  for (let tree = open.pop(); tree !== undefined; tree = open.pop()) {
    for (const [name, entry] of recordsOf(tree)) {
      if (textOf(entry['version']) !== '') {
        found.push({ ecosystem: 'npm', name, version: lockedVersion(entry, textOf(entry['version'])) });
      }
      if (isRecord(entry['dependencies'])) open.push(entry['dependencies']);
    }
  }
  return found;
}

/** Versions in git repositories stay the same while the commit moves. */
function lockedVersion(entry: JsonRecord, from: string): string {
  const commit = /^(?:git|github:|bitbucket:|gitlab:).*#([0-9a-f]{7})[0-9a-f]{0,33}$/.exec(from)?.[1];
  const version = textOf(entry['version']);
  if (commit === undefined) return version;
  return version === from ? commit : `${version}#${commit}`;
}

/** yarn.lock of Yarn 1 (its own format) and of later ones (YAML): a line of descriptors, then indented fields. */
export function readYarnLock(text: string): readonly Dependency[] {
  const found: Dependency[] = [];
  let name = '';
  let version = '';
  const close = () => {
    if (name !== '' && version !== '') found.push({ ecosystem: 'npm', name, version });
    name = version = '';
  };
  for (const line of text.split('\n')) {
    const first = line.charCodeAt(0);
    if (Number.isNaN(first) || first === 35 || first === 13) continue;
    if (first !== 32) {
      close();
      name = describedName(line);
    } else if (name !== '' && line.charCodeAt(2) !== 32) {
      if (line.startsWith('  version')) version = /^ {2}version:? "?([^"\s]+)/.exec(line)?.[1] ?? '';
      else if (line.startsWith('  resolution:')) {
        // Says what an alias stands for, and what lies in this repository.
        const resolved = /^ {2}resolution: "?(@?[^@"]+)@(\w+):/.exec(line);
        name = resolved === null || /^(?:workspace|link|portal)$/.test(resolved[2]!) ? '' : resolved[1]!;
      } else if (line.startsWith('  resolved "git') || line.startsWith('  resolved "https://codeload.')) {
        version += /[#/]([0-9a-f]{7})[0-9a-f]{33}"?\s*$/.exec(line)?.[1]?.replace(/^/, '#') ?? '';
      }
    }
  }
  close();
  return found;
}

/** `"@a/b@^1.0.0", "@a/b@^1.1.0":` → @a/b; `short@npm:real@^1` → real. */
function describedName(line: string): string {
  if (!line.trimEnd().endsWith(':') || line.startsWith('__metadata')) return '';
  const descriptor = line.replace(/^"/, '');
  return /^@?[^@"\s]+@npm:(@?[^@"\s]+)@/.exec(descriptor)?.[1] ?? /^(@?[^@"\s]+)@/.exec(descriptor)?.[1] ?? '';
}

/** pnpm-lock.yaml of versions 5 to 9 (https://github.com/pnpm/spec): the keys of `packages`, indented by two. */
export function readPnpmLock(text: string): readonly Dependency[] {
  const found: Dependency[] = [];
  const isOld = /^lockfileVersion: ['"]?[345]\b/m.test(text.slice(0, 2000));
  let isInside = false;
  for (const line of text.split('\n')) {
    const first = line.charCodeAt(0);
    if (first !== 32) {
      if (first > 32 && first !== 35) isInside = line.startsWith('packages:');
      continue;
    }
    if (!isInside || line.charCodeAt(1) !== 32 || line.charCodeAt(2) <= 32) continue;
    const key = /^ {2}(?:'([^']+)'|"([^"]+)"|([^\s'"][^\s]*)):(?:\s|$)/.exec(line);
    const dependency = pnpmKey(key?.[1] ?? key?.[2] ?? key?.[3] ?? '', isOld);
    if (dependency !== undefined) found.push(dependency);
  }
  return found;
}

/** `/@a/b/1.2.3_peer@1`, `/@a/b@1.2.3(peer@1)`, `@a/b@1.2.3`. */
function pnpmKey(key: string, isOld: boolean): Dependency | undefined {
  if (key === '' || /^(?:file|link|workspace):/.test(key)) return undefined;
  if (isOld) {
    const old = /^[^/]*\/((?:@[^/]+\/)?[^/]+)\/([^/_(]+)/.exec(key);
    return old === null ? undefined : { ecosystem: 'npm', name: old[1]!, version: old[2]! };
  }
  const plain = key.replace(/^\//, '').replace(/\(.*$/, '');
  const at = plain.indexOf('@', 1);
  if (at < 0 || /^(?:file|link|workspace):/.test(plain.slice(at + 1))) return undefined;
  return { ecosystem: 'npm', name: plain.slice(0, at), version: plain.slice(at + 1).replace(/_.*$/, '') };
}

/** bun.lock, JSON with commas at the end: `"name": ["name@1.2.3", …]` under packages, one a line. */
export function readBunLock(text: string): readonly Dependency[] {
  const begin = text.indexOf('"packages"');
  if (begin < 0) return [];
  return [...text.slice(begin).matchAll(/^[ \t]+"[^"\n]+": \["(@?[^@"\n]+)@(\d[^"\n]*)"/gm)].map(
    ([, name, version]) => ({
      ecosystem: 'npm',
      name: name!,
      version: version!,
    }),
  );
}

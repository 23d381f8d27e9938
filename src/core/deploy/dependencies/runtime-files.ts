import type { Dependency } from './dependency-change.ts';
import { quotedTexts, tomlLines } from './toml-lines.ts';

/** What languages are called by images and version managers. */
const LANGUAGES: Readonly<Record<string, string>> = {
  golang: 'go',
  nodejs: 'node',
  python3: 'python',
  pypy: 'python',
  openjdk: 'java',
  'eclipse-temurin': 'java',
  temurin: 'java',
  amazoncorretto: 'java',
  'ibm-semeru-runtimes': 'java',
  sapmachine: 'java',
  jdk: 'java',
  'dotnet-core': 'dotnet',
  rustlang: 'rust',
};

function runtime(name: string, version: string): Dependency {
  return { ecosystem: 'runtime', name: LANGUAGES[name] ?? name, version };
}

/** Dockerfile: images that stages stand on, with the defaults of arguments put in (https://docs.docker.com/reference/dockerfile/). */
export function readDockerfile(text: string): readonly Dependency[] {
  const found: Dependency[] = [];
  const set = new Map<string, string>();
  const stages = new Set(['scratch']);
  for (const line of text.replaceAll(/\\\r?\n/g, ' ').split('\n')) {
    const argument = /^\s*ARG\s+(\w+)=["']?([^"'\s]*)/i.exec(line);
    if (argument !== null) set.set(argument[1]!, argument[2]!);
    const from = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(line);
    if (from === null) continue;
    const image = from[1]!.replace(
      /\$\{?(\w+)(?::?-([^}]*))?\}?/g,
      (_, name: string, other?: string) => set.get(name) ?? other ?? '',
    );
    if (!stages.has(image.toLowerCase())) found.push(ofImage(image));
    if (from[2] !== undefined) stages.add(from[2].toLowerCase());
  }
  return found;
}

/** `registry:5000/library/golang:1.22-alpine@sha256:…`: with a tag, its digest says nothing to people. */
function ofImage(image: string): Dependency {
  const [path = '', digest = ''] = image.split('@');
  const last = path.slice(path.lastIndexOf('/') + 1);
  const [name = '', tag = ''] = last.split(':');
  const version = tag === '' ? digest.slice(0, 19) : tag;
  if (path.includes('/dotnet/')) return runtime('dotnet', version);
  // gcr.io/distroless/python3-debian12 has its version in the name.
  const distroless = path.includes('distroless/') ? /^(?:nodejs|python|java)/.exec(name)?.[0] : undefined;
  return distroless === undefined ? runtime(name, version) : runtime(distroless, `${name}:${version}`);
}

/** .tool-versions of asdf and mise: `golang 1.22.3`. */
export function readToolVersions(text: string): readonly Dependency[] {
  return text
    .split('\n')
    .map((line) => /^\s*([\w-]+)\s+([^\s#]+)/.exec(line))
    .filter((tool) => tool !== null)
    .map(([, name, version]) => runtime(name!, version!));
}

/** mise.toml: `[tools]`; rust-toolchain.toml: `channel`. */
export function readToolsToml(text: string): readonly Dependency[] {
  const lines = tomlLines(text).map(({ table, key, text: set }) => ({
    table,
    key,
    version: quotedTexts(set)[0] ?? '',
  }));
  return lines
    .filter(
      ({ table, key, version }) =>
        version !== '' && (table === 'tools' || (table === 'toolchain' && key === 'channel')),
    )
    .map(({ table, key, version }) => runtime(table === 'tools' ? key : 'rust', version));
}

/** Files that hold one version and nothing else: .nvmrc, .python-version, Heroku's runtime.txt. */
export function readVersionFile(language: string): (text: string) => readonly Dependency[] {
  return (text) => {
    const line = text.split('\n').find((one) => /^\s*[^\s#]/.test(one));
    const version = line?.trim().replace(/^(?:v|\w+-|go)(?=\d)/, '');
    return version === undefined || version.length > 100 ? [] : [runtime(language, version)];
  };
}

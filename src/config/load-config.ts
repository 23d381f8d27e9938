import { createHash } from 'node:crypto';
import { dirname, relative } from 'node:path';
import { buildConfig, sorted, type IncludedFile } from './build-config.ts';
import { findIncludes } from './find-includes.ts';
import { findWarnings } from './find-warnings.ts';
import { ConfigError, type ConfigProblem } from './problem.ts';
import { readText } from './read-text.ts';
import { ConfigFile, NO_FILE, type Config } from './schema.ts';
import { readYaml, type YamlFile } from './yaml-file.ts';

/** A configuration and what it was made of. */
export interface LoadedConfig {
  readonly config: Config;
  /** Every file that was read, in the order of reading; what a watcher has to watch. */
  readonly files: readonly string[];
  /** SHA-256, hex, over names and contents of the files in order: two replicas with one hash do the same. */
  readonly hash: string;
  /** What is allowed and probably not meant; `check --strict` refuses it. */
  readonly warnings: readonly ConfigProblem[];
}

/**
 * Reads and validates a main file and the teams' files that it includes, or one team's file alone. Throws ConfigError
 * with every problem of all files, or the system's error when the file cannot be read.
 */
export function loadConfig(file: string): LoadedConfig {
  const text = readText(file);
  return loadMain(readYaml(text, file), text);
}

/**
 * The same for people who look at files: one team's file alone (it has an owner or a scope) is taken as if a main file
 * of defaults included it; whether its channels exist is then not known.
 */
export function loadAnyFile(file: string): LoadedConfig & { readonly isTeam: boolean } {
  const text = readText(file);
  const yaml = readYaml(text, file);
  if (!isTeamFile(yaml)) return { ...loadMain(yaml, text), isTeam: false };
  const alone = { yaml, scope: [] };
  return { ...loaded(readYaml('', NO_FILE), [alone], { texts: new Map([[file, text]]) }), isTeam: true };
}

function loadMain(main: YamlFile, mainText: string): LoadedConfig {
  const texts = new Map([[main.file, mainText]]);
  const problems: ConfigProblem[] = [];
  const warnings: ConfigProblem[] = [];
  const included: IncludedFile[] = [];
  for (const { pattern, scope, path } of includesOf(main)) {
    const found = findIncludes(pattern, main.file);
    if (found.kind === 'problem') problems.push(main.problemAt(path, `include: ${found.message}`));
    if (found.kind === 'nothing') warnings.push(main.problemAt(path, `include: nothing matches ${pattern}`));
    for (const name of found.kind === 'files' ? found.files : []) {
      if (texts.has(name)) continue;
      texts.set(name, '');
      try {
        texts.set(name, readText(name));
        included.push({ yaml: readYaml(texts.get(name) ?? '', name), scope });
      } catch (error) {
        if (error instanceof ConfigError) problems.push(...error.problems);
        else problems.push(main.problemAt(path, `include: ${error instanceof Error ? error.message : String(error)}`));
      }
    }
  }
  const byName = included.toSorted((a, b) => (a.yaml.file < b.yaml.file ? -1 : 1));
  return loaded(main, byName, { texts, problems, warnings });
}

/** The configuration of an empty file. */
export function defaultConfig(): Config {
  return parseConfig('', NO_FILE);
}

/** A main file that is no file: without includes. Throws ConfigError with every problem. */
export function parseConfig(text: string, file: string): Config {
  const main = readYaml(text, file);
  const problems = includesOf(main).map(({ path }) => main.problemAt(path, 'include: only a file can include others'));
  return buildConfig(main, [], problems);
}

function isTeamFile({ plain }: YamlFile): boolean {
  return typeof plain === 'object' && plain !== null && ('owner' in plain || 'scope' in plain);
}

interface Reading {
  readonly texts: ReadonlyMap<string, string>;
  readonly problems?: readonly ConfigProblem[];
  readonly warnings?: readonly ConfigProblem[];
}

function loaded(main: YamlFile, included: readonly IncludedFile[], reading: Reading): LoadedConfig {
  const { texts, problems = [], warnings = [] } = reading;
  const config = buildConfig(main, included, problems);
  const yamls = [main, ...included.map(({ yaml }) => yaml)];
  const hash = createHash('sha256');
  const [first = ''] = texts.keys();
  for (const [name, text] of texts) hash.update(JSON.stringify([relative(dirname(first), name), text]));
  return {
    config,
    files: [...texts.keys()],
    hash: hash.digest('hex'),
    warnings: sorted([...warnings, ...findWarnings(config, yamls)], main.file),
  };
}

/** Read before the schema has its say, so that the problems of all files come at once. */
function includesOf(main: YamlFile) {
  const { plain } = main;
  const entries: unknown = typeof plain === 'object' && plain !== null && 'include' in plain ? plain.include : [];
  const parsed = ConfigFile.shape.include.safeParse(entries);
  return (parsed.success ? parsed.data : []).map((entry, index) =>
    typeof entry === 'string'
      ? { pattern: entry, scope: [], path: ['include', index] }
      : { pattern: entry.files, scope: entry.scope, path: ['include', index, 'files'] },
  );
}

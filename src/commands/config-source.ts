import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ConfigSource, Settings } from '../app/reloader.ts';
import { findIncludes } from '../config/find-includes.ts';
import { loadConfig, parseConfig, type LoadedConfig } from '../config/load-config.ts';
import type { Config } from '../config/schema.ts';
import type { Arguments } from './run-command.ts';

export interface FileSource extends ConfigSource {
  /**
   * What a watcher has to look at: the files of the last configuration that could be read, those that its includes
   * match by now, and its secrets.
   */
  readonly files: () => readonly string[];
}

/** The configuration file with the flags laid over it, read now and at every `load`. Flags win over the file. */
export function fileSource(args: Arguments, taken: (config: Config) => void): FileSource {
  const file = args.text('config.file');
  let watched: readonly string[] = [];
  let includes: Config['include'] = [];
  const load = (): Settings => {
    const loaded: LoadedConfig =
      file === undefined
        ? { config: parseConfig('', '(defaults)'), files: [], hash: '', warnings: [] }
        : loadConfig(file);
    const config = withFlags(loaded.config, args);
    const secrets = secretFiles(config);
    watched = [...loaded.files, ...secrets];
    includes = config.include;
    return { config, hash: loaded.hash, warnings: loaded.warnings, secrets: digestOf(secrets) };
  };
  const files = () => [...new Set([...watched, ...matchesOf(includes, file ?? '')])];
  return { first: load(), load, taken, files };
}

function matchesOf(includes: Config['include'], mainFile: string): readonly string[] {
  return includes.flatMap((include) => {
    try {
      const found = findIncludes(typeof include === 'string' ? include : include.files, mainFile);
      return found.kind === 'files' ? found.files : [];
    } catch {
      // A folder that goes while it is walked; the next look sees what is there then.
      return [];
    }
  });
}

/** Through the same schema as the file, so that a bad flag is reported alike. */
function withFlags(config: Config, args: Arguments): Config {
  const flag = (name: string) => args.text(name);
  const flags = {
    storage: { path: flag('storage.path') },
    web: { listen_address: flag('web.listen-address'), external_url: flag('web.external-url') },
    log: { level: flag('log.level') },
  };
  const given = parseConfig(JSON.stringify(flags), '(flags)');
  return {
    ...config,
    storage: flags.storage.path === undefined ? config.storage : given.storage,
    log: flags.log.level === undefined ? config.log : given.log,
    web: {
      ...config.web,
      ...(flags.web.listen_address === undefined ? {} : { listen_address: given.web.listen_address }),
      ...(given.web.external_url === undefined ? {} : { external_url: given.web.external_url }),
    },
  };
}

/** Every `…_file` of the settings that a reload can change. */
function secretFiles({ storage: _storage, database: _database, ...settings }: Config): readonly string[] {
  const found = new Set<string>();
  const visit = (node: unknown, key: string): void => {
    if (typeof node === 'string' && key.endsWith('_file')) found.add(node);
    if (typeof node !== 'object' || node === null) return;
    for (const [inner, child] of Object.entries(node)) visit(child, key === 'header_files' ? '_file' : inner);
  };
  visit(settings, '');
  return [...found].sort();
}

/** One that cannot be read is told by who needs it. */
function digestOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(JSON.stringify([file, contentOf(file)]));
  return hash.digest('hex');
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'base64');
  } catch {
    return '';
  }
}

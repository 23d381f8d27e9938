import { buildConfig } from '../../../src/config/build-config.ts';
import { mappingOf } from '../../../src/config/mapping.ts';
import { readYaml } from '../../../src/config/yaml-file.ts';
import type { Mapping } from '../../../src/core/alert/mapping.ts';

/** A main file and teams' files by name, as if the one included the others. */
export function mappingOfFiles(main: string, teams: Readonly<Record<string, string>> = {}): Mapping {
  const included = Object.entries(teams).map(([name, text]) => ({ yaml: readYaml(text, name), scope: [] }));
  return mappingOf(buildConfig(readYaml(main, 'main.yaml'), included, []));
}

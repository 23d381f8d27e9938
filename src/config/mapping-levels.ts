import type { Config, MappingSections, Team } from './schema.ts';
import type { YamlFile } from './yaml-file.ts';

/** One file of the mapping, the main one or a team's, with what it was read from. */
export interface MappingLevel extends MappingSections {
  readonly yaml: YamlFile;
  readonly isMain: boolean;
  readonly scope: Team['scope'];
  readonly defaults: Team['defaults'];
}

/** All files in the order in which their rules are tried. `yamls` are in the same order, the main file first. */
export function mappingLevels(config: Config, yamls: readonly YamlFile[]): readonly MappingLevel[] {
  const files = [{ ...config, isMain: true, scope: [] }, ...config.teams.map((team) => ({ ...team, isMain: false }))];
  return files.map(({ scope, defaults, isMain, ...sections }, index) => {
    const { rules, services, tests, deploy_rules, deploy_tests } = sections;
    const yaml = yamls[index];
    if (yaml === undefined) throw new Error('every file of a configuration has been read');
    return { rules, services, tests, deploy_rules, deploy_tests, scope, defaults, isMain, yaml };
  });
}

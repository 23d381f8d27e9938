import { sectionOf } from '../adapters/git/section-of.ts';
import type { DeployMapping } from '../core/deploy/map-deploy.ts';
import { withoutAbsent } from '../core/deploy/without-absent.ts';
import type { Config } from './schema.ts';

/** Turns what a configuration says of deploys into what core works with. */
export function deployMappingOf({ deploys, repositories }: Pick<Config, 'deploys' | 'repositories'>): DeployMapping {
  return {
    environments: deploys.environments,
    rules: deploys.rules.map((rule) => withoutAbsent<DeployMapping['rules'][number]>(rule)),
    repositories: repositories.map(({ service, url }) => ({
      services: [service].flat().filter((name) => !name.includes('*')),
      url,
    })),
    repositoryOf: (service) => sectionOf(repositories, service)?.url,
  };
}

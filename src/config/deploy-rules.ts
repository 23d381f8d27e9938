import { fixedText } from '../core/alert/template.ts';
import { BUILT_IN, type DeployRule } from '../core/deploy/rules/deploy-rule.ts';
import type { Config, MappingSections, Team } from './schema.ts';

/** All rules about deploys in the order in which they win by name: the teams', those of the main file, ours. */
export function deployRulesOf(config: Config): readonly DeployRule[] {
  return [
    ...config.teams.flatMap((team) => {
      const owns = servicesOfTeam(team, config);
      return rulesOf(team, (service) => owns.has(service));
    }),
    ...rulesOf(config, () => true),
    BUILT_IN,
  ];
}

/** The services that a team's file describes, and those that its rules name and no other file describes. */
export function servicesOfTeam(team: Team, config: Config): ReadonlySet<string> {
  const others = [config, ...config.teams].filter(({ file }) => file !== team.file);
  const foreign = new Set(others.flatMap(({ services }) => Object.keys(services)));
  const named = team.rules.flatMap(({ service }) => (service === undefined ? [] : [fixedText(service)]));
  const own = named.filter((name) => name !== undefined && !foreign.has(name));
  return new Set([...Object.keys(team.services), ...own.filter((name) => name !== undefined)]);
}

function rulesOf({ deploy_rules: rules }: MappingSections, isOwn: (service: string) => boolean): readonly DeployRule[] {
  return rules.map((rule): DeployRule => {
    const { name, place, profile, over, tell, off } = rule;
    const patterns = rule.function === undefined ? undefined : [rule.function].flat();
    return {
      name,
      place,
      actsOn: (service) => isOwn(service) && rule.services.some(({ matches }) => matches(service)),
      watches: (names) => patterns?.some(({ matches }) => matches(names)) ?? true,
      profile,
      of: rule.of ?? (rule.new_in_top === undefined ? 'total' : 'own'),
      ...(over === undefined ? {} : { over }),
      ...(rule.grew_by === undefined ? {} : { grewBy: rule.grew_by }),
      ...(rule.new_in_top === undefined ? {} : { newInTop: rule.new_in_top }),
      tell,
      off,
    };
  });
}

import { fixedText } from '../core/alert/template.ts';
import { deployRuleWarnings } from './check-deploy-rules.ts';
import { deployEventWarnings } from './deploy-event-warnings.ts';
import { ALL_DIALECTS } from './dialects.ts';
import { didYouMean } from '../core/did-you-mean.ts';
import { mappingLevels, type MappingLevel } from './mapping-levels.ts';
import type { ConfigProblem } from './problem.ts';
import type { Config } from './schema.ts';
import { retentionWarnings } from './retention-warnings.ts';
import { shadowedRules } from './shadowed-rules.ts';
import { matcherWarnings } from './matcher-warnings.ts';
import { selectorWarnings } from './selector-warnings.ts';
import type { YamlFile } from './yaml-file.ts';

/** What is allowed and probably not meant. */
export function findWarnings(config: Config, yamls: readonly YamlFile[]): readonly ConfigProblem[] {
  const levels = mappingLevels(config, yamls);
  return [
    ...levels.flatMap((level) => [
      ...withoutScope(level),
      ...matcherWarnings(level),
      ...selectorWarnings(level),
      ...unknownServices(level, config, levels),
    ]),
    ...shadowedRules(levels),
    ...unusedServices(config, levels),
    ...retentionWarnings(config, levels),
    ...deployRuleWarnings(config, levels),
    ...(yamls[0] === undefined ? [] : deployEventWarnings(config, yamls[0])),
  ];
}

function withoutScope({ isMain, scope, yaml }: MappingLevel): readonly ConfigProblem[] {
  if (isMain || scope.length > 0) return [];
  return [yaml.problemAt(['scope'], "no scope: the rules of this file may take every team's alerts")];
}

/** A rule may name a service that nobody described; one that is nearly described is a slip. */
function unknownServices(
  { rules, yaml, services, isMain }: MappingLevel,
  config: Config,
  levels: readonly MappingLevel[],
): readonly ConfigProblem[] {
  const own = [...Object.keys(services), ...Object.keys(config.services)];
  const owners = new Map(levels.flatMap((level) => Object.keys(level.services).map((name) => [name, level] as const)));
  return rules.flatMap((rule, index) => {
    const name = rule.service && fixedText(rule.service);
    if (name === undefined || own.includes(name)) return [];
    const owner = owners.get(name);
    if (owner === undefined) {
      const meant = didYouMean(name, [...owners.keys()]);
      return meant === ''
        ? []
        : [yaml.problemAt(['rules', index, 'service'], `no service is called "${name}"${meant}`)];
    }
    if (isMain) return [];
    const message = `service "${name}" is described by ${owner.yaml.file}: its settings apply within that file's scope alone`;
    return [yaml.problemAt(['rules', index, 'service'], message)];
  });
}

/** Recognition by labels, hints and templates may all lead to any service; without them only rules can. */
function unusedServices(config: Config, levels: readonly MappingLevel[]): readonly ConfigProblem[] {
  const rules = levels.flatMap((level) => level.rules).filter((rule) => !rule.ignore);
  const open = rules.some(({ service }) => service === undefined || fixedText(service) === undefined);
  if (open || config.allow_alert_hints || ALL_DIALECTS.some((dialect) => config.presets.includes(dialect))) return [];
  const used = new Set(rules.map(({ service }) => service && fixedText(service)));
  return levels.flatMap(({ services, yaml }) =>
    Object.keys(services)
      .filter((name) => !used.has(name))
      .map((name) => yaml.problemAt(['services', name], `no rule leads to service "${name}"`)),
  );
}

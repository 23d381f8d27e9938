import { BUILT_IN } from '../core/deploy/rules/deploy-rule.ts';
import { servicesOfTeam } from './deploy-rules.ts';
import { didYouMean } from '../core/did-you-mean.ts';
import type { MappingLevel } from './mapping-levels.ts';
import type { ConfigProblem } from './problem.ts';
import { NO_FILE, type Config } from './schema.ts';

/** What the schema cannot see of rules about deploys. `levels` in the order of the files. */
export function checkDeployRules(config: Config, levels: readonly MappingLevel[]): readonly ConfigProblem[] {
  return [...levels.flatMap(contradictions), ...namesOfNothing(config, levels)];
}

function contradictions({ deploy_rules: rules, deploy_tests: tests, yaml }: MappingLevel): readonly ConfigProblem[] {
  return [
    ...rules.flatMap((rule, index) => {
      const limit = (['over', 'grew_by', 'new_in_top'] as const).find((key) => rule[key] !== undefined);
      if (rule.off === (limit === undefined)) return [];
      const path = ['deploy_rules', index];
      return limit === undefined
        ? [yaml.problemAt(path, `rule "${rule.name}" has no limit: over, grew_by or new_in_top`)]
        : [yaml.problemAt([...path, limit], `rule "${rule.name}": off: true and ${limit} contradict each other`)];
    }),
    ...tests.flatMap(({ functions, baseline, comparison }, index) => {
      const paths = [baseline, comparison].filter((path) => path !== undefined).length;
      if (paths === (functions === undefined ? 2 : 0)) return [];
      const message = 'a test of rules about deploys needs either functions, or both baseline and comparison';
      return [yaml.problemAt(['deploy_tests', index], message)];
    }),
  ];
}

/** Rules that are switched off or expected, and that nobody wrote. */
function namesOfNothing(config: Config, levels: readonly MappingLevel[]): readonly ConfigProblem[] {
  // Of a team's file that is checked alone, nobody knows what the main file says.
  const isAlone = config.file === NO_FILE && config.teams.length > 0;
  const ofMain = config.deploy_rules.map(({ name }) => name);
  return levels.flatMap((level) => {
    const { deploy_rules: rules, deploy_tests: tests, isMain, yaml } = level;
    const below = [BUILT_IN.name, ...(isMain ? [] : ofMain)];
    const known = [...new Set([...below, ...rules.filter(({ off }) => !off).map(({ name }) => name)])];
    const unknown = (name: string, names: readonly string[], path: readonly PropertyKey[], what: string) =>
      isAlone || names.includes(name) ? [] : [yaml.problemAt(path, `${what} "${name}"${didYouMean(name, names)}`)];
    return [
      ...rules.flatMap(({ name, off }, index) =>
        off
          ? unknown(name, below, ['deploy_rules', index, 'name'], 'nothing to switch off: no lower level has a rule')
          : [],
      ),
      ...tests.flatMap(({ expect }, index) =>
        expect === 'none'
          ? []
          : expect.flatMap((name, at) =>
              unknown(name, known, ['deploy_tests', index, 'expect', at], 'no rule about deploys is called'),
            ),
      ),
    ];
  });
}

/** Rules about deploys that never act, because their services are not those of their file, or of nobody. */
export function deployRuleWarnings(config: Config, levels: readonly MappingLevel[]): readonly ConfigProblem[] {
  const described = levels.flatMap(({ services }) => Object.keys(services));
  return levels.flatMap(({ deploy_rules: rules, isMain, yaml }) => {
    const team = config.teams.find(({ file }) => file === yaml.file);
    const own = team === undefined ? described : [...servicesOfTeam(team, config)];
    return rules.flatMap(({ name, services }, index) =>
      services.flatMap(({ text, matches }, at) => {
        if (own.some(matches)) return [];
        const meant = didYouMean(text, own);
        // Services that only labels name are unknown here: of the main file, a slip is what is nearly one of the others.
        if (isMain && meant === '') return [];
        const what = isMain
          ? `no service is called "${text}"`
          : `rule "${name}" does not act on "${text}": no service of this file, described or named by a rule, is called so`;
        return [yaml.problemAt(['deploy_rules', index, 'services', at], what + meant)];
      }),
    );
  });
}

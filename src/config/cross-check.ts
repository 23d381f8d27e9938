import { checkDeployRules } from './check-deploy-rules.ts';
import { checkTemplates } from './check-templates.ts';
import { didYouMean } from '../core/did-you-mean.ts';
import { mappingLevels, type MappingLevel } from './mapping-levels.ts';
import type { ConfigProblem } from './problem.ts';
import { NO_FILE, type Config } from './schema.ts';
import { unknownSources } from './unknown-sources.ts';
import type { YamlFile } from './yaml-file.ts';

/** What the schema cannot see: names that refer to each other, names used twice, levels that contradict each other. */
export function crossCheck(config: Config, yamls: readonly YamlFile[]): readonly ConfigProblem[] {
  const levels = mappingLevels(config, yamls);
  const known = channelNames(config, yamls[0]);
  return levels
    .flatMap((level) => [
      ...(known === undefined ? [] : unknownChannels(level, known)),
      ...rulesTwice(level),
      ...contradictions(level),
      ...checkTemplates(level),
      ...windowsTurned(level, config.defaults.window),
      ...(level.isMain ? [...namesTwice(config, level.yaml), ...unknownSources(config, level.yaml)] : []),
    ])
    .concat(servicesTwice(levels), checkDeployRules(config, levels));
}

/** Also the channels that are described wrongly: one mistake is told once. Unknown when there is no main file. */
function channelNames(config: Config, main: YamlFile | undefined): readonly string[] | undefined {
  if (main === undefined || (main.file === NO_FILE && config.teams.length > 0)) return undefined;
  const { plain } = main;
  const raw: unknown = typeof plain === 'object' && plain !== null && 'channels' in plain ? plain.channels : [];
  const names = (Array.isArray(raw) ? raw : []).map((one: unknown) =>
    typeof one === 'object' && one !== null && 'name' in one ? String(one.name) : '',
  );
  return [...new Set([...names.filter((name) => name !== ''), 'inbox'])];
}

function unknownChannels({ yaml, defaults, services, rules }: MappingLevel, known: readonly string[]) {
  const refer = (names: readonly string[] | undefined, path: readonly PropertyKey[]) =>
    (names ?? []).flatMap((name, index) =>
      known.includes(name)
        ? []
        : [yaml.problemAt([...path, 'channels', index], `no channel is called "${name}"${didYouMean(name, known)}`)],
    );
  return [
    ...refer(defaults.channels, ['defaults']),
    ...Object.entries(services).flatMap(([name, service]) => refer(service.channels, ['services', name])),
    ...rules.flatMap((rule, index) => refer(rule.channels, ['rules', index])),
  ];
}

function twice(items: readonly { readonly name: string }[], room: string, yaml: YamlFile): readonly ConfigProblem[] {
  const seen = new Map<string, number>();
  return items.flatMap(({ name }, index) => {
    const first = seen.get(name);
    seen.set(name, first ?? index);
    if (first === undefined) return [];
    const { line } = yaml.problemAt([room, first, 'name'], '');
    return [yaml.problemAt([room, index, 'name'], `${room}: "${name}" is used twice; first on line ${line}`)];
  });
}

function rulesTwice({ rules, deploy_rules: deployRules, yaml }: MappingLevel): readonly ConfigProblem[] {
  return [...twice(rules, 'rules', yaml), ...twice(deployRules, 'deploy_rules', yaml)];
}

function namesTwice(config: Config, yaml: YamlFile): readonly ConfigProblem[] {
  return (['sources', 'stores', 'channels', 'verdicts'] as const).flatMap((room) => twice(config[room], room, yaml));
}

function servicesTwice(levels: readonly MappingLevel[]): readonly ConfigProblem[] {
  const seen = new Map<string, string>();
  return levels.flatMap(({ services, yaml }) =>
    Object.entries(services).flatMap(([name, { place }]) => {
      const first = seen.get(name);
      seen.set(name, first ?? place);
      return first === undefined
        ? []
        : [yaml.problemAt(['services', name], `service "${name}" is described twice: here and at ${first}`)];
    }),
  );
}

function contradictions({ rules, yaml }: MappingLevel): readonly ConfigProblem[] {
  return rules.flatMap(({ name, ignore, continue: continues, service }, index) => {
    if (!ignore) return [];
    const other = continues ? 'continue' : service === undefined ? undefined : 'service';
    if (other === undefined) return [];
    return [
      yaml.problemAt(['rules', index, other], `rule "${name}": ignore: true and ${other}: contradict each other`),
    ];
  });
}

type Lengths = Config['defaults']['window'];

/** A shortest window of one level that is longer than the longest of another. */
function windowsTurned({ defaults, services, rules, yaml, isMain }: MappingLevel, main: Lengths) {
  const check = (lengths: readonly Lengths[], path: readonly PropertyKey[]) => {
    const last = lengths.at(-1);
    // Within one level the schema has looked already.
    if (last === undefined || (last.min !== undefined && last.max !== undefined)) return [];
    const min = lengths.findLast((one) => one?.min !== undefined)?.min;
    const max = lengths.findLast((one) => one?.max !== undefined)?.max;
    if (min === undefined || max === undefined || min <= max) return [];
    const message = `with the levels above it, the shortest window (${min / 60_000} min) is longer than the longest (${max / 60_000} min)`;
    return [yaml.problemAt([...path, 'window'], message)];
  };
  const above = isMain ? [main] : [main, defaults.window];
  return [
    ...(isMain ? [] : check(above, ['defaults'])),
    ...Object.entries(services).flatMap(([name, { window }]) => check([...above, window], ['services', name])),
    ...rules.flatMap(({ window }, index) => (window === undefined ? [] : check([...above, window], ['rules', index]))),
  ];
}

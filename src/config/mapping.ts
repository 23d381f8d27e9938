import type { Mapping, MappingFile, MappingRule, ServiceMapping, Settings } from '../core/alert/mapping.ts';
import { indexRules } from '../core/alert/rule-index.ts';
import type { Config, MappingSections, Team } from './schema.ts';

/** Turns the mapping part of a configuration into what core works with. */
export function mappingOf(config: Config): Mapping {
  const all = config.channels.map((channel) => channel.name);
  const channels = config.defaults.channels ?? (all.length === 0 ? ['inbox'] : all);
  const main: MappingFile = {
    name: config.file,
    isMain: true,
    scope: [],
    defaults: { ...settingsOf(config.defaults), channels },
    pages: config.defaults.pages,
  };
  const teams = config.teams.map((team) => ({ team, file: teamFile(team) }));
  const services = new Map(servicesOf(config, main));
  for (const { team, file } of teams) for (const [name, service] of servicesOf(team, file)) services.set(name, service);
  const rules = [...rulesOf(config, main), ...teams.flatMap(({ team, file }) => rulesOf(team, file))];
  return {
    files: [main, ...teams.map(({ file }) => file)],
    rules,
    services,
    presets: config.presets,
    allowHints: config.allow_alert_hints,
    unmatched: config.unmatched,
    candidates: indexRules(rules),
  };
}

/** The same configuration with every post told to these channels: a dry run must not page anybody. */
export function toldOnlyTo(config: Config, channels: readonly string[]): Config {
  const told = { channels: [...channels] };
  const sections = ({ rules, services }: MappingSections) => ({
    rules: rules.map((rule) => ({ ...rule, ...told })),
    services: Object.fromEntries(Object.entries(services).map(([name, service]) => [name, { ...service, ...told }])),
  });
  return {
    ...config,
    ...sections(config),
    defaults: { ...config.defaults, ...told },
    teams: config.teams.map((team) => ({ ...team, ...sections(team), defaults: { ...team.defaults, ...told } })),
  };
}

function teamFile({ file, owner, scope, defaults }: Team): MappingFile {
  const { pages } = defaults;
  return {
    name: file,
    isMain: false,
    scope,
    defaults: settingsOf(defaults),
    ...(owner === undefined ? {} : { owner }),
    ...(pages === undefined ? {} : { pages }),
  };
}

function servicesOf({ services }: MappingSections, file: MappingFile): readonly (readonly [string, ServiceMapping])[] {
  return Object.entries(services).map(([name, service]) => [
    name,
    { place: service.place, file, settings: settingsOf(service) },
  ]);
}

function rulesOf({ rules }: MappingSections, file: MappingFile): readonly MappingRule[] {
  return rules.map((rule) => ({
    name: rule.name,
    place: rule.place,
    file,
    matchers: rule.matchers,
    ...(rule.service === undefined ? {} : { service: rule.service }),
    ignore: rule.ignore,
    continues: rule.continue,
    settings: settingsOf(rule),
  }));
}

type Said = Omit<Team['defaults'], 'pages'>;

function settingsOf({ channels, profiles, selector, sli, traffic, window, baseline, cooldown }: Said): Settings {
  const windows = defined({ ...window, ...baseline });
  return defined({
    channels,
    profiles,
    selector,
    sli,
    traffic,
    cooldown,
    windows: Object.keys(windows).length === 0 ? undefined : windows,
  });
}

/** Without the keys that nobody gave a meaning. */
function defined<T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  // Object.fromEntries knows nothing of its keys.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return Object.fromEntries(Object.entries(given).filter(([, content]) => content !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

import type { Mapping } from '../core/alert/map-alert.ts';
import type { Config } from './schema.ts';

/** Turns the mapping part of a configuration into what core works with. */
export function mappingOf(config: Config): Mapping {
  const all = config.channels.map((channel) => channel.name);
  const channels = config.defaults.channels ?? (all.length === 0 ? ['inbox'] : all);
  return {
    pageMatchers: config.defaults.pages,
    defaults: { channels, profiles: config.defaults.profiles, selector: config.defaults.selector },
    rules: config.rules.map(({ service, channels: own, profiles, ...rule }) => ({
      ...rule,
      ...(service === undefined ? {} : { service }),
      ...(own === undefined ? {} : { channels: own }),
      ...(profiles === undefined ? {} : { profiles }),
    })),
    services: Object.fromEntries(
      Object.entries(config.services).map(([name, service]) => [
        name,
        {
          ...(service.selector === undefined ? {} : { selector: service.selector }),
          ...(service.channels === undefined ? {} : { channels: service.channels }),
          ...(service.profiles === undefined ? {} : { profiles: service.profiles }),
          ...(service.traffic === undefined ? {} : { trafficQuery: service.traffic }),
        },
      ]),
    ),
  };
}

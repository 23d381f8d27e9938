import type { Config } from './schema.ts';
import { didYouMean } from './did-you-mean.ts';

export interface CrossProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What the schema cannot see: names that refer to each other, and names used twice. */
export function crossCheck(config: Config): readonly CrossProblem[] {
  const problems: CrossProblem[] = [];
  const channels = config.channels.map((channel) => channel.name);
  const known = [...channels, 'inbox'];
  const refer = (names: readonly string[] | undefined, path: readonly PropertyKey[]) => {
    for (const [index, name] of (names ?? []).entries()) {
      if (known.includes(name)) continue;
      problems.push({
        path: [...path, 'channels', index],
        message: `no channel is called "${name}"${didYouMean(name, known)}`,
      });
    }
  };
  refer(config.defaults.channels, ['defaults']);
  for (const [name, service] of Object.entries(config.services)) refer(service.channels, ['services', name]);
  for (const [index, rule] of config.rules.entries()) refer(rule.channels, ['rules', index]);
  for (const room of ['sources', 'stores', 'channels', 'rules'] as const) {
    const seen = new Set<string>();
    for (const [index, item] of config[room].entries()) {
      if (seen.has(item.name))
        problems.push({ path: [room, index, 'name'], message: `${room}: "${item.name}" is used twice` });
      seen.add(item.name);
    }
  }
  return problems;
}

import { z } from 'zod';
import { TeamFile } from './mapping-schema.ts';
import { ConfigFile } from './schema.ts';

/** What an editor needs to complete and check a configuration file while it is written. */
export function configSchemas(): Readonly<Record<'main' | 'team', string>> {
  return {
    main: text(ConfigFile, 'Burnscope: the configuration file'),
    team: text(TeamFile, 'Burnscope: the file of one team, included by the configuration file'),
  };
}

function text(schema: z.ZodType, title: string): string {
  const found = z.toJSONSchema(schema, { io: 'input', target: 'draft-7', unrepresentable: 'any' });
  return `${JSON.stringify({ ...found, title }, null, 2)}\n`;
}

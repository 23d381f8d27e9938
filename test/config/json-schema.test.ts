import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configSchemas } from '../../src/config/json-schema.ts';

describe('the JSON Schemas for editors', () => {
  it.each([
    ['config/burnscope.schema.json', 'main'],
    ['config/burnscope-team.schema.json', 'team'],
  ] as const)('%s is what the configuration is read with (tools/write-config-schemas.ts writes it)', (file, kind) => {
    const written: unknown = JSON.parse(readFileSync(file, 'utf8'));

    expect(written).toEqual(JSON.parse(configSchemas()[kind]));
  });

  it('know that a selector is keys or a text, and that a window is a duration', () => {
    const { main } = configSchemas();

    expect(main).toContain('"additionalProperties": false');
    expect(main).toContain('(\\\\d+h)?');
  });

  it.each(['example.yaml', 'teams-example/payments.yaml', 'teams-example/vendors/acquirer.yaml'])(
    'is named in the first line of %s, relative to it',
    (file) => {
      const [, path = ''] =
        /^# yaml-language-server: \$schema=(\S+)\n/.exec(readFileSync(`config/${file}`, 'utf8')) ?? [];

      const schema: unknown = JSON.parse(
        readFileSync(new URL(path, new URL(`../../config/${file}`, import.meta.url)), 'utf8'),
      );
      expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
    },
  );
});

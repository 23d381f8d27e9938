import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MappingTest, TeamFile } from '../../src/config/mapping-schema.ts';
import { ConfigFile } from '../../src/config/schema.ts';
import { settings } from '../../src/config/settings-schema.ts';
import { ALL_DIALECTS } from '../../src/config/dialects.ts';
import { PIPE_NAMES } from '../../src/core/alert/template-pipes.ts';

const page = readFileSync('docs/configuration.md', 'utf8');
const example =
  readFileSync('config/example.yaml', 'utf8') + readFileSync('config/teams-example/payments.yaml', 'utf8');

describe('the page about the mapping', () => {
  it.each([
    ...Object.keys(settings),
    ...Object.keys(TeamFile.shape),
    ...Object.keys(MappingTest.shape),
    ...PIPE_NAMES,
    'include',
    'allow_alert_hints',
    'unmatched',
  ])('speaks of %s', (word) => {
    expect(page).toMatch(new RegExp(`\\b${word}\\b`));
  });
});

describe('the example', () => {
  it.each([
    ...Object.keys(settings),
    ...Object.keys(TeamFile.shape),
    'min',
    'max',
    'onset',
    'guard',
    'fallback',
    'continue',
    'ignore',
  ])('shows %s', (key) => {
    expect(example).toMatch(new RegExp(`\\b${key}:`));
  });

  it('names every generator that is known', () => {
    expect(example).toContain(`presets: [${ALL_DIALECTS.join(', ')}]`);
    expect(ConfigFile.parse({}).presets).toEqual([...ALL_DIALECTS]);
  });
});

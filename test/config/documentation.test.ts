import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DeployRuleSection, DeployTest } from '../../src/config/deploy-rules-schema.ts';
import { parseConfig } from '../../src/config/load-config.ts';
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

describe('the page about rules at deploys', () => {
  const rules = readFileSync('docs/deploy-rules.md', 'utf8');
  const keys = [...Object.keys(DeployRuleSection.shape), ...Object.keys(DeployTest.shape)];

  it.each(keys)('speaks of %s, and the example shows it', (key) => {
    expect(rules).toMatch(new RegExp(`\\b${key}\\b`));
    expect(rules + example).toMatch(new RegExp(`\\b${key}:`));
  });

  it('shows rules and tests that are read as they stand there', () => {
    const blocks = rules.match(/(?<=\n\n)(?: {4}.*\n)+/g) ?? [];
    const yaml = blocks.map((block) => block.replaceAll(/^ {4}/gm, '')).filter((block) => block.startsWith('deploy_'));

    expect(yaml).toHaveLength(2);
    expect(parseConfig(yaml.join('\n'), 'page.yaml').deploy_tests).toHaveLength(2);
  });
});

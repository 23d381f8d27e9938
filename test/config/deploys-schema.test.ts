import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { deployMappingOf } from '../../src/config/deploys.ts';
import { defaultConfig, loadConfig, parseConfig } from '../../src/config/load-config.ts';
import { ConfigError, formatProblem } from '../../src/config/problem.ts';

function problemsOf(yaml: string): string {
  try {
    parseConfig(yaml, 'b.yaml');
    return '';
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(formatProblem).join('\n');
  }
}

const rule = (more: string) => `deploys:\n  rules:\n    - { name: apps, matchers: ['app=~"(?P<app>.+)"'], ${more} }`;

describe('the section deploys', () => {
  it('needs nothing: production counts, and events say whose they are', () => {
    const { environments, rules } = deployMappingOf(defaultConfig());

    expect(rules).toEqual([]);
    expect(environments.map(({ text }) => text)).toEqual([
      'environment=""',
      'environment=~"(?i)(prod|live).*"',
      'tier="production"',
    ]);
  });

  it('of the example is understood, and says the default of environments', () => {
    const example = deployMappingOf(loadConfig('config/example.yaml').config);

    expect(example.rules.length).toBeGreaterThan(1);
    expect(example.environments.map(({ text }) => text)).toEqual(
      deployMappingOf(defaultConfig()).environments.map(({ text }) => text),
    );
  });

  it.each([
    [
      rule("servcie: '{{ $match.app }}'"),
      'b.yaml:3:55: deploys.rules.0: unknown key "servcie" — did you mean "service"?',
    ],
    [rule("service: '{{ $match.ap }}'"), 'has a group (?P<ap>…) — did you mean "app"?'],
    [rule("service: '{{ $annotations.app }}'"), 'deploys have no annotations: $labels are all there is'],
    [rule("service: '{{ $match.app | uper }}'"), 'there is no pipe "uper"'],
    [rule('ignore: true, service: x'), 'contradicts ignore: true'],
    [
      `${rule('ignore: true')}\n    - { name: apps, matchers: [] }`,
      'b.yaml:4:9: deploys.rules.1.name: "apps" is used twice',
    ],
    [`deploys: { environments: ['environment=~"("'] }`, 'deploys.environments.0: bad regular expression'],
    ['deploys: { enviroments: [] }', 'unknown key "enviroments" — did you mean "environments"?'],
  ])('%#: a mistake is told with its place', (yaml, problem) => {
    expect(problemsOf(yaml)).toContain(problem);
  });

  it('warns of labels that are nearly known ones, and of rules that nothing reaches', () => {
    const yaml = `deploys:
  environments: ['enviroment="x"', 'team="pay"']
  rules:
    - { name: a, matchers: ['repositry="x"'], service: '{{ $labels.namespac }}' }
    - { name: b, matchers: [], ignore: true }
    - { name: c, matchers: ['app="x"'], service: x }
`;
    const file = join(mkdtempSync(join(tmpdir(), 'burnscope-deploys-')), 'b.yaml');
    writeFileSync(file, yaml);
    onTestFinished(() => rmSync(dirname(file), { recursive: true }));

    expect(loadConfig(file).warnings.map(({ line, message }) => `${line}: ${message}`)).toEqual([
      '2: no sender has a label enviroment — did you mean "environment"?',
      '4: no sender has a label repositry — did you mean "repository"?',
      '4: no sender has a label namespac — did you mean "namespace"?',
      '6: rule "c" never takes anything: "b" takes every event',
    ]);
  });

  it('takes what a service’s repository is from there, names with * included', () => {
    const mapping = deployMappingOf(
      parseConfig('repositories: [{ service: [shop, "shop-*"], url: https://git.example/shop.git }]', 'b.yaml'),
    );

    expect(mapping.repositories).toEqual([{ services: ['shop'], url: 'https://git.example/shop.git' }]);
    expect([mapping.repositoryOf('shop-eu'), mapping.repositoryOf('cart')]).toEqual([
      'https://git.example/shop.git',
      undefined,
    ]);
  });
});

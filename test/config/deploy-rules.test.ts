import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { deployRulesOf } from '../../src/config/deploy-rules.ts';
import { defaultConfig, loadAnyFile, loadConfig, parseConfig } from '../../src/config/load-config.ts';
import { ConfigError, formatProblem } from '../../src/config/problem.ts';
import { BUILT_IN } from '../../src/core/deploy/rules/deploy-rule.ts';

const folder = mkdtempSync(join(tmpdir(), 'burnscope-deploy-rules-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

function problemsOf(load: () => unknown): readonly string[] {
  try {
    load();
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(formatProblem).map((line) => line.replace(`${folder}/`, ''));
  }
}

function ofMain(rules: string): readonly string[] {
  return problemsOf(() => parseConfig(rules, 'b.yaml'));
}

/** Names of the rules that act on a service, the first of each name. */
function actingOn(file: string, service: string): readonly string[] {
  const acting = deployRulesOf(loadConfig(file).config).filter(({ actsOn }) => actsOn(service));
  return acting.map(({ name, place }) => `${name} (${place.replace(`${folder}/`, '')})`);
}

describe('rules about deploys in the configuration', () => {
  it('are ours alone where nothing is said', () => {
    expect(deployRulesOf(defaultConfig())).toEqual([BUILT_IN]);
  });

  it('measure the total, and what is new in the top by the own code', () => {
    const config = parseConfig(
      'deploy_rules: [{name: a, over: 5%}, {name: b, new_in_top: 3}, {name: c, new_in_top: 3, of: self, grew_by: 0.5 %}]',
      'b.yaml',
    );

    expect(deployRulesOf(config)).toMatchObject([
      { name: 'a', of: 'total', over: 0.05, profile: 'cpu', tell: true, place: 'b.yaml:1' },
      { name: 'b', of: 'own', newInTop: 3 },
      { name: 'c', of: 'self', newInTop: 3, grewBy: 0.005 },
      { name: 'new-in-top-5' },
    ]);
  });

  it('of a team act on the services of its file and on no others', () => {
    put(
      'pay.yaml',
      'owner: pay\nscope: team="pay"\nservices: {payments: {}}\nrules: [{name: r, matchers: a="b", service: ledger}, {name: s, matchers: a="c", service: search}]\ndeploy_rules: [{name: all of ours, over: 5%}, {name: new-in-top-5, off: true}]\n',
    );
    put('find.yaml', 'owner: find\nscope: team="find"\nservices: {search: {}}\n');
    const main = put('main.yaml', 'include: [pay.yaml, find.yaml]\ndeploy_rules: [{name: everybody, over: 50%}]\n');

    expect(actingOn(main, 'payments')).toEqual([
      'all of ours (pay.yaml:5)',
      'new-in-top-5 (pay.yaml:5)',
      'everybody (main.yaml:2)',
      'new-in-top-5 (built in)',
    ]);
    expect(actingOn(main, 'ledger')).toContain('all of ours (pay.yaml:5)');
    // Described by another team: a rule that leads there does not make it one's own.
    expect(actingOn(main, 'search')).toEqual(['everybody (main.yaml:2)', 'new-in-top-5 (built in)']);
  });

  it.each([
    ['{name: a}', /rule "a" has no limit: over, grew_by or new_in_top/],
    ['{name: a, over: 5}', /deploy_rules\.0\.over: is no percentage: write it with its sign/],
    ['{name: a, over: five%}', /is no percentage/],
    ['{name: a, over: 101%}', /is more than 100%/],
    ['{name: a, grew_by: 0.01%}', /is below 0\.1%/],
    ['{name: a, new_in_top: 0}', /new_in_top/],
    ['{name: a, ovre: 5%}', /unknown key "ovre" — did you mean "over"\?/],
    ['{name: a, over: 5%, profile: cup}', /must be "cpu", "off-cpu" — did you mean "cpu"\?/],
    ["{name: a, over: 5%, function: ['/(/']}", /deploy_rules\.0\.function\.0: missing closing \)/],
    ['{name: new-in-top-5, off: true, over: 5%}', /off: true and over contradict each other/],
    ['{name: a, over: 5%}, {name: a, over: 6%}', /deploy_rules: "a" is used twice; first on line 1/],
    ['{name: new-in-top5, off: true}', /no lower level has a rule "new-in-top5" — did you mean "new-in-top-5"\?/],
  ])('%s is told with its place', (rules, expected) => {
    const [problem, ...more] = ofMain(`deploy_rules: [${rules}]`);

    expect(problem).toMatch(/^b\.yaml:1:\d+: /);
    expect(problem).toMatch(expected);
    expect(more).toEqual([]);
  });

  it('that a test expects must exist', () => {
    const test = (name: string) => `deploy_tests: [{service: s, functions: [{function: f}], expect: [${name}]}]`;

    expect(ofMain(test('new-in-top-5'))).toEqual([]);
    expect(ofMain(test('new-in-top-55'))[0]).toContain(
      'no rule about deploys is called "new-in-top-55" — did you mean "new-in-top-5"?',
    );
  });

  it('of a team’s file alone may name rules that the main file knows', () => {
    const file = put(
      'alone.yaml',
      'owner: x\nscope: team="x"\nservices: {a: {}}\ndeploy_rules: [{name: everybody, off: true}]\ndeploy_tests: [{service: a, functions: [{function: f}], expect: [of the house]}]\n',
    );

    expect(problemsOf(() => loadAnyFile(file))).toEqual([]);
  });

  it('that never act are warnings', () => {
    put(
      'near.yaml',
      'owner: x\nscope: team="x"\nservices: {payments: {}}\ndeploy_rules: [{name: far, services: [payment, cart], over: 5%}]\n',
    );
    const main = put(
      'warned.yaml',
      'include: [near.yaml]\nservices: {checkout: {}}\ndeploy_rules: [{name: a, services: [chekout, unheard-of], over: 5%}]\n',
    );

    expect(loadConfig(main).warnings.map(({ message }) => message)).toEqual([
      'no service is called "chekout" — did you mean "checkout"?',
      'rule "far" does not act on "payment": no service of this file, described or named by a rule, is called so — did you mean "payments"?',
      'rule "far" does not act on "cart": no service of this file, described or named by a rule, is called so',
    ]);
  });
});

describe('a test of rules about deploys', () => {
  it.each([
    ['{service: s, expect: none}', /needs either functions, or both baseline and comparison/],
    ['{service: s, baseline: a, expect: none}', /needs either functions, or both/],
    ['{service: s, functions: [{function: f}], baseline: a, comparison: b, expect: none}', /needs either functions/],
    ['{service: s, functions: [{function: f, comparison: 5}], expect: none}', /comparison: is no percentage/],
    ['{service: s, functions: [{function: f}], expect: nothing}', /must be "none" or a list/],
  ])('%s is told with its place', (test, expected) => {
    const [problem] = ofMain(`deploy_tests: [${test}]`);

    expect(problem).toMatch(/^b\.yaml:1:\d+: /);
    expect(problem).toMatch(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { buildConfig } from '../../src/config/build-config.ts';
import { findWarnings } from '../../src/config/find-warnings.ts';
import { ConfigError, formatProblem } from '../../src/config/problem.ts';
import { readYaml } from '../../src/config/yaml-file.ts';

function build(main: string, team?: string) {
  const yamls = [readYaml(main, 'm.yaml'), ...(team === undefined ? [] : [readYaml(team, 't.yaml')])] as const;
  const included = yamls.slice(1).map((yaml) => ({ yaml, scope: [] }));
  return { config: buildConfig(yamls[0], included, []), yamls };
}

function problems(main: string, team?: string): readonly string[] {
  try {
    build(main, team);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(formatProblem);
  }
}

function warnings(main: string, team?: string): readonly string[] {
  const { config, yamls } = build(main, team);
  return findWarnings(config, yamls).map(formatProblem);
}

const rule = (text: string) => `rules:\n  - {name: r, ${text}}`;

describe('what is wrong', () => {
  it.each([
    [
      'a misspelt key',
      rule(`matchers: '{}', servise: x`),
      ['m.yaml:2:31: rules.0: unknown key "servise" — did you mean "service"?'],
    ],
    ['a misspelt word', rule(`matchers: '{}', profiles: [cpus]`), [expect.stringContaining('did you mean "cpu"?')]],
    [
      'a number for a text',
      rule(`matchers: '{}', service: 404`),
      ['m.yaml:2:31: rules.0.service: must be a text: put 404 in quotes'],
    ],
    [
      'nothing for a text',
      'rules:\n  - name:\n    matchers: x="y"',
      ['m.yaml:2:5: rules.0.name: must be a text, and nothing is there'],
    ],
    ['a missing key', 'rules:\n  - name: r', ['m.yaml:2:5: rules.0.matchers: must be a list or a text']],
    ['a list for keys', 'services: [a]', ['m.yaml:1:1: services: must be keys with values, not a list']],
    [
      'a misspelt channel',
      'channels: [{name: oncall, type: inbox}]\ndefaults: {channels: [oncal]}',
      ['m.yaml:2:23: no channel is called "oncal" — did you mean "oncall"?'],
    ],
    [
      'a misspelt type of channel',
      'channels: [{name: a, type: slak}]',
      [expect.stringMatching(/^m\.yaml:1:\d+: channels\.0\.type/)],
    ],
    [
      'a misspelt pipe',
      rule(`matchers: '{}', service: '{{ $labels.a | trimsuffix "x" }}'`),
      [
        expect.stringContaining(
          'no pipe "trimsuffix" in "{{ $labels.a | trimsuffix \\"x\\" }}" — did you mean "trimSuffix"?',
        ),
      ],
    ],
    ['a misspelt preset', 'presets: [slot]', [expect.stringContaining('did you mean "sloth"?')]],
    [
      'a duration with words',
      'defaults: {cooldown: 5 minutes}',
      ['m.yaml:1:12: defaults.cooldown: is no duration: write it as Prometheus does, such as 30s, 5m, 1h30m or 7d'],
    ],
    ['an empty duration', `defaults: {cooldown: ''}`, [expect.stringContaining('is no duration')]],
    [
      'a duration out of reach',
      'defaults: {window: {max: 30d}}',
      ['m.yaml:1:21: defaults.window.max: must be between 30s and 1d'],
    ],
    [
      'a window that is longer at least than at most',
      'defaults: {window: {min: 1h, max: 5m}}',
      ['m.yaml:1:21: defaults.window.min: is longer than max'],
    ],
    [
      'the same across levels',
      'defaults: {window: {min: 1h}}\nservices: {a: {window: {max: 5m}}}',
      [
        expect.stringMatching(
          /^m\.yaml:2:16: with the levels above it, the shortest window \(60 min\) is longer than the longest \(5 min\)/,
        ),
      ],
    ],
    ['an empty selector', 'services: {a: {selector: {}}}', [expect.stringContaining('whole fleet')]],
    [
      'an empty label in a selector',
      `services: {a: {selector: {service_name: ''}}}`,
      [expect.stringMatching(/services\.a\.selector\.service_name: /)],
    ],
    [
      'a selector by regular expression',
      `services: {a: {selector: '{a=~"b.*"}'}}`,
      [expect.stringContaining('a selector asks by equality (=) only, found a=~')],
    ],
    [
      'a group that is in no matcher',
      rule(`matchers: ['a=~"(?P<app>.*)x"'], service: '{{ $match.ap }}'`),
      ['m.yaml:2:48: no regular expression of this rule has a group (?P<ap>…) — did you mean "app"?'],
    ],
    [
      'a group where no rule is',
      `defaults: {selector: {a: '{{ $match.x }}'}}`,
      ["m.yaml:1:23: $match.x is of a rule's regular expressions: only rules can use it"],
    ],
    [
      'a query with a bare placeholder',
      'services: {a: {traffic: "x{job={{ $service }}}"}}',
      [expect.stringContaining('belongs within quotes')],
    ],
    [
      'ignore and continue',
      rule(`matchers: '{}', ignore: true, continue: true`),
      ['m.yaml:2:45: rule "r": ignore: true and continue: contradict each other'],
    ],
    [
      'a test that expects a misspelt key',
      'tests: [{labels: {a: b}, expect: {servise: x}}]',
      [expect.stringContaining('tests.0.expect: unknown key "servise" — did you mean "service"?')],
    ],
    ['a test without labels', 'tests: [{expect: none}]', [expect.stringContaining('tests.0.labels: is missing')]],
    [
      'a rule’s name given twice',
      `rules:\n  - {name: r, matchers: a="b"}\n  - {name: r, matchers: c="d"}`,
      ['m.yaml:3:6: rules: "r" is used twice; first on line 2'],
    ],
  ])('names %s', (_name, yaml, expected) => {
    expect(problems(yaml)).toEqual(expected);
  });

  it('is told once: a broken channel is still a channel, and whole sections are looked at beside broken ones', () => {
    const yaml = `channels: [{name: pay, type: inbox, colour: red}]
log: {level: loud}
defaults: {channels: [pay, nobody]}`;

    expect(problems(yaml)).toEqual([
      expect.stringContaining('unknown key "colour"'),
      expect.stringContaining('log.level: must be'),
      expect.stringContaining('no channel is called "nobody"'),
    ]);
  });

  it('takes a selector as text, with placeholders that hold quotes of their own', () => {
    const { config } = build(`services: {a: {selector: '{service_name="a", ns="{{ $labels.x | default "pay" }}"}'}}`);

    expect(Object.entries(config.services['a']?.selector ?? {}).map(([label, { text }]) => [label, text])).toEqual([
      ['service_name', 'a'],
      ['ns', '{{ $labels.x | default "pay" }}'],
    ]);
  });
});

describe('what is probably not meant', () => {
  it.each([
    [
      'a rule behind the same one',
      `rules:\n  - {name: a, matchers: ['x="1"', 'y="2"'], service: s}\n  - {name: b, matchers: ['{y=2,x=1,z=3}'], service: t}`,
      ['m.yaml:3:5: rule "b" is never reached: "a" (m.yaml:2) takes all its alerts'],
    ],
    [
      'a rule behind one that takes all',
      `rules:\n  - {name: a, matchers: '{}', service: s}\n  - {name: b, matchers: x="1", service: t}`,
      ['m.yaml:3:5: rule "b" is never reached: "a" (m.yaml:2) takes all its alerts'],
    ],
    [
      'an anchor',
      rule(`matchers: 'a=~"^foo$"'`),
      [expect.stringContaining('a=~"^foo$": regular expressions are anchored on both ends')],
    ],
    [
      'a text that is looked for anywhere',
      rule(`matchers: 'a=~".*foo.*"'`),
      [expect.stringContaining('matches "foo" anywhere')],
    ],
    [
      'an expression that is compared as a text',
      rule(`matchers: 'severity="critical|page"'`),
      [expect.stringContaining('=~ matches')],
    ],
    [
      'a label that is nearly known',
      rule(`matchers: 'sloth_sevice="a"'`),
      ['m.yaml:2:15: sloth_sevice="a": no known alert has a label sloth_sevice — did you mean "sloth_service"?'],
    ],
    [
      'matchers that exclude each other',
      rule(`matchers: ['a="x"', 'a=~"y|z"']`),
      ['m.yaml:2:15: rule "r" never matches: a="x" and a=~"y|z" exclude each other'],
    ],
    [
      'a selector for everybody',
      'services: {a: {selector: {namespace: pay}}}',
      [expect.stringMatching(/^m\.yaml:1:16: no label here says which service/)],
    ],
    [
      'a misspelt service',
      `services: {checkout: {}}\n${rule(`matchers: 'a="b"', service: chekout`)}`,
      ['m.yaml:3:34: no service is called "chekout" — did you mean "checkout"?'],
    ],
    [
      'a service that nothing leads to',
      `presets: []\nservices: {a: {}, b: {}}\n${rule(`matchers: 'x="y"', service: a`)}`,
      ['m.yaml:2:19: no rule leads to service "b"'],
    ],
  ])('names %s', (_name, yaml, expected) => {
    expect(warnings(yaml)).toEqual(expected);
  });

  it.each([
    [
      'a rule behind one that says continue',
      `rules:\n  - {name: a, matchers: '{}', service: s, continue: true}\n  - {name: b, matchers: x="1", service: t}`,
    ],
    [
      'a rule behind one that asks for more',
      `rules:\n  - {name: a, matchers: ['x="1"', 'y="2"'], service: s}\n  - {name: b, matchers: ['x="1"'], service: t}`,
    ],
    ['labels of one’s own', rule(`matchers: ['server="a"', 'cluster="b"', 'team="x"', 'service="y"']`)],
    ['words in the middle on purpose', rule(`matchers: 'a=~".*(foo).*"'`)],
    ['services while SLOs are recognised', 'services: {a: {}}'],
    [
      'a selector that says which service',
      `services: {a: {selector: {'k8s.deployment.name': x}}, b: {selector: {ns: '{{ $service }}'}}}`,
    ],
    ['an escaped dollar', rule(`matchers: 'a=~"x\\\\\\\\$"'`)],
  ])('is not %s', (_name, yaml) => {
    expect(warnings(yaml)).toEqual([]);
  });

  it('looks across files: at scopes, shadows and the services of others', () => {
    const main = `rules: [{name: pay, matchers: 'owner="pay"', service: s}]\nservices: {s: {}}`;
    const team = `scope: 'owner="pay"'
services: {cart: {}}
rules:
  - {name: a, matchers: 'owner="other"', service: cart}
  - {name: b, matchers: 'x="y"', service: cart}`;

    expect(warnings(main, team)).toEqual([
      't.yaml:4:15: rule "a" never matches: owner="pay" and owner="other" exclude each other',
      't.yaml:4:5: rule "a" is never reached: "pay" (m.yaml:1) takes all its alerts',
      't.yaml:5:5: rule "b" is never reached: "pay" (m.yaml:1) takes all its alerts',
    ]);
  });
});

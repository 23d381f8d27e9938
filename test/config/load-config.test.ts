import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigFile } from '../../src/config/schema.ts';
import { defaultConfig, loadConfig, parseConfig } from '../../src/config/load-config.ts';
import { ALL_IDLE } from '../../src/core/profile/idle-names.ts';
import { ConfigError, formatProblem } from '../../src/config/problem.ts';

function problemsOf(yaml: string): readonly string[] {
  try {
    parseConfig(yaml, 'burnscope.yaml');
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(formatProblem);
  }
}

describe('loadConfig', () => {
  it('takes an empty file: everything has a default', () => {
    expect(defaultConfig()).toMatchObject({ web: { listen_address: ':9098' }, channels: [], stores: [] });
  });

  it('reads the example', () => {
    const { config } = loadConfig('config/example.yaml');

    expect(config.services['checkout']?.selector?.['service_name']?.text).toBe('checkout-api');
    expect(config.rules.map((rule) => rule.name)).toContain('staging is not paged');
  });

  it('has every setting in the example', () => {
    const text = readFileSync('config/example.yaml', 'utf8');

    for (const [section, schema] of Object.entries(ConfigFile.shape)) {
      expect(text).toMatch(new RegExp(`^${section}:`, 'm'));
      for (const key of Object.keys(shapeOf(schema)))
        expect(text, `${section}.${key}`).toMatch(new RegExp(`\\b${key}:`));
    }
  });

  it('knows the lists of idle functions, and takes names of one’s own', () => {
    const yaml = "profiles: {idle: {lists: [jvm], also: ['shop/worker.py:wait'], except: [epoll_wait]}}";

    expect(defaultConfig().profiles.idle).toEqual(ALL_IDLE);
    expect(parseConfig(yaml, 'b.yaml').profiles.idle).toEqual({
      lists: ['jvm'],
      also: ['shop/worker.py:wait'],
      except: ['epoll_wait'],
    });
    expect(problemsOf('profiles: {idle: {lists: [cobol]}}')[0]).toMatch(
      /^burnscope\.yaml:1:\d+: profiles\.idle\.lists\.0: /,
    );
  });

  it('tells all problems at once, each with its place and the nearest word', () => {
    const yaml = `web:
  listen_adress: ':9098'
sources:
  - name: prod
    prometheus: {url: not-an-address}
rules:
  - name: r
    matchers: ['a=~"("']
`;

    expect(problemsOf(yaml)).toEqual([
      'burnscope.yaml:2:3: web: unknown key "listen_adress" — did you mean "listen_address"?',
      expect.stringMatching(/^burnscope\.yaml:5:18: sources\.0\.prometheus\.url: /),
      expect.stringMatching(/^burnscope\.yaml:8:16: rules\.0\.matchers\.0: bad regular expression/),
    ]);
  });

  it('finds names that refer to nothing, and names used twice', () => {
    const yaml = `channels:
  - {name: oncall, type: inbox}
  - {name: oncall, type: inbox}
defaults: {channels: [oncal]}
`;

    expect(problemsOf(yaml)).toEqual([
      'burnscope.yaml:3:6: channels: "oncall" is used twice; first on line 2',
      'burnscope.yaml:4:23: no channel is called "oncal" — did you mean "oncall"?',
    ]);
  });

  it.each([
    ['a tab', 'web:\n\tpages: open', /^burnscope\.yaml:2:1: /],
    ['a key given twice', 'log: {}\nlog: {}', /^burnscope\.yaml:2:1: key "log" is given twice; first on line 1$/],
    ['a list for the whole', '- a', /^burnscope\.yaml:1:1: /],
    [
      'a template that is none',
      "defaults: {selector: {a: '{{ .x | sh }}'}}",
      /^burnscope\.yaml:1:23: defaults\.selector\.a: only \{\{ \$labels\.x \}\}/,
    ],
  ])('refuses %s', (_name, yaml, expected) => {
    expect(problemsOf(yaml).join('\n')).toMatch(expected);
  });

  it('refuses a YAML bomb instead of unfolding it', () => {
    const levels = Array.from({ length: 9 }, (_, i) => `x${i + 1}: &x${i + 1} [${Array(9).fill(`*x${i}`).join(', ')}]`);

    expect(problemsOf(['x0: &x0 [lol]', ...levels].join('\n'))).toHaveLength(1);
  });

  it('answers any text with a configuration or with problems', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (noise) => {
        expect(Array.isArray(problemsOf(noise))).toBe(true);
      }),
    );
  });
});

/** Keys of a section that is one object, whatever default it is wrapped in. */
function shapeOf(schema: unknown): Record<string, unknown> {
  let here = schema as { def?: { innerType?: unknown }; shape?: Record<string, unknown> };
  while (here.def?.innerType !== undefined) here = here.def.innerType as typeof here;
  return here.shape ?? {};
}

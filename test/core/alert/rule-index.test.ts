import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstMiss } from '../../../src/core/alert/mapping.ts';
import { mappingOfFiles } from './mapping-of-files.ts';

const label = fc.constantFrom('a', 'b', 'c');
const text = fc.constantFrom('', 'x', 'y', 'z', 'xy', 'yz');
const content = fc.oneof(text, fc.constantFrom('x|y', '(?:y|z)', 'x.*', 'x|', 'x.+|y', 'xy?', '(x|y)z*', '.*x'));
const matcher = fc.tuple(label, fc.constantFrom('=', '=~', '!=', '!~'), content).map(([l, o, c]) => `${l}${o}"${c}"`);
const rules = fc
  .array(fc.array(matcher, { maxLength: 3 }), { maxLength: 12 })
  .map((all) => all.map((matchers, index) => ({ name: `r${index}`, matchers, service: 's', continue: true })));

describe('the index of rules', () => {
  it('passes over no rule that matches, and keeps their order', () => {
    fc.assert(
      fc.property(rules, fc.dictionary(label, text), (all, labels) => {
        const mapping = mappingOfFiles(JSON.stringify({ rules: all }));
        const matching = (candidates: Iterable<(typeof mapping.rules)[number]>) =>
          [...candidates].filter((rule) => firstMiss(rule.matchers, labels) === undefined).map(({ name }) => name);

        expect(matching(mapping.candidates(labels))).toEqual(matching(mapping.rules));
      }),
    );
  });

  it('asks a handful of thousands of rules', () => {
    const many = Array.from({ length: 3_000 }, (_, index) => ({
      name: `r${index}`,
      matchers: [
        'alertname="Burn"',
        [
          `app="app-${index}"`,
          `app=~"app-${index}|other-${index}"`,
          `app=~"app-${index}-.*"`,
          `app=~"(a|b)-${index}[a-z]?-x"`,
        ][index % 4]!,
      ],
      service: 's',
    }));
    const mapping = mappingOfFiles(JSON.stringify({ rules: many }));

    const asked = (app: string) => [...mapping.candidates({ alertname: 'Burn', app })].map(({ name }) => name);
    for (const [app, rule] of [
      ['other-77', 'r77'],
      ['app-78-x', 'r78'],
      ['b-79z-x', 'r79'],
      ['app-80', 'r80'],
    ] as const) {
      expect(asked(app)).toContain(rule);
      expect(asked(app).length).toBeLessThan(5);
    }
    expect(asked('x'.repeat(65_536)).length).toBeLessThan(1_000);
    expect([...mapping.candidates({ alertname: 'Burn' })]).toEqual([]);
  });
});

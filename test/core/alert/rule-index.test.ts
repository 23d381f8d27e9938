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
        [`app="app-${index}"`, `app=~"app-${index}|other-${index}"`, `app=~"app-${index}-.*"`][index % 3]!,
      ],
      service: 's',
    }));
    const mapping = mappingOfFiles(JSON.stringify({ rules: many }));

    expect([...mapping.candidates({ alertname: 'Burn', app: 'other-76' })].map(({ name }) => name)).toEqual(['r76']);
    expect([...mapping.candidates({ alertname: 'Burn', app: 'app-77-x' })].map(({ name }) => name)).toEqual(['r77']);
    expect([...mapping.candidates({ alertname: 'Burn' })]).toEqual([]);
  });
});

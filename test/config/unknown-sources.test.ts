import { expect, it } from 'vitest';
import { parseConfig } from '../../src/config/load-config.ts';
import { ConfigError, formatProblem } from '../../src/config/problem.ts';

function problems(yaml: string): readonly string[] {
  try {
    parseConfig(yaml, 'm.yaml');
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(formatProblem);
  }
}

const PROD = 'sources: [{name: prod, prometheus: {url: "http://prometheus"}}]\n';
const store = (prometheus: string) => `stores: [{name: s, type: pprof-endpoints, prometheus: ${prometheus}}]`;

it('pods are asked for at a source that is there, by its name or the first', () => {
  expect(problems(PROD + store('{}'))).toEqual([]);
  expect(problems(PROD + store('{source: prod}'))).toEqual([]);
  expect(problems(PROD + store('{source: prd}'))).toEqual([
    'm.yaml:2:56: no source is called "prd" — did you mean "prod"?',
  ]);
  expect(problems(store('{}'))).toEqual(['m.yaml:1:43: there are no sources to ask for pods']);
});

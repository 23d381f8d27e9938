import { describe, expect, it } from 'vitest';
import { defaultConfig, parseConfig } from '../../src/config/load-config.ts';
import { findWarnings } from '../../src/config/find-warnings.ts';
import { formatProblem } from '../../src/config/problem.ts';
import { readYaml } from '../../src/config/yaml-file.ts';

function warnings(yaml: string): readonly string[] {
  return findWarnings(parseConfig(yaml, 'b.yaml'), [readYaml(yaml, 'b.yaml')]).map(formatProblem);
}

const KEEP = (keep: string) => `storage: { profiles: { keep: ${keep} } }\n`;
const PYROSCOPE = 'stores: [{ name: there, type: pyroscope, url: "http://p:4040" }]\n';

describe('profiles that are forgotten before a baseline asks for them', () => {
  it('are warned of where they are kept for less than the usual week', () => {
    expect(warnings(KEEP('5d'))).toEqual([
      'b.yaml:1:24: too short for baselines of 1w ago, which baseline.fallback asks for unless it says otherwise',
    ]);
    // The window of a week ago begins before it.
    expect(warnings(KEEP('7d'))).toHaveLength(1);
    expect(warnings(KEEP('8d'))).toEqual([]);
    expect(findWarnings(defaultConfig(), [readYaml('', 'b.yaml')])).toEqual([]);
  });

  it('are warned of at the fallback that reaches too far', () => {
    const told = (place: string) =>
      `b.yaml:${place}: the embedded store forgets profiles after 2w (storage.profiles.keep): nothing is left to compare with 3w ago`;

    expect(warnings('defaults: { baseline: { fallback: [1d, 21d] } }\n')).toEqual([told('1:25')]);
    expect(warnings('services: { shop: { baseline: { fallback: [21d] } } }\npresets: [sloth]\n')).toEqual([
      told('1:33'),
    ]);
  });

  it('are none where the fallback asks for less, or for nothing', () => {
    expect(warnings(`${KEEP('2d')}defaults: { baseline: { fallback: [1d] } }\n`)).toEqual([]);
    expect(warnings(`${KEEP('1h')}defaults: { baseline: { fallback: [] } }\n`)).toEqual([]);
  });

  it('are no matter of ours where another store keeps them', () => {
    expect(warnings(KEEP('5d') + PYROSCOPE)).toEqual([]);
    expect(warnings(KEEP('5d') + PYROSCOPE.replace(']', ', { name: own, type: embedded }]'))).toHaveLength(1);
  });
});

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { BUILT_IN, type DeployRule } from '../../../../src/core/deploy/rules/deploy-rule.ts';
import { judgeRules, traceRules } from '../../../../src/core/deploy/rules/judge-rules.ts';
import { decodePprof } from '../../../../src/core/profile/formats/pprof.ts';
import type { Profile } from '../../../../src/core/profile/profile.ts';
import { analyse, type DecodedSource } from '../../../../src/core/report/analyse.ts';
import type { FunctionShares, TopFunctions } from '../../../../src/core/report/top-functions.ts';

const SHOP = new URL('../../../fixtures/shop/', import.meta.url);

function rule(limits: Partial<DeployRule>): DeployRule {
  const { newInTop: _ours, ...plain } = BUILT_IN;
  return { ...plain, name: 'limit', place: 'b.yaml:1', of: 'total', ...limits };
}

/** Shares in percent, of all three measures alike; `error` of each side in points. */
function shares(name: string, before: number, after: number, error = 0): FunctionShares {
  const both = {
    baseline: { share: before / 100, error: error / 100 },
    comparison: { share: after / 100, error: error / 100 },
  };
  return { function: name, canonical: name, file: '', isMoved: false, self: both, total: both, own: both };
}

function cpu(functions: readonly FunctionShares[], samples = 10_000): TopFunctions {
  return { profile: 'cpu', samples: { baseline: samples, comparison: samples }, functions };
}

const QUIET_FIVE = [30, 20, 10, 8, 6].map((share, at) => shares(`known${at}`, share, share, 0.5));

function reasonOf(one: DeployRule, tops: readonly TopFunctions[]): string | undefined {
  const [judged] = traceRules([one], 'shop', tops);
  expect(judged?.findings).toEqual([]);
  return judged?.reason;
}

describe('a limit of share', () => {
  it('is broken by what is surely over it, and says what it was before', () => {
    const tops = [cpu([shares('example.com/shop/pricing.Quote', 4, 9.14, 0.5)])];

    expect(judgeRules([rule({ over: 0.05 })], 'shop', tops)).toEqual([
      {
        rule: 'limit',
        function: 'example.com/shop/pricing.Quote',
        profile: 'cpu',
        sentence: 'pricing.Quote takes 9.1 % of CPU with all that it calls, over the limit of 5 %; before, it was 4 %.',
      },
    ]);
  });

  it('is kept by what is over it within the error of measuring, which is told', () => {
    const tops = [cpu([shares('quote', 4, 5.5, 0.5)])];

    expect(reasonOf(rule({ over: 0.05 }), tops)).toBe('quote takes 5.5 % ± 1 %: not surely over 5 %');
    expect(reasonOf(rule({ over: 0.06 }), tops)).toBe('quote takes 5.5 %, not over 6 %');
  });

  it('of growth counts points, and together with another both must be broken', () => {
    const tops = [cpu([shares('old', 7, 7.2), shares('grown', 1, 4.5), shares('both', 3, 8)])];

    expect(judgeRules([rule({ grewBy: 0.03 })], 'shop', tops).map((one) => one.function)).toEqual(['both', 'grown']);
    expect(judgeRules([rule({ grewBy: 0.03, over: 0.05 })], 'shop', tops).map((one) => one.sentence)).toEqual([
      'both takes 8 % of CPU with all that it calls, over the limit of 5 %, 5 points more, over the limit of 3 points; before, it was 3 %.',
    ]);
    expect(reasonOf(rule({ grewBy: 0.2 }), tops)).toBe(
      'both grew by 5 points, not over 20 points (3 % before, 8 % after)',
    );
  });

  it('tells of three functions at most, and how many more there are', () => {
    const many = Array.from({ length: 9 }, (_, at) => shares(`f${at}`, 0, 10 + at));
    const found = judgeRules([rule({ over: 0.05 })], 'shop', [cpu(many)]);

    expect(found.map((one) => one.function)).toEqual(['f8', 'f7', 'f6']);
    expect(found[2]?.sentence).toMatch(/ 6 more functions broke this rule\.$/);
  });

  it('watches only the functions that it names, and says when there are none', () => {
    const only = rule({ over: 0.05, watches: ({ canonical }) => canonical === 'b' });

    expect(judgeRules([only], 'shop', [cpu([shares('a', 0, 50), shares('b', 0, 20)])])).toMatchObject([
      { function: 'b' },
    ]);
    expect(reasonOf(only, [cpu([shares('a', 0, 50)])])).toBe('no function that it watches takes 0.1 % or more');
  });

  it('is not judged without profiles of its kind, nor on a handful of samples', () => {
    const tops = [cpu([shares('a', 0, 50)], 49)];

    expect(reasonOf(rule({ over: 0.05 }), tops)).toBe(
      'there are too few samples: 49 before and 49 after, of 50 needed',
    );
    expect(reasonOf(rule({ over: 0.05, profile: 'off-cpu' }), tops)).toBe(
      'there are no off-cpu profiles of both sides',
    );
  });

  it('that is to be kept from channels says so', () => {
    expect(judgeRules([rule({ over: 0.05, tell: false })], 'shop', [cpu([shares('a', 0, 50)])])).toMatchObject([
      { quiet: true },
    ]);
  });
});

describe('new in the top', () => {
  const ours = (more: readonly FunctionShares[]) => [cpu([...QUIET_FIVE, ...more])];

  it('is what came from below, doubled and clear', () => {
    expect(judgeRules([BUILT_IN], 'shop', ours([shares('fresh', 0, 9, 0.5)]))).toMatchObject([
      {
        rule: 'new-in-top-5',
        sentence: 'fresh is new in the top 5: 9 % of CPU with the libraries that it calls; it was not seen before.',
      },
    ]);
    expect(judgeRules([BUILT_IN], 'shop', ours([shares('risen', 1, 9, 0.5)]))).toMatchObject([
      { sentence: expect.stringMatching(/before, it was 1 %, number 6\.$/) },
    ]);
  });

  it.each([
    ['already there', [shares('top', 40, 60)], /already among the top 5/],
    ['too low', [shares('low', 0, 5)], /is number 6, not among the top 5/],
    ['not doubled', [shares('passed', 5.5, 9)], /has not doubled/],
    ['within the noise', [shares('noisy', 1, 9, 3)], /did not clearly grow: 1 % ± 5\.9 % before, 9 % ± 5\.9 % after/],
    ['a new name for what vanished', [shares('renamed', 0, 9), shares('name', 8.5, 0)], /seems to do what others did/],
    ['split off from what is left half', [shares('part', 0, 9), shares('whole', 12, 3)], /seems to do what others did/],
    ['known to be moved', [{ ...shares('moved', 0, 9), isMoved: true }], /seems to do what others did/],
  ])('is not what is %s', (_what, functions, reason) => {
    expect(reasonOf(BUILT_IN, ours(functions))).toMatch(reason);
  });

  it('is also what grew beside something small that vanished', () => {
    expect(judgeRules([BUILT_IN], 'shop', ours([shares('fresh', 0, 9), shares('gone', 1, 0)]))).toHaveLength(1);
  });
});

describe('of rules with one name', () => {
  const tops = [cpu([...QUIET_FIVE, shares('fresh', 0, 9)])];

  it('the first that acts on the service wins, switched off or not', () => {
    const off = { ...rule({ off: true }), name: BUILT_IN.name, actsOn: (service: string) => service === 'batch' };

    expect(judgeRules([off, BUILT_IN], 'shop', tops)).toHaveLength(1);
    expect(judgeRules([off, BUILT_IN], 'batch', tops)).toEqual([]);
    expect(traceRules([off, BUILT_IN], 'batch', tops).map(({ reason }) => reason)).toEqual([
      'it is switched off (b.yaml:1)',
    ]);
  });
});

interface Run {
  readonly id: string;
  readonly pod: string;
  readonly seconds: number;
}

function recorded(rename: (name: string) => string, ...ids: readonly string[]): readonly DecodedSource[] {
  const runs: Run[] = JSON.parse(readFileSync(new URL('runs.json', SHOP), 'utf8'));
  return ids.map((id, at): DecodedSource => {
    const { pod, seconds } = runs.find((run) => run.id === id)!;
    const plain = decodePprof(gunzipSync(readFileSync(new URL(`${id}-cpu.pprof`, SHOP))));
    const frames = plain.frames.map((frame) => ({ ...frame, name: rename(frame.name) }));
    const profile: Profile = at < ids.length / 2 ? plain : { ...plain, frames };
    return { profile, kind: 'cpu', side: at < ids.length / 2 ? 'baseline' : 'comparison', pod, seconds };
  });
}

const same = (name: string) => name;
const four = (tag: string) => [1, 2, 3, 4].map((run) => `${tag}-${run}`);
const HEALTHY = four('v1.2.0');

describe('our own rule on recorded pods', () => {
  it.each([
    ['a healthy pair', ['v1.2.0-5', 'v1.2.0-6', 'v1.2.0-7', 'v1.2.0-8']],
    ['more load', four('v1.2.0-x1.5')],
    ['a deploy whose dependency got slow', four('v1.2.6')],
    ['a deploy that only moved code', four('v1.2.8')],
  ])('is silent on %s', (_what, comparison) => {
    const { tops } = analyse(recorded(same, ...HEALTHY, ...comparison), undefined, []);

    expect(judgeRules([BUILT_IN], 'shop', tops())).toEqual([]);
  });

  it('tells of the function that a deploy brought into the top', () => {
    const { tops } = analyse(recorded(same, ...HEALTHY, ...four('v1.2.1')), undefined, []);

    expect(judgeRules([BUILT_IN], 'shop', tops())).toMatchObject([{ function: 'example.com/shop/pricing.lineTax' }]);
  });

  it('is silent when the dearest function was renamed and put into another package', () => {
    const rename = (name: string) => name.replace('shop/codec.Compress', 'shop/wire.Deflate');
    const { tops } = analyse(recorded(rename, ...HEALTHY, ...four('v1.2.6')), undefined, []);

    expect(judgeRules([BUILT_IN], 'shop', tops())).toEqual([]);
  });
});

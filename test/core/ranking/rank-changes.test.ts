import { describe, expect, it } from 'vitest';
import { handMadeTree, podsOf, type HandMadeBlock, type Stacks } from './hand-made-tree.ts';
import { rankChanges } from '../../../src/core/ranking/rank-changes.ts';

/** A service of ten endpoints with some library work below each. */
const SERVICE: Stacks = Object.fromEntries(
  Array.from({ length: 10 }, (_, at) => [
    [`main;serve;handle${at};decode${at}`, 60],
    [`main;serve;handle${at};query${at};sql.Rows`, 40],
    [`main;serve;handle${at};json.Marshal`, 50],
  ]).flat(),
);

function rank(comparison: Stacks, baseline: Stacks = SERVICE) {
  return rankChanges({ cpu: handMadeTree(podsOf(baseline, comparison)) });
}

function gatedNames(ranking: ReturnType<typeof rankChanges>): string[] {
  return ranking.movers.filter((mover) => mover.gated).map((mover) => mover.function);
}

describe('rankChanges on CPU', () => {
  it('names the function whose self grew, with its rates in cores of one instance', () => {
    const ranking = rank({ ...SERVICE, 'main;serve;handle3;decode3': 240 });

    const [mover] = ranking.movers;
    expect(mover).toMatchObject({ function: 'decode3', kind: 'self', gated: true, isNew: false, confidence: 'sure' });
    // 60 and 240 samples of 10 ms in 60 s.
    expect(mover!.baseline).toBeCloseTo(0.01, 2);
    expect(mover!.comparison).toBeCloseTo(0.04, 2);
    expect(mover!.delta).toBe(mover!.comparison - mover!.baseline);
    expect(mover!.relative).toBeCloseTo(mover!.delta / mover!.baseline, 9);
    expect(mover!.interval[0]).toBeLessThan(0.03);
    expect(mover!.interval[1]).toBeGreaterThan(0.03);
    expect(ranking.verdict.sentence).toMatch(
      /^CPU per second \+\d+ %: \S.* of it in decode3 \(\d+ % of all CPU, was 4 %\)\.$/,
    );
  });

  it('names the topmost function of a new chain', () => {
    const ranking = rank({ ...SERVICE, 'main;serve;handle3;audit;render;json.Encode': 150 });

    expect(ranking.movers[0]).toMatchObject({ function: 'audit', isNew: true, gated: true });
    expect(ranking.movers[0]).not.toHaveProperty('relative');
  });

  it('names the own function through which a library costs more', () => {
    const ranking = rank({ ...SERVICE, 'main;serve;handle3;query3;regexp.Compile': 150 });

    expect(ranking.movers[0]).toMatchObject({ function: 'query3', through: 'regexp.Compile', gated: true });
    expect(ranking.verdict.sentence).toContain('query3 through regexp.Compile');
  });

  it('shows a library that grew under many callers, and blames nobody', () => {
    const grown = Object.entries(SERVICE).map(([stack, cost]) => [
      stack,
      stack.endsWith('json.Marshal') ? cost * 2 : cost,
    ]);

    const ranking = rank(Object.fromEntries(grown));

    expect(gatedNames(ranking)).toEqual([]);
    expect(ranking.movers.map((mover) => mover.function)).toContain('json.Marshal');
    expect(ranking.verdict.kind).toBe('nothing-here');
    expect(ranking.verdict.sentence).toMatch(
      /^None of the service's functions stands out, but json\.Marshal, code of a library, takes \d+ % of all CPU, was /,
    );
  });

  it('names two changes, the larger first', () => {
    const ranking = rank({ ...SERVICE, 'main;serve;handle3;decode3': 240, 'main;serve;handle7;decode7': 160 });

    expect(gatedNames(ranking)).toEqual(['decode3', 'decode7']);
    expect(ranking.movers.map((mover) => mover.rank)).toEqual(ranking.movers.map((_, i) => i + 1));
  });

  it('calls a change that only one pod shows one instance', () => {
    const pods = podsOf(SERVICE, SERVICE).map((block) =>
      block.pod === 'comparison-2' ? { ...block, stacks: { ...block.stacks, 'main;serve;handle3;audit': 300 } } : block,
    );

    const ranking = rankChanges({ cpu: handMadeTree(pods) });

    expect(ranking.verdict.kind).toBe('one-instance');
    expect(ranking.movers[0]).toMatchObject({
      function: 'audit',
      instances: { affected: 1, of: 4, only: 'comparison-2' },
    });
  });

  it.each([
    ['renamed', { 'main;serve;handle3;decoded3': 60 }],
    ['wrapped', { 'main;serve;trace;handle3;decode3': 60 }],
    ['split in two', { 'main;serve;handle3;decodeHead': 25, 'main;serve;handle3;decodeBody': 35 }],
    ['inlined', { 'main;serve;handle3': 60 }],
  ])('names nobody for a function that was %s', (_, replacement) => {
    const large = { ...SERVICE, 'main;serve;handle3;decode3': 240 };
    const { 'main;serve;handle3;decode3': _gone, ...rest } = large;
    const scaled = Object.fromEntries(Object.entries(replacement).map(([stack, cost]) => [stack, cost * 4]));

    const ranking = rank({ ...rest, ...scaled }, large);

    expect(gatedNames(ranking)).toEqual([]);
    expect(['moved', 'nothing-here']).toContain(ranking.verdict.kind);
  });

  it('names the function that got twice as dear while it was renamed', () => {
    const large = { ...SERVICE, 'main;serve;handle3;decode3': 200 };
    const { 'main;serve;handle3;decode3': _gone, ...rest } = large;

    const ranking = rank({ ...rest, 'main;serve;handle3;decoded3': 600 }, large);

    expect(gatedNames(ranking)).toEqual(['decoded3']);
  });

  it('says load when all cost follows the requests', () => {
    const busier = Object.fromEntries(Object.entries(SERVICE).map(([stack, cost]) => [stack, cost * 1.5]));

    const ranking = rankChanges({
      cpu: handMadeTree(podsOf(SERVICE, busier)),
      requests: { baseline: 10_000, comparison: 15_000 },
    });

    expect(ranking.verdict.kind).toBe('load');
    expect(gatedNames(ranking)).toEqual([]);
    expect(ranking.load).toMatchObject({
      requestRatio: 1.5,
      sentence: 'Traffic +50 %, explains most of the growth.',
    });
  });

  it('keeps a slower host apart from the code, and says so', () => {
    const slower = Object.fromEntries(Object.entries(SERVICE).map(([stack, cost]) => [stack, cost * 1.4]));

    const ranking = rankChanges({
      cpu: handMadeTree(podsOf(SERVICE, slower)),
      requests: { baseline: 10_000, comparison: 10_000 },
    });

    expect(ranking.movers).toEqual([]);
    expect(ranking.load.driftFactor).toBeCloseTo(1.4, 1);
    expect(ranking.verdict.kind).toBe('throttled-or-noisy-host');
    expect(ranking.verdict.sentence).toMatch(/^Everything got slower by the same factor: CPU per request ×1\.4 in all/);
  });

  it('calls it runtime when the collector grew more than the function that allocates', () => {
    const collecting = { ...SERVICE, 'runtime.gcBgMarkWorker;runtime.gcDrain': 100 };

    const ranking = rank(
      { ...collecting, 'runtime.gcBgMarkWorker;runtime.gcDrain': 400, 'main;serve;handle3;copyAll': 150 },
      collecting,
    );

    expect(ranking.verdict.kind).toBe('runtime');
    expect(ranking.movers[0]).toMatchObject({ function: 'copyAll', gated: true });
    expect(ranking.verdict.sentence).toMatch(/^Garbage collection takes \d+ % more of all CPU: copyAll allocates/);
  });

  it('lists what fell, with a negative delta, after what grew', () => {
    const ranking = rank(
      { ...SERVICE, 'main;serve;handle3;decode3': 5 },
      { ...SERVICE, 'main;serve;handle3;decode3': 240 },
    );

    expect(gatedNames(ranking)).toEqual([]);
    const fallen = ranking.movers.find((mover) => mover.function === 'decode3');
    expect(fallen!.delta).toBeLessThan(0);
    expect(fallen!.interval[1]).toBeLessThan(0);
  });
});

describe('rankChanges with little to go on', () => {
  const few: HandMadeBlock[] = [
    { side: 'baseline', pod: 'a', stacks: { 'main;work': 12 } },
    { side: 'comparison', pod: 'a', stacks: { 'main;work': 31 } },
  ];

  it('says how much there was when that is not enough', () => {
    const ranking = rankChanges({ cpu: handMadeTree(few) });

    expect(ranking.verdict.kind).toBe('not-enough-data');
    expect(ranking.verdict.sentence).toContain('12 CPU samples in the baseline and 31 in the comparison');
    expect(ranking.movers).toEqual([]);
  });

  it('says so when a side is missing, and when everything is', () => {
    const oneSide = rankChanges({
      cpu: handMadeTree(podsOf(SERVICE, SERVICE).filter(({ side }) => side === 'comparison')),
    });

    expect(oneSide.verdict.kind).toBe('not-enough-data');
    expect(oneSide.verdict.sentence).toContain('0 CPU samples in the baseline');
    expect(rankChanges({}).verdict.sentence).toContain('no profiles');
  });

  it('calls nothing sure from one recording a side', () => {
    const pods = podsOf(SERVICE, { ...SERVICE, 'main;serve;handle3;decode3': 600 }, { pods: 1 });

    const ranking = rankChanges({ cpu: handMadeTree(pods) });

    expect(ranking.movers[0]).toMatchObject({ function: 'decode3', gated: true, confidence: 'likely' });
    expect(ranking.verdict.confidence).toBe('likely');
    expect(ranking.notices.join(' ')).toContain('One recording a side');
  });

  it('works without waits and says that it did', () => {
    const ranking = rank(SERVICE);

    expect(ranking.verdict.kind).toBe('nothing-here');
    expect(ranking.verdict.sentence).toBe("Nothing changed in this service's CPU; look elsewhere.");
    expect(ranking.notices).toContain('No waiting was recorded: this answer knows CPU only.');
  });
});

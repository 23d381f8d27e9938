import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { totalsOf } from '../../../src/core/profile/aggregate.ts';
import { buildCallTree, buildViews } from '../../../src/core/profile/build-call-tree.ts';
import type { CallTree } from '../../../src/core/profile/call-tree.ts';
import { MalformedProfile, type Profile, type ProfileKind } from '../../../src/core/profile/profile.ts';
import { readProfile } from '../../../src/core/profile/read-profile.ts';
import { draw, FULL, go, SAMPLE, source } from '../../support/draw-tree.ts';
import { foldedProfile, withFiles } from '../../support/folded-profile.ts';
import { profileFixture } from '../../support/profile-fixture.ts';

function expectSoundColumns(tree: CallTree): void {
  expect([tree.parent[0], tree.subtreeEnd[0], tree.functionId[0]]).toEqual([-1, tree.size, 0]);
  expect(tree.functions[0]).toMatchObject({ name: '', canonicalName: '' });
  const lastSibling = new Map<number, number>();
  for (let node = 1; node < tree.size; node++) {
    const parent = tree.parent[node]!;
    expect(parent).toBeLessThan(node);
    expect(tree.subtreeEnd[node]).toBeGreaterThan(node);
    expect(tree.subtreeEnd[node]).toBeLessThanOrEqual(tree.subtreeEnd[parent]!);
    // Siblings come in the order of their functions, and no function twice.
    expect(tree.functionId[node]).toBeGreaterThan(lastSibling.get(parent) ?? 0);
    lastSibling.set(parent, tree.functionId[node]!);
  }
}

describe('buildCallTree', () => {
  test('merges profiles into one preorder tree, siblings by name, a block each', () => {
    const { tree, samples } = buildCallTree(
      [
        source(foldedProfile('main;b 1', 'main;a;x 2', 'main 4')),
        source(foldedProfile('main;a;x 3', 'main;B 5'), 'comparison'),
      ],
      FULL,
    );

    expect(draw(tree)).toEqual(['main 4 0', '  B 0 5', '  a 0 0', '    x 2 3', '  b 1 0']);
    expect(tree.blocks.map(({ side, pod, seconds }) => [side, pod, seconds])).toEqual([
      ['baseline', 'pod-1', 10],
      ['comparison', 'pod-1', 10],
    ]);
    expect(samples).toEqual({ baseline: 7, comparison: 8 });
    expect(tree.samplePeriod).toBe(SAMPLE);
    expectSoundColumns(tree);
  });

  test('keeps the requests of a source where they are known', () => {
    const { tree } = buildCallTree(
      [{ ...source(foldedProfile('a 1')), requests: 50 }, source(foldedProfile('a 1'))],
      FULL,
    );

    expect(tree.blocks[0]!.requests).toBe(50);
    expect('requests' in tree.blocks[1]!).toBe(false);
  });

  const stack = fc.array(fc.constantFrom('root', 'a', 'b', 'c'), { maxLength: 6 });
  const samples = fc.array(fc.tuple(stack, fc.integer({ min: 1, max: 1000 })), { minLength: 1, maxLength: 30 });
  function fold(stacks: readonly (readonly [readonly string[], number])[]): Profile {
    return foldedProfile(
      ...stacks.map(([frames, count]) => `root${frames.map((frame) => `;${frame}`).join('')} ${count}`),
    );
  }

  test('selfs sum to the root, and every subtree lies within its parent', () => {
    fc.assert(
      fc.property(samples, samples, (before, after) => {
        const { tree } = buildCallTree([source(fold(before)), source(fold(after), 'comparison')], FULL);
        expectSoundColumns(tree);
        [before, after].forEach((stacks, block) => {
          const all = stacks.reduce((sum, [, count]) => sum + count * SAMPLE, 0);
          expect(totalsOf(tree, tree.blocks[block]!.self)[0]! / all).toBeCloseTo(1, 5);
        });
      }),
    );
  });

  test('every path has the self that a count by hand gives', () => {
    fc.assert(
      fc.property(samples, (stacks) => {
        const byHand = new Map<string, number>();
        for (const [frames, count] of stacks) {
          const path = ['root', ...frames].join(';');
          byHand.set(path, (byHand.get(path) ?? 0) + count);
        }
        const { tree } = buildCallTree([source(fold(stacks))], FULL);
        const paths = [''];
        const found = new Map<string, number>();
        for (let node = 1; node < tree.size; node++) {
          const name = tree.functions[tree.functionId[node]!]!.name;
          const path = tree.parent[node] === 0 ? name : `${paths[tree.parent[node]!]};${name}`;
          paths.push(path);
          found.set(path, Math.round(tree.blocks[0]!.self[node]! / SAMPLE));
        }
        const counted = new Map([...found].filter(([, self]) => self > 0));
        expect(counted).toEqual(byHand);
      }),
    );
  });

  test('the order of samples does not matter', () => {
    fc.assert(
      fc.property(samples, (stacks) => {
        const other = stacks.toReversed();
        expect(buildCallTree([source(fold(other))], FULL)).toEqual(buildCallTree([source(fold(stacks))], FULL));
      }),
    );
  });

  test('bears stacks of thousands of frames', () => {
    const deep = Array.from({ length: 9_000 }, (_, at) => `f${at % 7}`).join(';');

    expect(buildCallTree([source(foldedProfile(`${deep} 1`))], FULL).tree.size).toBe(9_001);
  });

  test('matches functions by canonical name and shows the original where it is one', () => {
    const { tree } = buildCallTree(
      [
        source(go('main.main;lib.Map[int].Get 1')),
        source(go('main.main;lib.Map[string].Get 1', 'main.main;lib.Set[int].Add 1'), 'comparison'),
      ],
      FULL,
    );

    expect(draw(tree)).toEqual(['main.main 0 0', '  lib.Map.Get 1 1', '  lib.Set[int].Add 0 1']);
  });

  test('merges closures only where the two sides number them differently', () => {
    const same = buildCallTree(
      [source(go('main.f.func1 1', 'main.f.func2 1')), source(go('main.f.func1 1', 'main.f.func2 1'), 'comparison')],
      FULL,
    );
    const moved = buildCallTree(
      [source(go('main.f.func1 1', 'main.g.func1 1')), source(go('main.f.func1 1', 'main.f.func2 1'), 'comparison')],
      FULL,
    );

    expect(draw(same.tree)).toEqual(['main.f.func1 1 1', 'main.f.func2 1 1']);
    expect(draw(moved.tree)).toEqual(['main.f.func* 1 2', 'main.g.func1 1 0']);
  });

  test('keeps functions of one name in two files apart, but not versions of one library', () => {
    const files = (folder: string) => (name: string) =>
      name === 'parse' ? `/srv/${folder}/parse.js` : `/srv/node_modules/.pnpm/qs@${folder}/index.js`;
    const { tree } = buildCallTree(
      [
        source(withFiles(foldedProfile('parse;q 1'), files('1.0.0'))),
        source(withFiles(foldedProfile('parse;q 1'), files('2.0.0')), 'comparison'),
      ],
      FULL,
    );

    expect(tree.functions.map(({ name }) => name)).toEqual(['', 'parse', 'parse', 'q']);
  });

  test('shows the lines of the newer code', () => {
    const at = (line: number) => {
      const profile = foldedProfile('f 1');
      return { ...profile, frames: [{ name: 'f', file: 'f.py', line, startLine: 0 }] };
    };
    const { tree } = buildCallTree([source(at(7)), source(at(40), 'comparison'), source(at(44), 'comparison')], FULL);

    expect(tree.functions[1]).toMatchObject({ line: 40, lastLine: 44 });
  });

  test('refuses a profile that does not hold the kind', () => {
    const mutex = readProfile(profileFixture('shop/v1.2.0-1-mutex.pprof'));

    expect(() => buildCallTree([source(mutex)], FULL)).toThrow(MalformedProfile);
    expect(() => buildCallTree([source(mutex)], FULL)).toThrow(
      /no cpu values, only contentions\/count, delay\/nanoseconds/,
    );
  });

  test('makes an empty tree of no samples', () => {
    const { tree, idleShare } = buildCallTree([], FULL);

    expect([tree.size, tree.functions.length, idleShare]).toEqual([1, 1, 0]);
  });
});

describe('buildViews', () => {
  const OWN = ['main.a', 'main.b', 'x.io/shop.c'];
  const frame = fc.constantFrom(...OWN, 'net/http.serve', 'regexp.parse', 'runtime.mallocgc');
  const stack = fc.array(frame, { minLength: 1, maxLength: 8 });
  const lines = fc.array(fc.tuple(stack, fc.integer({ min: 1, max: 99 })), { minLength: 1, maxLength: 30 });
  type Lines = readonly (readonly [readonly string[], number])[];
  function folded(stacks: Lines): Profile {
    return go(...stacks.map(([frames, count]) => `${frames.join(';')} ${count}`));
  }

  test('its own view is the tree of stacks that were cut by hand, its full one that of whole stacks', () => {
    const cutByHand = (stacks: Lines): Lines =>
      stacks.map(([frames, count]) => {
        const deepest = frames.findLastIndex((name) => OWN.includes(name));
        return [deepest < 0 ? frames : frames.slice(0, deepest + 2), count];
      });
    const views = (before: Lines, after: Lines) =>
      buildViews([source(folded(before)), source(folded(after), 'comparison')], { idle: 'keep' });

    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const whole = views(before, after);
        const cut = views(cutByHand(before), cutByHand(after));
        expect(whole.own).toEqual(cut.full);
        expect(whole.own).toEqual(cut.own);
        expectSoundColumns(whole.own.tree);
        expectSoundColumns(whole.full.tree);
      }),
      { numRuns: 60 },
    );
  });

  test.each(['cpu', 'block'] as const)('its views are those that are built alone, of recorded %s profiles', (kind) => {
    const sources = [1, 2].map((run) =>
      source(readProfile(profileFixture(`shop/v1.2.0-${run}-${kind}.pprof`)), 'baseline', kind),
    );
    const { own, full } = buildViews(sources, { idle: 'drop' });

    expect(own).toEqual(buildCallTree(sources, { view: 'own', idle: 'drop' }));
    expect(full).toEqual(buildCallTree(sources, { view: 'full', idle: 'drop' }));
    const [ownTotal, fullTotal] = [own, full].map(({ tree }) => totalsOf(tree, tree.blocks[0]!.self)[0]!);
    expect(ownTotal! / fullTotal!).toBeCloseTo(1, 6);
  });
});

describe('recorded runs of the shop', () => {
  function shop(kind: ProfileKind, idle: 'keep' | 'drop', view: 'own' | 'full' = 'full') {
    const sources = (['baseline', 'comparison'] as const).map((side, at) =>
      source(readProfile(profileFixture(`shop/v1.2.0-${at + 1}-${kind}.pprof`)), side, kind),
    );
    return buildCallTree(sources, { view, idle });
  }

  test('loses no CPU but the profiler’s', () => {
    const { tree, profilerShare } = shop('cpu', 'keep');
    const kept = tree.blocks.reduce((sum, block) => sum + totalsOf(tree, block.self)[0]!, 0);
    const all = [1, 2].reduce((sum, run) => {
      const { values } = readProfile(profileFixture(`shop/v1.2.0-${run}-cpu.pprof`));
      return sum + values.filter((_, at) => at % 2 === 1).reduce((a, b) => a + b, 0);
    }, 0);

    expect(kept / all).toBeCloseTo(1 - profilerShare, 6);
    expect(profilerShare).toBeGreaterThan(0.03);
    expect(profilerShare).toBeLessThan(0.12);
    expectSoundColumns(tree);
  });

  test('most of a block profile is idle; waits carry their number', () => {
    const { tree, idleShare, samples } = shop('block', 'drop', 'own');
    const names = tree.functions.map(({ name }) => name);

    expect(idleShare).toBeGreaterThan(0.75);
    expect(names).toContain('example.com/shop/store.(*Pool).acquire');
    expect(names).not.toContain('net/http.(*persistConn).writeLoop');
    expect(tree.samplePeriod).toBe(0);
    expect(tree.blocks[0]!.events!.reduce((a, b) => a + b, 0)).toBe(samples.baseline);
  });

  test('the own view keeps all cost on fewer nodes', () => {
    const full = shop('cpu', 'drop');
    const own = shop('cpu', 'drop', 'own');

    expect(own.tree.size).toBeLessThan(full.tree.size / 2);
    expect(own.samples).toEqual(full.samples);
  });
});

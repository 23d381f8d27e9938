import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFlameGraph, type Samples } from '../../../../src/adapters/stores/datadog/read-flame-graph.ts';

type Node = readonly [frame: number, value: number, gini: number, children: readonly Node[]];

interface Tree {
  readonly own: number;
  readonly frame: number;
  readonly children: readonly Tree[];
}

const BASE = {
  nodeSchema: ['frame', 'value', 'gini', 'children'],
  frameSchema: ['schema', 'kind', 'library', 'function', 'file', 'line'],
  strings: ['', 'main.main', 'main.go', 'main.work', 'main.wait', 'main'],
  frames: [
    [0, 0, 0, 0, 0, 0],
    [0, 0, 5, 1, 2, 3],
    [0, 0, 5, 3, 2, 7],
    [0, 0, 5, 4, 2, 9],
  ],
  numberOfProfiles: 3,
  totalProfilesCount: 4,
};

/** Stacks as folded text. */
function folded({ values, stacks, stackStart, frames }: Samples): readonly string[] {
  return [...values].map((value, sample) => {
    const stack = [...stacks.subarray(stackStart[sample], stackStart[sample + 1])];
    return `${stack.map((frame) => frames[frame]!.name).join(';')} ${value}`;
  });
}

function foldedOf(flameGraph: Node, total?: number, base: object = BASE): readonly string[] {
  const summaryValues = total === undefined ? {} : { summaryValues: { 'cpu-time': total } };
  const summed = readFlameGraph({ ...base, flameGraph, ...summaryValues }, 'cpu-time');
  if (summed.kind === 'unreadable') throw new Error(summed.why);
  return folded(summed.profile).toSorted();
}

const leaf = (frame: number, value: number): Node => [frame, value, 0, []];

describe('sums as Datadog draws them', () => {
  const stacks = ['main.main 5', 'main.main;main.wait 20', 'main.main;main.work 75'];

  it('whose values hold those of the callees give what each has itself', () => {
    const main: Node = [1, 100, 0, [leaf(2, 75), leaf(3, 20)]];

    expect(foldedOf([0, 100, 0, [main]], 100)).toEqual(stacks);
    expect(foldedOf([0, 100, 0, [main]])).toEqual(stacks);
  });

  it('whose values are their own give the same', () => {
    const main: Node = [1, 5, 0, [leaf(2, 75), leaf(3, 20)]];

    expect(foldedOf([0, 0, 0, [main]], 100)).toEqual(stacks);
    expect(foldedOf([0, 0, 0, [main]])).toEqual(stacks);
  });

  it('are told by the total where both could be', () => {
    const main: Node = [1, 100, 0, [leaf(2, 75), leaf(3, 20)]];

    expect(foldedOf([0, 0, 0, [main]], 195)).toEqual([
      'main.main 100',
      'main.main;main.wait 20',
      'main.main;main.work 75',
    ]);
  });

  it('that add up to nothing they say themselves are not used', () => {
    const main: Node = [1, 100, 0, [leaf(2, 75)]];

    expect(
      readFlameGraph({ ...BASE, flameGraph: [0, 100, 0, [main]], summaryValues: { 'cpu-time': 5000 } }, 'cpu-time'),
    ).toEqual({
      kind: 'unreadable',
      why: 'its values add up to neither its total nor their own',
    });
  });

  it('are read by the names of their parts, in whichever order', () => {
    const base = {
      ...BASE,
      nodeSchema: ['value', 'children', 'frame'],
      frameSchema: ['line', 'function', 'package', 'file'],
      strings: ['', 'work', 'com.shop', 'Shop.java'],
      frames: [
        [0, 0, 0, 0],
        [7, 1, 2, 3],
      ],
    };

    const summed = readFlameGraph({ ...base, flameGraph: [9, [[9, [], 1]], 0] }, 'cpu-time');

    expect(summed).toMatchObject({
      kind: 'sum',
      added: 3,
      all: 4,
      profile: { frames: [{}, { name: 'com.shop.work', file: 'Shop.java', line: 7, startLine: 0 }] },
    });
  });

  it('of no samples are empty, not wrong', () => {
    expect(foldedOf([0, 0, 0, []], 0)).toEqual([]);
  });

  it('deeper than any stack of ours are read', () => {
    let node: Node = leaf(2, 1);
    for (let depth = 0; depth < 5_000; depth++) node = [1, 1, 0, [node]];

    const [only] = foldedOf([0, 1, 0, [node]], 1);

    expect(only!.split(';')).toHaveLength(5_001);
  });

  it.each<[string, object, string]>([
    ['no flame graph', { errors: [] }, 'it has no flame graph of a known form'],
    [
      'frames without a function',
      { ...BASE, frameSchema: ['x'], flameGraph: [0, 1, 0, []] },
      'do not say their function',
    ],
    [
      'nodes without a value',
      { ...BASE, nodeSchema: ['frame', 'children'], flameGraph: [0, []] },
      'do not say their parts',
    ],
    ['a frame that is not there', { ...BASE, flameGraph: [0, 1, 0, [[99, 1, 0, []]]] }, 'a node is of no frame'],
    ['a negative value', { ...BASE, flameGraph: [0, -1, 0, []] }, 'a node is none'],
    ['text for a node', { ...BASE, flameGraph: [0, 1, 0, ['x']] }, 'a node is none'],
  ])('with %s say so', (_, answer, why) => {
    expect(readFlameGraph(answer, 'cpu-time')).toEqual({ kind: 'unreadable', why: expect.stringContaining(why) });
  });

  it('of any tree keep its total, whichever values it has', () => {
    const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
      tree: fc.record({
        own: fc.nat(1e6),
        frame: fc.integer({ min: 1, max: 3 }),
        children: fc.oneof({ depthSize: 'small' }, fc.constant([]), fc.array(tie('tree'), { maxLength: 3 })),
      }),
    }));
    const totalOf = ({ own, children }: Tree): number => children.reduce((sum, one) => sum + totalOf(one), own);
    const inclusive = (one: Tree): Node => [one.frame, totalOf(one), 0, one.children.map(inclusive)];
    const ofItself = (one: Tree): Node => [one.frame, one.own, 0, one.children.map(ofItself)];
    fc.assert(
      fc.property(tree, (one) => {
        const total = totalOf(one);
        const sums = [foldedOf([0, total, 0, [inclusive(one)]], total), foldedOf([0, 0, 0, [ofItself(one)]], total)];
        for (const lines of sums)
          expect(lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)).toBe(total);
        expect(sums[0]).toEqual(sums[1]);
      }),
    );
  });
});

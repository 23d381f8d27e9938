import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutProfile } from '../../../src/core/profile/cut-profile.ts';
import { cutTree, nameTree } from '../../../src/core/profile/name-tree.ts';
import { flameLevels, treeBytes } from '../../../src/core/profile/pyroscope-tree.ts';
import { foldedProfile } from '../../support/folded-profile.ts';
import { rowsOf, totalOf } from '../../support/profile-rows.ts';

const VECTOR = foldedProfile('main;handler;parse 30', 'main;handler;db 50', 'main;handler 5', 'main;gc 15');

/** Stacks of few names, so that they meet. */
const stacks = fc.array(
  fc.tuple(
    fc.array(fc.constantFrom('a', 'b', 'c', 'other', 'total'), { minLength: 1, maxLength: 6 }),
    fc.integer({ min: 1, max: 1000 }),
  ),
  { minLength: 1, maxLength: 30 },
);
const profileOf = (rows: readonly (readonly [readonly string[], number])[]) =>
  foldedProfile(...rows.map(([names, count]) => `${names.join(';')} ${count}`));

describe('a tree of names', () => {
  it('has the levels that Pyroscope writes for the same stacks', () => {
    const { names, levels, total, maxSelf } = flameLevels(nameTree(VECTOR).tree);

    expect([total, maxSelf]).toEqual([100, 50]);
    expect(names).toEqual(['total', 'main', 'gc', 'handler', 'db', 'parse']);
    expect(levels.map((level) => [...level])).toEqual([
      [0, 100, 0, 0],
      [0, 100, 0, 1],
      [0, 15, 15, 2, 0, 85, 5, 3],
      [20, 50, 50, 4, 0, 30, 30, 5],
    ]);
  });

  it('has the bytes that Pyroscope writes for the same stacks, but for the order', () => {
    expect(Buffer.from(treeBytes(nameTree(VECTOR).tree)).toString('base64')).toBe(
      'AAABBG1haW4AAgJnYw8AB2hhbmRsZXIFAgJkYjIABXBhcnNlHgA=',
    );
  });

  it('keeps a function called total apart from the root', () => {
    expect(flameLevels(nameTree(foldedProfile('total;work 3')).tree).names).toEqual(['total', 'total', 'work']);
  });

  it('keeps every total and every self value, however much is cut off', () => {
    fc.assert(
      fc.property(stacks, fc.integer({ min: 1, max: 8 }), (rows, most) => {
        const { tree } = nameTree(profileOf(rows));
        const cut = cutTree(tree, most);

        const all = rows.reduce((sum, [, count]) => sum + count, 0);
        expect(cut.total[0]).toBe(all);
        expect(cut.self.reduce((sum, cost) => sum + cost, 0)).toBe(all);
        const named = cut.parent.length - 1 - cut.name.filter((name) => name === tree.names.length).length;
        expect(named).toBeLessThanOrEqual(Math.max(most, 0));
      }),
    );
  });

  it('lays each box within its parent, behind its own time and that of the boxes before it', () => {
    fc.assert(
      fc.property(stacks, (rows) => {
        const { levels } = flameLevels(nameTree(profileOf(rows)).tree);

        let above: { readonly begin: number; readonly end: number; free: number }[] = [
          { begin: 0, end: Infinity, free: 0 },
        ];
        for (const level of levels) {
          const row: typeof above = [];
          let end = 0;
          for (let at = 0; at < level.length; at += 4) {
            const begin = end + level[at]!;
            end = begin + level[at + 1]!;
            const parent = above.find((one) => one.begin <= begin && begin < one.end)!;
            expect(begin).toBe(parent.free);
            expect(end).toBeLessThanOrEqual(parent.end);
            parent.free = end;
            row.push({ begin, end, free: begin + level[at + 2]! });
          }
          above = row;
        }
      }),
    );
  });
});

describe('a profile that is cut', () => {
  it('ends in a function called other where something was cut off', () => {
    const rows = rowsOf(cutProfile(VECTOR, 3)).map(({ stack, values }) => `${stack} ${values[0]}`);

    expect(rows).toEqual(['main;handler;other 30', 'main;handler;db 50', 'main;handler 5', 'main;other 15']);
  });

  it('keeps its total and names no function that none of its stacks goes through', () => {
    fc.assert(
      fc.property(stacks, fc.integer({ min: 1, max: 8 }), (rows, most) => {
        const whole = profileOf(rows);
        const cut = cutProfile(whole, most);

        expect(totalOf(cut, 0)).toBe(totalOf(whole, 0));
        expect(new Set(cut.stacks).size).toBe(cut.frames.length);
      }),
    );
  });
});

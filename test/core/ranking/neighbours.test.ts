import { describe, expect, it } from 'vitest';
import { rankChanges } from '../../../src/core/ranking/rank-changes.ts';
import { handMadeTree, podsOf, type Stacks } from './hand-made-tree.ts';

const SERVICE: Stacks = Object.fromEntries(
  Array.from({ length: 10 }, (_, at) => [
    [`main;serve;handle${at};decode${at}`, 60],
    [`main;serve;handle${at};query${at};sql.Rows`, 40],
  ]).flat(),
);

function moverOf(grown: Stacks) {
  const { movers } = rankChanges({ cpu: handMadeTree(podsOf(SERVICE, { ...SERVICE, ...grown })) });
  const [mover] = movers;
  if (mover === undefined) throw new Error('nothing moved');
  return mover;
}

describe('what stands around a mover', () => {
  it('are its own callers, the nearest first, with all of its growth', () => {
    const { function: name, around = [] } = moverOf({ 'main;serve;handle3;decode3': 240 });
    const callers = around.filter(({ relation }) => relation === 'caller');

    expect(name).toBe('decode3');
    expect(callers.map((one) => [one.function, one.distance, Math.round(one.share * 100)])).toEqual([
      ['handle3', 1, 100],
      ['serve', 2, 100],
      ['main', 3, 100],
    ]);
  });

  it('are functions below it with their part of the growth', () => {
    const { function: name, around = [] } = moverOf({
      'main;serve;handle3;decode3': 120,
      'main;serve;handle3;decode3;parse': 150,
      'main;serve;handle3;decode3;parse;scan': 150,
    });
    const shareOf = (callee: string) => around.find((one) => one.function === callee)?.share ?? 0;

    expect(['decode3', 'parse']).toContain(name);
    expect(shareOf('scan')).toBeGreaterThan(0.3);
    expect(shareOf('scan')).toBeLessThanOrEqual(1);
  });

  it('is nothing for what fell', () => {
    const { movers } = rankChanges({
      cpu: handMadeTree(podsOf({ ...SERVICE, 'main;serve;handle3;decode3': 400 }, SERVICE)),
    });

    expect(movers.filter(({ delta }) => delta < 0).every(({ around }) => around === undefined)).toBe(true);
  });
});

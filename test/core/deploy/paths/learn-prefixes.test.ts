import { describe, expect, it } from 'vitest';
import { learnPrefixes } from '../../../../src/core/deploy/paths/learn-prefixes.ts';
import { locateFile } from '../../../../src/core/deploy/paths/locate-file.ts';
import { indexTree } from '../../../../src/core/deploy/paths/tree-index.ts';
import { WHOLE } from './look-up.ts';

const tree = indexTree([
  'services/cart/src/index.ts',
  'services/cart/src/lines.ts',
  'services/cart/src/sums.ts',
  'services/pay/src/index.ts',
  'services/pay/src/fee.ts',
  'services/pay/src/card.ts',
]);

describe('learnPrefixes', () => {
  it('takes files that only one service has for a sign of whose the others are', () => {
    const learnt = learnPrefixes(['/app/src/index.ts', '/app/src/fee.ts', 'file:///app/src/card.ts'], tree, WHOLE);

    expect(learnt.prefixes).toEqual([{ from: '/app/', to: 'services/pay' }]);
    expect(locateFile({ function: 'f', file: '/app/src/index.ts' }, tree, learnt)).toEqual({
      kind: 'found',
      path: 'services/pay/src/index.ts',
    });
  });

  it.each([
    ['files disagree', ['/app/src/fee.ts', '/app/src/card.ts', '/app/src/lines.ts', '/app/src/sums.ts']],
    ['there is only one', ['/app/src/fee.ts', '/app/src/fee.ts', '/app/src/index.ts']],
    ['the others are of libraries', ['/app/src/fee.ts', '/app/node_modules/a/src/card.ts']],
    ['there are none', []],
  ])('learns nothing where %s', (_why, files) => {
    expect(learnPrefixes(files, tree, WHOLE).prefixes).toEqual([]);
  });

  it('leaves what is configured in front', () => {
    const configured = { prefixes: [{ from: '/app/src/', to: 'services/cart/src' }], root: '' };
    const learnt = learnPrefixes(['/app/src/fee.ts', '/app/src/card.ts'], tree, configured);

    expect(learnt.prefixes[0]).toEqual(configured.prefixes[0]);
    expect(locateFile({ function: 'f', file: '/app/src/index.ts' }, tree, learnt)).toMatchObject({
      path: 'services/cart/src/index.ts',
    });
  });
});

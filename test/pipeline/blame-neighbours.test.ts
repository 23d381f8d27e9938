import { describe, expect, it } from 'vitest';
import { blame, neighbour, RANK, README, START } from '../support/blame-history.ts';

describe('blame beside the moved function', () => {
  it('names who changed the caller, where the function itself is as it was', async () => {
    const caller = neighbour('caller', 'example.com/shop/api.Search', 'example.com/shop/api/handler.go');
    const { culprits } = await blame(
      [
        [
          'api: each word',
          {
            'api/handler.go': START['api/handler.go']!.replace(
              'return',
              'for range q { search.Rank(find(q)) }\n\treturn',
            ),
          },
        ],
        README,
      ],
      { around: [caller] },
    );

    expect(culprits).toMatchObject([
      { subject: 'api: each word', evidence: 'changed-caller', why: 'changes api.Search, which now calls Rank' },
    ]);
  });

  it('names the nearest own caller where a library function moved', async () => {
    const caller = neighbour('caller', 'example.com/shop/search.Rank', 'example.com/shop/search/rank.go');
    const { culprits } = await blame(
      [['search: patterns', { 'search/rank.go': RANK('regexp.MustCompile("x"); return order(hits)') }], README],
      { function: 'regexp.MustCompile', file: 'regexp/regexp.go', own: false, around: [caller] },
    );

    expect(culprits).toMatchObject([{ subject: 'search: patterns', evidence: 'changed-caller' }]);
  });

  it('names a bump of the package in which a function moved', async () => {
    const callee = neighbour('callee', 'example.org/fold.Fold', 'example.org/fold@v1.3.0/fold.go', false);
    const { culprits } = await blame(
      [['deps: fold', { 'go.mod': START['go.mod']!.replace('v1.2.0', 'v1.3.0') }], README],
      { around: [callee] },
    );

    expect(culprits).toMatchObject([
      { subject: 'deps: fold', evidence: 'dependency-bump', why: expect.stringContaining('from v1.2.0 to v1.3.0') },
    ]);
  });

  it('names who changed a constant that the lines use, and is not sure of it', async () => {
    const callee = neighbour('callee', 'example.com/shop/search.order', 'example.com/shop/search/order.go');
    const { culprits } = await blame(
      [['search: more of them', { 'search/order.go': START['search/order.go']!.replace('10', '5000') }], README],
      { around: [callee] },
    );

    expect(culprits).toMatchObject([{ subject: 'search: more of them', evidence: 'changed-lines' }]);
    expect(culprits[0]?.confidence).not.toBe('sure');
  });

  it('is silent about waits where nothing was written in what waits', async () => {
    const caller = neighbour('caller', 'example.com/shop/api.Search', 'example.com/shop/api/handler.go');
    const { culprits } = await blame(
      [['api: other words', { 'api/handler.go': START['api/handler.go']!.replace('find(q)', 'find(q + q)') }], README],
      { profile: 'off-cpu', around: [caller] },
      { kind: 'waiting-on-dependency' },
    );

    expect(culprits).toEqual([]);
  });

  it('names who made a field smaller that the function waits at', async () => {
    const pool = (size: number) =>
      `package search\n\nfunc NewIndex() *Index {\n\tx := &Index{name: "all", workers: pool.New[int, string](${size}), next: 1}\n\treturn x\n}\n\nfunc (x *Index) Find() {\n\tx.workers.Take()\n}\n`;
    const { culprits } = await blame(
      [
        ['search: an index', { 'search/index.go': pool(64) }],
        ['search: fewer workers', { 'search/index.go': pool(2) }],
      ],
      {
        function: 'example.com/shop/search.(*Index).Find',
        file: 'example.com/shop/search/index.go',
        profile: 'off-cpu',
      },
      { kind: 'waiting-on-dependency' },
      { fromVersion: 'v1.5', toVersion: 'v2' },
    );

    expect(culprits).toMatchObject([
      { subject: 'search: fewer workers', why: 'changes workers in NewIndex, which search.(*Index).Find reads' },
    ]);
    expect(culprits[0]?.confidence).not.toBe('sure');
  });

  it('says nothing of a function that only has another name now, nor of who calls it by that', async () => {
    const order = START['search/order.go']!.replace('func order', 'func sorted');
    const { culprits } = await blame([
      ['search: sorted says more', { 'search/order.go': order, 'search/rank.go': RANK('return sorted(hits)') }],
      README,
    ]);

    expect(culprits).toEqual([]);
  });

  it('takes the caller of an edge for what grew', async () => {
    const caller = neighbour('caller', 'example.com/shop/api.Search', 'example.com/shop/api/handler.go');
    const more = START['api/handler.go']!.replace('return', 'for range q { look() }\n\treturn');
    const [edge, whole] = [
      await blame([['api: look twice', { 'api/handler.go': more }], README], { kind: 'edge', around: [caller] }),
      await blame([['api: look twice', { 'api/handler.go': more }], README], { kind: 'total', around: [caller] }),
    ];

    expect(edge.culprits[0]?.confidence).toBe('likely');
    expect(whole.culprits[0]?.confidence).not.toBe('sure');
  });
});

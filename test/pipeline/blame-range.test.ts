import { describe, expect, it } from 'vitest';
import { blame, RANK, README, START } from '../support/blame-history.ts';

describe('blame over the commits of a deploy', () => {
  it('names who changed lines of the moved function, and not who wrote comments, tests or other functions', async () => {
    const { culprits } = await blame([
      ['search: say what Rank does', { 'search/rank.go': RANK('return order(hits) // the best first') }],
      ['search: rank twice (#12)', { 'search/rank.go': RANK('for range hits { order(hits) }; return hits') }],
      ['search: test ranks', { 'search/rank_test.go': 'package search\n\nfunc TestRank() {\n\tRank(nil)\n}\n' }],
      README,
    ]);

    expect(culprits).toMatchObject([
      {
        subject: 'search: rank twice (#12)',
        evidence: 'changed-lines',
        functions: ['example.com/shop/search.Rank'],
        confidence: 'sure',
        pullRequest: 12,
        path: 'search/rank.go',
        why: 'adds a loop to search.Rank',
      },
    ]);
  });

  it('tells two who changed one function apart by the lines that grew', async () => {
    const once = RANK('order(hits)\n\treturn hits[:7]');
    const commits = [
      ['search: order them', { 'search/rank.go': once }],
      ['search: check them', { 'search/rank.go': RANK('order(hits)\n\tcheck(hits)\n\treturn hits[:7]') }],
    ] as const;
    const at = (line: number) => ({ lines: [{ side: 'comparison', line, rate: 0.2 } as const] });

    const [ordered, checked] = [await blame(commits, at(4)), await blame(commits, at(5))];

    expect(ordered.culprits[0]).toMatchObject({ subject: 'search: order them' });
    expect(checked.culprits[0]).toMatchObject({ subject: 'search: check them' });
  });

  it('names who only took lines away', async () => {
    const { culprits } = await blame([['search: nothing is kept', { 'search/rank.go': RANK('return hits') }], README]);

    expect(culprits).toMatchObject([{ subject: 'search: nothing is kept', evidence: 'changed-lines' }]);
  });

  it('names who added a function that was not there', async () => {
    const { culprits } = await blame(
      [
        [
          'search: near words',
          { 'search/near.go': 'package search\n\nfunc Near(a string) int {\n\treturn len(a)\n}\n' },
        ],
        README,
      ],
      { function: 'example.com/shop/search.Near', file: 'example.com/shop/search/near.go', isNew: true },
    );

    expect(culprits).toMatchObject([{ subject: 'search: near words', evidence: 'new-function' }]);
  });

  it('follows a function that was renamed or moved to another file', async () => {
    const moved = RANK('for range hits { order(hits) }; return hits');
    const { culprits } = await blame(
      [
        ['search: a file of its own', { 'search/rank.go': null, 'search/ranking.go': START['search/rank.go']! }],
        ['search: rank twice', { 'search/ranking.go': moved }],
      ],
      { file: 'example.com/shop/search/ranking.go' },
    );

    expect(culprits.map(({ subject }) => subject)).toEqual(['search: rank twice']);
  });

  it('follows a function back to the file in which it was changed', async () => {
    const twice = 'func Rank(hits []Hit) []Hit {\n\tfor range hits { order(hits) }; return hits\n}\n';
    const { culprits } = await blame(
      [
        ['search: rank twice', { 'search/rank.go': `package search\n\n${twice}` }],
        [
          'search: a file of its own',
          { 'search/rank.go': 'package search\n', 'search/ranking.go': `package search\n\n${twice}` },
        ],
      ],
      { file: 'example.com/shop/search/ranking.go' },
    );

    expect(culprits).toMatchObject([{ subject: 'search: rank twice', why: 'adds a loop to search.Rank' }]);
  });

  it('does not read tests, whatever they are called', async () => {
    const helper = (body: string) => `package search\n\nfunc order(hits []Hit) []Hit {\n\t${body}\n}\n`;
    const { culprits } = await blame([
      ['search: test order', { 'search/order_test.go': helper('return hits') }],
      ['search: test more', { 'search/order_test.go': helper('for range hits { check(hits) }; return hits') }],
      README,
    ]);

    expect(culprits).toEqual([]);
  });

  it('names nobody for what was changed and taken back', async () => {
    const { culprits, sentence } = await blame([
      ['search: rank twice', { 'search/rank.go': RANK('for range hits { order(hits) }; return hits') }],
      ['Revert "search: rank twice"', { 'search/rank.go': START['search/rank.go']! }],
    ]);

    expect(culprits).toEqual([]);
    expect(sentence).toBe('Deploy v2 preceded this; none of its 2 commits touch these functions.');
  });

  it('takes no hint from another service of a monorepo', async () => {
    const mail = { 'mail/package.json': '{}', 'mail/send.js': 'export function send() {\n  return 1;\n}\n' };
    const shop = { 'shop/package.json': '{}', 'shop/rank.js': 'export function rank() {\n  return 1;\n}\n' };
    const { culprits } = await blame(
      [
        ['both', { ...mail, ...shop }],
        ['mail: send more', { 'mail/send.js': 'export function send() {\n  return twice();\n}\n' }],
      ],
      { function: 'rank', file: '/app/rank.js' },
      {},
      { fromVersion: 'v1.5', toVersion: 'v2' },
    );

    expect(culprits).toEqual([]);
  });

  it('tells the only commit that changes code as a hint, where nothing near the functions changed', async () => {
    const elsewhere = { 'pay/pay.go': 'package pay\n\nfunc Pay() int {\n\treturn 1\n}\n' };
    const { culprits, sentence } = await blame([['pay: begin', elsewhere], README]);

    expect(culprits).toMatchObject([{ subject: 'pay: begin', evidence: 'in-deploy-only', confidence: 'weak' }]);
    expect(sentence).toBe('Deploy v2 preceded this; none of its 2 commits touch these functions.');
    const other = { 'pay/tax.go': 'package pay\n\nfunc Tax() int {\n\treturn 2\n}\n' };
    expect(
      (
        await blame([
          ['pay: begin', elsewhere],
          ['pay: tax', other],
        ])
      ).culprits,
    ).toEqual([]);
  });

  it('names what a rollback took back', async () => {
    const twice = RANK('for range hits { order(hits) }; return hits');
    const { culprits } = await blame(
      [
        ['search: rank once', { 'search/rank.go': RANK('return hits') }],
        ['search: rank twice', { 'search/rank.go': twice }],
      ],
      {},
      {},
      { fromVersion: 'v2', toVersion: 'v1' },
    );
    const quiet = await blame([README], {}, {}, { fromVersion: 'v2', toVersion: 'v1' });

    expect(culprits[0]).toMatchObject({ why: expect.stringMatching(/^taken back; it /) });
    expect(quiet.sentence).toBe(
      'v1 is older than v2: a rollback, whose commits are those that it took back. Rollback to v1 preceded this; its one commit does not touch these functions.',
    );
  });

  it('says so where the functions are not in the repository, or both versions are one', async () => {
    const gone = await blame([README], { function: 'example.com/other/x.Y', file: 'example.com/other/x/y.go' });
    const same = await blame([README], {}, {}, { fromVersion: 'v2', toVersion: 'v2' });

    expect(gone.sentence).toContain('none of these functions was found in the repository');
    expect(same.sentence).toBe('Deploy v2 preceded this; it has the same code as v2.');
  });

  it('is never surer than the verdict', async () => {
    const { culprits } = await blame(
      [['search: rank twice', { 'search/rank.go': RANK('for range hits { order(hits) }; return hits') }]],
      {},
      { confidence: 'weak' },
    );

    expect(culprits).toMatchObject([{ confidence: 'weak' }]);
  });
});

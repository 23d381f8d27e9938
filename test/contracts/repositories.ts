import { describe, expect, it } from 'vitest';
import type { RangeAnswer, Repositories, Repository } from '../../src/pipeline/git-ports.ts';

/** A history in one line, the oldest commit first. `null` removes a file. */
export interface History {
  readonly service: string;
  readonly commits: readonly {
    readonly subject: string;
    readonly body?: string;
    readonly author: string;
    readonly at: number;
    readonly files: Readonly<Record<string, string | null>>;
  }[];
  /** Tag → place among the commits. */
  readonly tags: Readonly<Record<string, number>>;
}

const at = (minute: number) => Date.UTC(2026, 8, 1, 10, minute);
const TAX = 'package pricing\n\nfunc lineTax() int {\n\treturn 1\n}\n';

export const HISTORY: History = {
  service: 'shop',
  commits: [
    {
      subject: 'pricing: the first',
      author: 'Mira Lindqvist',
      at: at(0),
      files: {
        'pricing/tax.go': TAX,
        'old.txt': 'gone soon\n',
        'cmd/main.go': 'package main\n\n// lineTax2 is none\n',
      },
    },
    {
      subject: 'pricing: tax bands (#12)',
      author: 'Sam Okafor',
      at: at(1),
      files: { 'pricing/tax.go': TAX.replace('1', '2'), 'pricing/bands.go': 'package pricing\n\nvar _ = lineTax()\n' },
    },
    { subject: 'no more of it', author: 'Mira Lindqvist', at: at(2), files: { 'old.txt': null } },
    {
      subject: 'money has its own room',
      body: 'See merge request acme/shop!34\n',
      author: 'Jürgen Groß',
      at: at(3),
      files: { 'pricing/tax.go': null, 'money/täx.go': TAX.replace('1', '2') },
    },
  ],
  tags: { 'v1.0.0': 0, 'v1.1.0': 1, 'v1.2.0': 3 },
};

export function describeRepositories(name: string, make: (history: History) => Repositories): void {
  const signal = () => AbortSignal.timeout(20_000);
  const open = async (): Promise<Repository> => {
    const opened = await make(HISTORY).open('shop', signal());
    if (opened.kind === 'unknown') throw new Error(opened.reason);
    return opened.repository;
  };
  const rangeOf = async (repository: Repository, from: string, to: string) => {
    const range = await repository.range(from, to, signal());
    if (range.kind === 'unknown') throw new Error(range.reason);
    return range;
  };
  const subjects = ({ commits }: Pick<Extract<RangeAnswer, { kind: 'range' }>, 'commits'>) =>
    commits.map(({ subject }) => subject);

  describe(`${name} holds repositories`, () => {
    it('gives the commits of a deploy, newest first, with who, when and the pull request', async () => {
      const range = await rangeOf(await open(), 'v1.0.0', 'v1.2.0');

      expect(range).toMatchObject({ direction: 'forward', total: 3, lost: [] });
      expect(subjects(range)).toEqual(['money has its own room', 'no more of it', 'pricing: tax bands (#12)']);
      expect(range.commits.map(({ author, at: when, pullRequest }) => [author, when, pullRequest])).toEqual([
        ['Jürgen Groß', at(3), 34],
        ['Mira Lindqvist', at(2), undefined],
        ['Sam Okafor', at(1), 12],
      ]);
      expect(range.commits[0]!.commit).toBe(range.to);
    });

    it('gives what each of them did to which file, as texts before and after', async () => {
      const repository = await open();

      const { commits } = await rangeOf(repository, 'v1.0.0', 'v1.2.0');
      const [moved, removed, changed] = commits.map(({ changes }) => changes);

      expect(moved).toMatchObject([{ path: 'money/täx.go', oldPath: 'pricing/tax.go' }]);
      expect(moved![0]!.before).toBe(moved![0]!.after);
      expect(removed).toEqual([{ path: 'old.txt', before: expect.any(String) }]);
      expect(changed).toEqual([
        { path: 'pricing/bands.go', after: expect.any(String) },
        { path: 'pricing/tax.go', before: expect.any(String), after: expect.any(String) },
      ]);
      const { before = '', after = '' } = changed![1]!;
      const texts = await repository.texts([before, after], signal());
      expect([texts.get(before), texts.get(after)]).toEqual([TAX, TAX.replace('1', '2')]);
    });

    it('tells a rollback by what it lost', async () => {
      const range = await rangeOf(await open(), 'v1.1.0', 'v1.0.0');

      expect(range).toMatchObject({ direction: 'rollback', commits: [], total: 0 });
      expect(range.lost).toMatchObject([{ subject: 'pricing: tax bands (#12)', changes: [{}, {}] }]);
    });

    it('finds nothing between a version and itself', async () => {
      expect(await rangeOf(await open(), 'v1.1.0', '1.1.0')).toMatchObject({
        direction: 'same',
        commits: [],
        lost: [],
      });
    });

    it('lists the files of a commit, and reads them', async () => {
      const repository = await open();
      const { to } = await rangeOf(repository, 'v1.0.0', 'v1.2.0');

      const tree = await repository.tree(to, signal());
      const texts = await repository.texts([...tree.values(), '0'.repeat(40)].slice(0, -1), signal());

      expect([...tree.keys()].toSorted()).toEqual(['cmd/main.go', 'money/täx.go', 'pricing/bands.go']);
      expect(texts.get(tree.get('cmd/main.go')!)).toContain('package main');
    });

    it('finds files by whole words', async () => {
      const repository = await open();
      const { to } = await rangeOf(repository, 'v1.0.0', 'v1.2.0');

      const mentions = await repository.mentions(['lineTax', 'main', 'nowhere', ''], to, signal());

      expect(Object.fromEntries(mentions)).toEqual({
        lineTax: expect.toSatisfy((paths: string[]) => paths.toSorted().join(' ') === 'money/täx.go pricing/bands.go'),
        main: ['cmd/main.go'],
        nowhere: [],
        '': [],
      });
    });

    it('says what it does not know: a service, a revision', async () => {
      expect(await make(HISTORY).open('stranger', signal())).toEqual({
        kind: 'unknown',
        reason: 'no repository is configured for stranger',
      });
      expect(await (await open()).range('v1.0.0', 'v99', signal())).toEqual({
        kind: 'unknown',
        reason: 'the repository knows no revision v99',
      });
    });

    it('refreshes what it has, and nothing where no repository is configured', async () => {
      expect(await make(HISTORY).refresh('shop', signal())).toBeUndefined();
      expect(await make(HISTORY).refresh('stranger', signal())).toBeUndefined();
    });
  });
}

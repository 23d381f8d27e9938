import { describe, expect, it } from 'vitest';
import { deploysFromLabels } from '../../../src/core/deploy/deploys-from-labels.ts';
import { findCulprits } from '../../../src/core/deploy/find-culprits.ts';
import { findTreePath } from '../../../src/core/deploy/tree-path.ts';

describe('deploysFromLabels', () => {
  const old = { labels: { version: 'v1' }, from: 10 };

  it('is the version that only the comparison carries, at its first profile', () => {
    const comparison = [
      { labels: { version: 'v2' }, from: 40 },
      { labels: { version: 'v2' }, from: 30 },
      { labels: { version: 'v1' }, from: 20 },
    ];

    expect(deploysFromLabels('s', [old], comparison)).toEqual([
      { service: 's', fromVersion: 'v1', toVersion: 'v2', at: 30, source: 'profile labels' },
    ]);
  });

  it('is none when nothing changed or nothing is labelled', () => {
    expect(deploysFromLabels('s', [old], [old])).toEqual([]);
    expect(deploysFromLabels('s', [{ labels: {}, from: 1 }], [{ labels: {}, from: 2 }])).toEqual([]);
  });

  it('prefers the commit over the version name', () => {
    const [deploy] = deploysFromLabels(
      's',
      [{ labels: { version: 'v1', service_git_ref: 'aaa' }, from: 1 }],
      [{ labels: { version: 'v1', service_git_ref: 'bbb' }, from: 2 }],
    );

    expect(deploy).toMatchObject({ fromVersion: 'aaa', toVersion: 'bbb' });
  });
});

describe('findTreePath', () => {
  const tree = new Set(['pricing/quote.go', 'quote.go', 'cmd/shop/main.go']);

  it.each([
    ['example.com/shop/pricing/quote.go', 'pricing/quote.go'],
    ['/build/src/cmd/shop/main.go', 'cmd/shop/main.go'],
    ['C:\\build\\pricing\\quote.go', 'pricing/quote.go'],
    ['file:///app/pricing/quote.go', 'pricing/quote.go'],
    ['net/http/server.go', undefined],
    ['', undefined],
  ])('finds %s', (file, path) => {
    expect(findTreePath(file, tree)).toBe(path);
  });
});

describe('findCulprits', () => {
  const deploy = { service: 's', fromVersion: 'v1', toVersion: 'v2', at: 0, source: 'generic' } as const;
  const commit = { commit: 'abc', subject: 's', author: 'a', at: 0, lines: 3 };

  it('says once who wrote lines of several functions', () => {
    const commits = ['f', 'g'].map((name) => ({ ...commit, function: name }));

    const found = findCulprits(deploy, { kind: 'commits', commits, commitsInRange: 4 });

    expect(found.culprits).toMatchObject([{ commit: 'abc', functions: ['f', 'g'], evidence: 'changed-lines' }]);
    expect(found.sentence).toBeUndefined();
  });

  it('says honestly when no commit touched the functions', () => {
    expect(findCulprits(deploy, { kind: 'commits', commits: [], commitsInRange: 4 })).toEqual({
      culprits: [],
      sentence: 'Deploy v2 preceded this; none of its 4 commits touch these functions.',
    });
  });

  it('says why blame could not be asked', () => {
    const found = findCulprits(deploy, { kind: 'unknown', reason: 'the repository knows no revision v2' });

    expect(found.sentence).toContain('knows no revision v2');
  });
});

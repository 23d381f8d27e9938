import { describe, expect, it } from 'vitest';
import { deploysFromLabels } from '../../../src/core/deploy/deploys-from-labels.ts';

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

import { describe, expect, it } from 'vitest';
import { matchersOfService, versionChanges, versionsQuery } from '../../../src/core/deploy/version-labels.ts';

const STEP = 30_000;
const MINUTE = 60_000;

/** There from one minute until another. */
function series(labels: Readonly<Record<string, string>>, from: number, to: number) {
  const points = Array.from({ length: ((to - from) * MINUTE) / STEP }, (_, index) => ({
    at: from * MINUTE + index * STEP,
  }));
  return { labels: { __name__: 'app_build_info', job: 'checkout', ...labels }, points };
}

describe('versionChanges', () => {
  it('tells versions with their commits, repository and environment', () => {
    const one = { version: 'v1', revision: '3f2a91c', cluster: 'eu' };
    const two = {
      version: 'v2',
      revision: '77aa00b',
      cluster: 'eu',
      vcs_repository_url_full: 'https://git.example/shop',
    };

    expect(versionChanges([series(one, 0, 12), series(two, 10, 20)], STEP)).toEqual([
      {
        fromVersion: 'v1',
        toVersion: 'v2',
        fromCommit: '3f2a91c',
        commit: '77aa00b',
        repository: 'https://git.example/shop',
        environment: 'eu',
        startedAt: 10 * MINUTE - STEP / 2,
        at: 12 * MINUTE - STEP / 2,
        state: 'done',
        isRollback: false,
      },
    ]);
  });

  it('tells a rollback', () => {
    const told = versionChanges(
      [series({ version: 'v1' }, 0, 10), series({ version: 'v2' }, 10, 20), series({ version: 'v1' }, 20, 30)],
      STEP,
    );

    expect(told.map(({ fromVersion, toVersion, isRollback }) => [fromVersion, toVersion, isRollback])).toEqual([
      ['v1', 'v2', false],
      ['v2', 'v1', true],
    ]);
  });

  it('compares a metric with itself only, and environments and programs each for themselves', () => {
    const told = versionChanges(
      [
        series({ __name__: 'grpc_build_info', version: '1.66' }, 0, 20),
        series({ version: 'v1', cluster: 'eu' }, 0, 20),
        series({ version: 'v2', cluster: 'us' }, 5, 20),
        series({ version: 'v7', job: 'cron' }, 9, 20),
      ],
      STEP,
    );

    expect(told).toEqual([]);
  });

  it('tells once what several metrics tell', () => {
    const other = { __name__: 'target_info' };
    const told = versionChanges(
      [
        series({ version: 'v1' }, 0, 10),
        series({ version: 'v2' }, 10, 20),
        series({ ...other, service_version: 'v1' }, 0, 10),
        series({ ...other, service_version: 'v2' }, 10, 20),
      ],
      STEP,
    );

    expect(told).toHaveLength(1);
  });

  it('tells a new commit under an old version by the commit', () => {
    const [told] = versionChanges(
      [series({ version: 'v1', revision: '3f2a91c' }, 0, 10), series({ version: 'v1', revision: '77aa00b' }, 10, 20)],
      STEP,
    );

    expect(told).toMatchObject({ fromVersion: '3f2a91c', toVersion: '77aa00b', commit: '77aa00b' });
  });

  it('takes what is another one in each pod for no version, quickly', () => {
    const many = Array.from({ length: 5000 }, (_, index) =>
      series({ version: `id-${index}` }, index / 10, index / 10 + 5),
    );

    expect(versionChanges(many, STEP)).toEqual([]);
  });

  it.each(['(devel)', 'unknown', '', '<none>'])('takes %j for no version', (version) => {
    expect(versionChanges([series({ version }, 0, 10), series({ version: 'v2' }, 10, 20)], STEP)).toEqual([]);
  });
});

describe('versionsQuery', () => {
  it('quotes what a service is called', () => {
    expect(versionsQuery(matchersOfService('a"b'))).toContain(String.raw`job="a\"b"`);
  });
});

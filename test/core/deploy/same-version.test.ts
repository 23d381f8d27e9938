import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBrought, isReplaced, sameVersion } from '../../../src/core/deploy/same-version.ts';

const COMMIT = '8584fa203ff686909b7d64e2cdffbcdc417227c1';

describe('names of versions', () => {
  it.each([
    ['v1.5.0', '1.5.0'],
    ['V1.5.0', 'v1.5.0'],
    ['refs/tags/v1.5.0', 'v1.5.0'],
    ['refs/heads/main', 'main'],
    [COMMIT, '8584fa2'],
    ['8584FA203FF6', COMMIT],
    ['registry.example:5000/shop/checkout:v1.5.0', '1.5.0'],
    ['checkout:8584fa203ff6', COMMIT],
    ['v1.4.0-3-g8584fa2', COMMIT],
    ['checkout@sha256:aa11', 'sha256:aa11'],
    ['8584203', `8584203${'a'.repeat(33)}`],
  ])('%s and %s are one', (one, other) => {
    expect([sameVersion(one, other), sameVersion(other, one)]).toEqual([true, true]);
  });

  it.each([
    ['v1.5.0', 'v1.5.1'],
    ['1.5', '1.5.0'],
    ['8584fa2', '8584fa3'],
    // Too short for a commit: every seventh number would be one.
    ['8584fa', COMMIT],
    ['vault', 'ault'],
    ['20261101', '202611011'],
    ['', ''],
    ['v1.5.0', ''],
  ])('%s and %s are not', (one, other) => {
    expect([sameVersion(one, other), sameVersion(other, one)]).toEqual([false, false]);
  });

  it('are the same as themselves, whatever they hold', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\w.+-]{1,40}$/), (name) => {
        expect(sameVersion(name, name)).toBe(true);
      }),
    );
  });

  it('belong to a deploy by version, commit or image', () => {
    const deploy = {
      service: 'checkout',
      fromVersion: 'v1.4.0',
      fromCommit: '51296c7bf906ca6682d599ca698eec837bef989c',
      toVersion: 'v1.5.0',
      commit: COMMIT,
      image: 'shop/checkout:build-7',
      at: 0,
      source: 'github',
    } as const;

    expect(['1.5.0', '8584fa2', 'build-7', 'v1.4.0'].map((version) => isBrought(version, deploy))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(['1.4.0', '51296c7', 'v1.5.0'].map((version) => isReplaced(version, deploy))).toEqual([true, true, false]);
  });
});

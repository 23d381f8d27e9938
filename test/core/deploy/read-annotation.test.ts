import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText, readAnnotation } from '../../../src/core/deploy/read-annotation.ts';

describe('readAnnotation', () => {
  it.each([
    ['Deployed checkout v1.5.0', { kind: 'version', toVersion: 'v1.5.0' }],
    ['checkout: 1.4.2 → 1.5.0', { kind: 'version', fromVersion: '1.4.2', toVersion: '1.5.0' }],
    ['from v1 to v2', { kind: 'version', fromVersion: 'v1', toVersion: 'v2' }],
    [
      '3f2a91c..77aa00b by ana',
      { kind: 'version', fromVersion: '3f2a91c', toVersion: '77aa00b', fromCommit: '3f2a91c', commit: '77aa00b' },
    ],
    ['Rolled back checkout to v1.4.2', { kind: 'rollback', toVersion: 'v1.4.2' }],
    [
      '<b>checkout</b><br/>release <a href="https://x/9.9.9">2.0.0-rc.1</a>',
      { kind: 'version', toVersion: '2.0.0-rc.1' },
    ],
    ['at 2026 somebody pushed 1234567', { kind: 'version', toVersion: 'at 2026 somebody pushed 1234567' }],
    ['', { kind: 'version', toVersion: 'unknown' }],
  ])('%j', (text, deploy) => {
    expect(readAnnotation({ text, tags: [] })).toEqual(deploy);
  });

  it('believes tags more than the text', () => {
    const tags = ['deploy', 'version:v7', 'from=v6', 'commit:77aa00b', 'env:prod', 'user:ana'];

    expect(readAnnotation({ text: 'deployed v5.0', tags })).toEqual({
      kind: 'version',
      fromVersion: 'v6',
      toVersion: 'v7',
      commit: '77aa00b',
      environment: 'prod',
      actor: 'ana',
    });
  });

  it('reads flags and settings by their tags, with the text as what changed', () => {
    expect(readAnnotation({ text: 'new-pricing on, since 1.5.0', tags: ['feature-flag'] })).toEqual({
      kind: 'feature-flag',
      toVersion: 'new-pricing on, since 1.5.0',
    });
    expect(readAnnotation({ text: 'pool 10 → 50', tags: ['config'] })).toMatchObject({ kind: 'config' });
  });

  it('reads the text as a team writes it', () => {
    const pattern = /^ship (?<service>\S+) as (?<version>\S+) \((?<actor>[^)]+)\)$/;

    expect(readAnnotation({ text: 'ship checkout as build-77 (ana)', tags: [] }, pattern)).toEqual({
      kind: 'version',
      toVersion: 'build-77',
      actor: 'ana',
    });
  });

  it('reads anything, and never at length', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 300 }),
        fc.array(fc.string({ maxLength: 40 }), { maxLength: 5 }),
        (text, tags) => {
          const { toVersion } = readAnnotation({ text, tags });
          expect(toVersion.length).toBeGreaterThan(0);
          expect(toVersion.length).toBeLessThanOrEqual(120);
        },
      ),
    );
  });

  it('is quick with what was made to be slow', () => {
    const text = `${'1.'.repeat(1000)}${'<a'.repeat(500)}${'v1.1 to '.repeat(200)}`;

    expect(plainText(text).length).toBeLessThanOrEqual(2000);
    expect(readAnnotation({ text, tags: [] }).toVersion).not.toBe('');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  commitOf,
  instantOf,
  labelsOf,
  liveAt,
  pageOf,
  repositoryOf,
  textOf,
} from '../../../../src/adapters/web/deploys/event-fields.ts';
import { LIVE, RECEIVED } from './read-recorded.ts';

describe('a time', () => {
  it.each([
    '2026-11-24T11:46:30Z',
    '2026-11-24T11:46:30.000Z',
    '2026-11-24T13:46:30+02:00',
    '2026-11-24 13:46:30 +0200',
    '2026-11-24 11:46:30 UTC',
    LIVE,
    LIVE / 1000,
    LIVE * 1000,
    LIVE * 1_000_000,
    String(LIVE / 1000),
  ])('%s is read', (raw) => {
    expect(instantOf(raw)).toBe(LIVE);
  });

  it.each([
    '',
    'now',
    '2026-11-24',
    '2026-11-24T11:46:30',
    '0001-01-01T00:00:00Z',
    0,
    -1,
    Number.NaN,
    null,
    {},
    '2026-13-40T00:00:00Z',
  ])('%s is none', (raw) => {
    expect(instantOf(raw)).toBeUndefined();
  });

  it('is read in every zone and unit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1e9, max: 4e9 }),
        fc.integer({ min: -12 * 60, max: 14 * 60 }),
        (seconds, offset) => {
          const sign = offset < 0 ? '-' : '+';
          const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
          const zone = `${sign}${String(hours).padStart(2, '0')}${String(minutes).padStart(2, '0')}`;
          const local = new Date((seconds + offset * 60) * 1000).toISOString().slice(0, 19).replace('T', ' ');
          expect(instantOf(`${local} ${zone}`)).toBe(seconds * 1000);
          expect(instantOf(seconds)).toBe(seconds * 1000);
          expect(instantOf(seconds * 1000)).toBe(seconds * 1000);
        },
      ),
    );
  });

  it('ahead of ours is that of the delivery', () => {
    expect(liveAt(RECEIVED + 3_600_000, RECEIVED)).toBe(RECEIVED);
    expect(liveAt(RECEIVED + 30_000, RECEIVED)).toBe(RECEIVED + 30_000);
    expect(liveAt('soon', RECEIVED)).toBe(RECEIVED);
  });
});

describe('a text', () => {
  it('is one line of harmless characters, and short', () => {
    expect(textOf('v1\u0000\n\u202E.5\u2066.0 ')).toBe('v1 .5.0');
    expect(textOf('x'.repeat(5_000_000))).toHaveLength(200);
    expect(textOf(`${'x'.repeat(199)}😀`)).toBe('x'.repeat(199));
    expect(textOf(15)).toBe('15');
  });

  it.each([undefined, null, '', ' \n', '<no value>', true, {}, [], Number.POSITIVE_INFINITY])('is not %s', (raw) => {
    expect(textOf(raw)).toBeUndefined();
  });

  it('stays well-formed, within its length, without controls', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (raw) => {
        const text = textOf(raw, 20) ?? '';
        expect(text.isWellFormed()).toBe(true);
        expect(text.length).toBeLessThanOrEqual(20);
        expect(text).not.toMatch(/[\p{Cc}\u202A-\u202E]/u);
      }),
    );
  });
});

describe('an address', () => {
  it('is http(s), without credentials; the first that is one counts', () => {
    expect(pageOf('', null, 'ftp://a/b', 'https://user:pass@ci.example/7')).toBe('https://ci.example/7');
    expect(pageOf('javascript:alert(1)')).toBeUndefined();
    expect(pageOf(`https://a/${'x'.repeat(3000)}`)).toBeUndefined();
  });

  it('of a repository keeps its user and loses its password', () => {
    expect(repositoryOf('https://oauth2:glpat-1@git.example/a/b.git')).toBe('https://git.example/a/b.git');
    expect(repositoryOf('ssh://git@git.example/a/b')).toBe('ssh://git@git.example/a/b');
    expect(repositoryOf('git@git.example:a/b.git')).toBe('git@git.example:a/b.git');
  });
});

describe('a commit', () => {
  it.each([
    ['8D1F2C3B', '8d1f2c3b'],
    ['8d1f2c', undefined],
    ['main', undefined],
    [12_345_678, undefined],
  ])('of %s is %s', (raw, commit) => {
    expect(commitOf(raw)).toBe(commit);
  });
});

describe('labels', () => {
  it('are those that have a text, 64 at most, whatever their names are', () => {
    const hostile = JSON.parse('{"__proto__":"a","constructor":"b","c":null,"d":{"e":1},"f":true}') as Record<
      string,
      unknown
    >;

    expect(Object.entries(labelsOf(hostile))).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
      ['f', 'true'],
    ]);
    expect(
      Object.keys(labelsOf(Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`l${i}`, 'x'])))),
    ).toHaveLength(64);
  });
});

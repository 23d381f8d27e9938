import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findRollouts, type VersionTrack } from '../../../src/core/deploy/rollouts.ts';

const STEP = 30_000;

/** One letter a minute: which versions are there, `.` = nothing was looked at. Two points to a minute. */
function tracks(...rows: readonly string[]): readonly VersionTrack[] {
  return rows.map((row) => {
    const name = row.slice(0, row.indexOf(' '));
    const marks = row.slice(row.indexOf(' ') + 1);
    const seen = marks
      .split('')
      .flatMap((mark, minute) => (mark === '#' ? [minute * 60_000, minute * 60_000 + STEP] : []));
    return { name, seen };
  });
}

function told(...rows: readonly string[]) {
  return findRollouts(tracks(...rows), STEP).map(({ from, to, startedAt, at, state, isRollback }) => {
    const minutes = (time: number | undefined) => (time === undefined ? '?' : String((time + STEP / 2) / 60_000));
    return `${from}>${to} ${minutes(startedAt)}..${minutes(at)} ${state}${isRollback ? ' rollback' : ''}`;
  });
}

describe('findRollouts', () => {
  it('tells a rollout with its beginning and end', () => {
    expect(told('v1 ########------------', 'v2 -----###############')).toEqual(['v1>v2 5..8 done']);
  });

  it('tells nothing where one version runs all the time, however often it could not be seen', () => {
    expect(told('v1 ###...........##....####')).toEqual([]);
    expect(told('v1 ####################', 'v2 ####################')).toEqual([]);
  });

  it('says that a rollout runs while both versions are there', () => {
    expect(told('v1 ####################', 'v2 ---------------#####')).toEqual(['v1>v2 15..15 running']);
  });

  it('tells a rollback by what runs, also within a rollout', () => {
    expect(told('v1 #####----------#####', 'v2 -----##########-----')).toEqual([
      'v1>v2 5..5 done',
      'v2>v1 15..15 done rollback',
    ]);
    expect(told('v1 ####################', 'v2 -----######---------')).toEqual([
      'v1>v2 5..5 undone',
      'v2>v1 ?..11 done rollback',
    ]);
  });

  it('tells a rollout that nobody saw begin', () => {
    expect(told('v1 ######--------------', 'v2 ####################')).toEqual(['v1>v2 ?..6 done']);
  });

  it('tells versions that chase each other, each against the one before', () => {
    expect(told('v1 ##########----------', 'v2 -----##########-----', 'v3 ---------###########')).toEqual([
      'v1>v2 5..10 done',
      'v2>v3 9..15 done',
    ]);
  });

  it('is not led astray by a version that runs beside', () => {
    expect(told('aside ####################', 'v1 ########------------', 'v2 -------#############')).toEqual([
      'v1>v2 7..8 done',
    ]);
  });

  it('takes a short absence for none', () => {
    expect(told('v1 #####----###########', 'v2 ####################')).toEqual([]);
  });

  it('finds a change in the middle of an outage', () => {
    expect(told('v1 ####................', 'v2 ...........#########')).toEqual(['v1>v2 11..11 done']);
  });

  it('never names a version that is not there, nor an end before a beginning, whatever it sees', () => {
    const row = fc.array(fc.constantFrom('#', '-'), { minLength: 1, maxLength: 30 }).map((marks) => marks.join(''));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 4 }), (rows) => {
        for (const { from, to, startedAt, at } of findRollouts(tracks(...rows.map((one, i) => `v${i} ${one}`)), STEP)) {
          expect(from).not.toBe(to);
          expect(rows[Number(from.slice(1))]).toContain('#');
          expect(rows[Number(to.slice(1))]).toContain('#');
          expect(startedAt ?? at).toBeLessThanOrEqual(at);
        }
      }),
    );
  });
});

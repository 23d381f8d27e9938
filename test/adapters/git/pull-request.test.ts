import { describe, expect, it } from 'vitest';
import { pullRequestOf } from '../../../src/adapters/git/pull-request.ts';

describe('pullRequestOf', () => {
  it.each([
    ['Merge pull request #12 from acme/feature', '', 12],
    ['pricing: tax bands (#345)', '', 345],
    ["Merge branch 'feature' into 'main'", 'Tax bands\n\nSee merge request acme/shop!34\n', 34],
    ["Merge branch 'feature' into 'main'", 'Tax bands\n\nSee merge request !7', 7],
    ['Merged PR 56: tax bands', '', 56],
    ['Merged in feature/tax (pull request #7)', '', 7],
    ['Pull request #8: tax bands', '', 8],
    ['tax bands (pull request #9)', '', 9],
    ['Revert "pricing: tax bands (#345)" (#350)', '', 350],
  ])('%s %j', (subject, body, number) => {
    expect(pullRequestOf(subject, body)).toBe(number);
  });

  it.each([
    ['Revert "pricing: tax bands (#345)"', ''],
    ['fixes #12', 'Closes #13'],
    ['round (#0)', ''],
    ['huge (#99999999999999999999)', ''],
    ['quoted', '> See merge request acme/shop!34'],
  ])('%s %j tells none', (subject, body) => {
    expect(pullRequestOf(subject, body)).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { hostCases, hostInput, hostRuns, type HostCase } from './hosts.ts';
import { rankChanges } from '../../../src/core/ranking/rank-changes.ts';
import { shortFunction } from '../../../src/core/report/short-function.ts';

/** At the edge of what these windows can tell; the bench counts how often they are told. */
const AT_THE_EDGE = { go: ['search-down'], node: ['throttled', 'search-down', 'no-thumbnail'] };

/** The first four pods of each, none of them seen when the constants were chosen. */
function rankHeldOut({ service, baseline, comparison }: HostCase) {
  const before = hostRuns(service, baseline, 'held-out').slice(0, 4);
  const after = hostRuns(service, comparison, 'held-out').slice(0, 4);
  return rankChanges(hostInput(before, after));
}

const CASES = hostCases()
  .filter(({ service, comparison }) => !AT_THE_EDGE[service].includes(comparison))
  .filter((one) => hostRuns(one.service, one.comparison, 'held-out').length > 0);

describe('recorded hosts and mixes with known truth', () => {
  it.each(CASES)('tells $comparison from $baseline on $service', (one) => {
    expect(one.verdicts).toContain(rankHeldOut(one).verdict.kind);
  });

  it.each(CASES.filter(({ verdicts }) => verdicts.length === 1 && verdicts[0] !== 'code'))(
    'blames no function for $comparison against $baseline on $service',
    (one) => {
      expect(rankHeldOut(one).movers.filter((mover) => mover.gated)).toEqual([]);
    },
  );

  it.each(CASES.filter(({ verdicts }) => verdicts.length === 1 && verdicts[0] === 'mix'))(
    'names the handler for $comparison against $baseline on $service',
    (one) => {
      expect(rankHeldOut(one).verdict.sentence).toContain(one.names);
    },
  );

  it.each(['go', 'node'] as const)('says nothing of healthy pods of one build on %s', (service) => {
    const healthy = hostRuns(service, 'healthy', 'held-out');

    const ranking = rankChanges(hostInput(healthy.slice(0, 4), healthy.slice(4, 8)));

    expect(ranking.verdict.kind).toBe('nothing-here');
  });

  it('tells a mix without request counts, with care', () => {
    const before = hostRuns('go', 'healthy', 'held-out').slice(0, 4);
    const after = hostRuns('go', 'search-up', 'held-out').slice(0, 4);

    const ranking = rankChanges(hostInput(before, after, { requests: false }));

    expect(ranking.verdict.kind).toBe('mix');
    expect(ranking.verdict.sentence).toMatch(/handleSearch runs more often .* each runs it more often/);
  });

  it('names the function that got dearer in one handler, not its handler', () => {
    const before = hostRuns('node', 'healthy', 'held-out').slice(0, 4);
    const after = hostRuns('node', 'dear-stem', 'held-out').slice(0, 4);

    const [first] = rankChanges(hostInput(before, after)).movers;

    expect(first).toMatchObject({ gated: true, profile: 'cpu' });
    expect(shortFunction(first!.function)).not.toBe('handleSearch');
  });
});

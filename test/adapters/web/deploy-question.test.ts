import { assert, dictionary, oneof, array, property, string, constantFrom } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeBehind, readDeployQuestion } from '../../../src/adapters/web/deploy-question.ts';
import { sampleDeploy } from '../../support/sample-deploy.ts';
import { NOON } from '../../support/sample-incident.ts';

const KEY = `d${'0123456789'.repeat(2)}`;

describe('a question about deploys', () => {
  it('reads what is known', () => {
    expect(readDeployQuestion({ service: ' cart ', outcome: 'unsure', kind: 'feature-flag' })).toEqual({
      filter: { service: 'cart', outcome: 'unsure', kind: 'feature-flag' },
      problems: [],
    });
  });

  it.each([NOON, NOON + 0.25, 0])('goes on behind a row of %d', (at) => {
    const place = placeBehind({ key: KEY, deploy: sampleDeploy({ at }), seenAt: 0 });

    expect(readDeployQuestion({ before: place })).toEqual({ filter: { before: at, behind: KEY }, problems: [] });
  });

  it('takes a time, with or without its zone', () => {
    expect(readDeployQuestion({ before: '2026-11-22T14:09:00Z' }).filter).toEqual({ before: NOON });
    expect(readDeployQuestion({ before: '2026-11-22T16:09:00+02:00' }).filter).toEqual({ before: NOON });
    expect(readDeployQuestion({ before: '2026-11-22' }).filter).toEqual({ before: Date.UTC(2026, 10, 22) });
  });

  it('never throws, and asks for nothing that nobody knows', () => {
    const names = constantFrom('service', 'outcome', 'kind', 'before', 'other');
    assert(
      property(dictionary(names, oneof(string(), array(string()))), (query) => {
        const { filter } = readDeployQuestion(query);

        expect(Number.isFinite(filter.before ?? 0)).toBe(true);
        expect(['regressed', 'improved', 'unchanged', 'unsure', undefined]).toContain(filter.outcome);
      }),
    );
  });
});

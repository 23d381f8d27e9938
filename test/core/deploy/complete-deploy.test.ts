import { assert, constantFrom, integer, option, pre, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeDeploy } from '../../../src/core/deploy/complete-deploy.ts';
import type { ReportedDeploy } from '../../../src/core/deploy/deploy.ts';

const told: ReportedDeploy = { id: '7', service: 'shop', toVersion: 'v2', at: 2_000, source: 'github' };

describe('a deploy that is told twice', () => {
  it('keeps what the later word does not repeat', () => {
    const known = { ...told, actor: 'ana', commit: 'abc' };

    expect(completeDeploy(known, { ...told, at: 3_000, commit: 'def' })).toEqual({
      ...told,
      at: 3_000,
      actor: 'ana',
      commit: 'def',
    });
  });

  it('began when its rollout was told of', () => {
    const running = { ...told, status: 'running', at: 1_000 } as const;

    expect(completeDeploy(running, told)).toEqual({ ...told, startedAt: 1_000 });
    expect(completeDeploy(running, { ...told, startedAt: 1_500 })).toEqual({ ...told, startedAt: 1_500 });
  });

  it('has ended, also where the word of its beginning comes last', () => {
    const failed = { ...told, status: 'failed' } as const;

    expect(completeDeploy(failed, { ...told, status: 'running', at: 2_500 })).toMatchObject({
      status: 'failed',
      at: 2_000,
    });
    expect(completeDeploy(told, { ...told, status: 'running', at: 1_000 })).toEqual({ ...told, startedAt: 1_000 });
  });

  it('ended as it was told last, by the time of the deploy', () => {
    const failed = { ...told, status: 'failed', at: 3_000 } as const;

    expect(completeDeploy(told, failed)).toMatchObject({ status: 'failed', at: 3_000 });
    expect(completeDeploy(failed, told)).toMatchObject({ status: 'failed', at: 3_000 });
  });

  it('comes out the same in either order, and told twice the same as once', () => {
    const anyDeploy = record({
      at: integer({ min: 0, max: 5 }),
      status: option(constantFrom('running', 'success', 'failed'), { nil: undefined }),
      startedAt: option(integer({ min: 0, max: 5 }), { nil: undefined }),
      actor: option(constantFrom('ana', 'bo'), { nil: undefined }),
    });
    assert(
      property(anyDeploy, anyDeploy, (first, second) => {
        const [one, other] = [bare({ ...told, ...first }), bare({ ...told, ...second })];
        const both = completeDeploy(one, other);

        expect(completeDeploy(both, other)).toEqual(both);
        pre(one.at !== other.at);
        expect(completeDeploy(other, one)).toEqual(both);
      }),
    );
  });
});

function bare(deploy: object): ReportedDeploy {
  return JSON.parse(JSON.stringify(deploy)) as ReportedDeploy;
}

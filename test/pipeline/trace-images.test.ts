import { describe, expect, it } from 'vitest';
import type { Deploy } from '../../src/core/deploy/deploy.ts';
import type { ImageRevision } from '../../src/core/deploy/image-revision.ts';
import { Failure } from '../../src/core/failure.ts';
import { tracedDeploys } from '../../src/pipeline/trace-images.ts';
import { fakeDeploys } from '../support/fake-deploys.ts';
import { fakeMeter } from '../support/fake-meter.ts';
import { quietLog } from '../support/quiet-log.ts';
import { NOON } from '../support/sample-incident.ts';

const deploy: Deploy = {
  service: 'shop',
  toVersion: 'latest',
  at: NOON,
  image: 'r.example/shop:new',
  fromImage: 'r.example/shop:old',
  source: 'kube-state-metrics',
};

function traced(known: readonly Deploy[], revisions: Readonly<Record<string, ImageRevision | Failure>>, own?: string) {
  const asked: string[] = [];
  const log = quietLog();
  const deploys = tracedDeploys(fakeDeploys(known), {
    log,
    meter: fakeMeter(),
    repositoryOf: () => own,
    revisions: {
      revisionOf: async (image) => {
        asked.push(image);
        const found = revisions[image] ?? {};
        if (found instanceof Failure) throw found;
        return found;
      },
    },
  });
  const between = () => deploys.between('shop', { from: 0, to: NOON }, AbortSignal.timeout(1000));
  const trace = (one: Deploy) => deploys.trace(one, AbortSignal.timeout(1000));
  return { between, trace, asked, log };
}

describe('tracedDeploys', () => {
  it('knows commits by images', async () => {
    const { between } = traced([deploy], {
      'r.example/shop:new': { commit: 'b' },
      'r.example/shop:old': { commit: 'a' },
    });

    expect(await between()).toEqual([{ ...deploy, fromCommit: 'a', commit: 'b' }]);
  });

  it('traces one deploy that is asked about', async () => {
    const { trace } = traced([], { 'r.example/shop:new': { commit: 'b' } });

    expect(await trace(deploy)).toEqual({ ...deploy, commit: 'b' });
    expect(await trace({ ...deploy, commit: 'known' })).toEqual({ ...deploy, commit: 'known' });
  });

  it('takes the labels of another repository for those of the base image', async () => {
    const label = (repository: string) => ({ 'r.example/shop:new': { commit: 'b', repository } });
    const commitBy = async (repository: string) =>
      (await traced([deploy], label(repository), 'git@git.example:acme/shop.git').between())[0]?.commit;

    expect(await commitBy('https://github.com/debian/base')).toBeUndefined();
    expect(await commitBy('https://git.example/acme/shop')).toBe('b');
    expect(await commitBy('https://mirror.example/acme/shop')).toBe('b');
  });

  it('asks only for the newest, and for nothing that is known', async () => {
    const many = Array.from({ length: 9 }, (_, index) => {
      const { fromImage: _old, ...rest } = deploy;
      return { ...rest, at: NOON - index, image: `r.example/shop:${index}`, ...(index === 0 ? { commit: 'c' } : {}) };
    });
    const { between, asked } = traced(many, {});

    expect(await between()).toEqual(many);
    expect(asked).toEqual([1, 2, 3, 4, 5].map((index) => `r.example/shop:${index}`));
  });

  it('leaves a deploy as it is where its registry fails, and says so', async () => {
    const failure = new Failure('DEPLOYS_UNAVAILABLE', 'away', { retryable: true });
    const { between, log } = traced([deploy], { 'r.example/shop:new': failure, 'r.example/shop:old': { commit: 'a' } });

    expect(await between()).toEqual([{ ...deploy, fromCommit: 'a' }]);
    expect(log.lines).toMatchObject([{ level: 'warn', fields: { image: 'r.example/shop:new', why: 'away' } }]);
  });
});

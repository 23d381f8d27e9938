import { describe, expect, it } from 'vitest';
import { readGitlab } from '../../../../src/adapters/web/deploys/gitlab.ts';
import { changed, COMMIT, delivery, LIVE, onlyEvent, RECEIVED, recorded, whyNone } from './read-recorded.ts';

const hook = recorded('gitlab-deployment');
const flag = recorded('gitlab-feature-flag');

describe('GitLab', () => {
  it('tells of a deployment, with the commit out of an address and a time that is not ISO', () => {
    expect(onlyEvent(readGitlab, hook)).toEqual({
      source: 'gitlab',
      id: 'gitlab.acme.example pay/shop 15',
      labels: {
        source: 'gitlab',
        repository: 'pay/shop',
        name: 'shop',
        namespace: 'pay',
        environment: 'live/eu',
        tier: 'production',
      },
      status: 'success',
      commit: COMMIT,
      repository: 'https://gitlab.acme.example/pay/shop.git',
      images: [],
      revisions: [],
      at: LIVE,
      environment: 'live/eu',
      actor: 'robin',
      url: 'https://gitlab.acme.example/pay/shop/-/jobs/796',
    });
  });

  it.each([
    ['running', 'running'],
    ['failed', 'failed'],
    ['canceled', 'failed'],
  ])('tells that it is %s', (status, meaning) => {
    expect(onlyEvent(readGitlab, changed(hook, ['status'], status))).toMatchObject({
      id: 'gitlab.acme.example pay/shop 15',
      status: meaning,
    });
  });

  it.each(['created', 'blocked', 'approved', 'rejected'])('is quiet while it is %s', (status) => {
    expect(whyNone(readGitlab, changed(hook, ['status'], status))).toContain(`the status is ${status}`);
  });

  it('has the short commit where there is no address, as in a deployment by API', () => {
    const byApi = changed(changed(hook, ['commit_url'], null), ['deployable_url'], null);

    expect(onlyEvent(readGitlab, byApi)).toMatchObject({ commit: '8d1f2c3b', url: 'https://shop.acme.example/' });
  });

  it('tells that a flag was turned', () => {
    expect(onlyEvent(readGitlab, flag)).toMatchObject({
      kind: 'feature-flag',
      version: 'new-pricing on',
      repository: 'https://gitlab.acme.example/pay/shop.git',
      labels: { repository: 'pay/shop', flag: 'new-pricing' },
      at: RECEIVED,
    });
  });

  it('takes a flag for the same change when it is delivered again, and for another when it is turned again', () => {
    const id = (key: string, receivedAt: number) => {
      const reading = readGitlab({ ...delivery(flag, { 'idempotency-key': key }), receivedAt });
      return reading.kind === 'read' ? reading.events[0]?.id : undefined;
    };

    expect(id('a', RECEIVED)).toBe(id('a', RECEIVED + 3_600_000));
    expect(id('a', RECEIVED)).not.toBe(id('b', RECEIVED));
  });

  it('is told what other events are', () => {
    expect(whyNone(readGitlab, { object_kind: 'push' }, { 'x-gitlab-event': 'Push Hook' })).toContain('Push Hook');
  });
});

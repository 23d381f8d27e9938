import { describe, expect, it } from 'vitest';
import { readGithub } from '../../../../src/adapters/web/deploys/github.ts';
import { BEGUN, changed, COMMIT, LIVE, onlyEvent, recorded, whyNone } from './read-recorded.ts';

const success = recorded('github-success');

describe('GitHub', () => {
  it('tells of a deployment that went live', () => {
    expect(onlyEvent(readGithub, success)).toEqual({
      source: 'github',
      id: 'acme/shop 550011223',
      labels: {
        source: 'github',
        repository: 'acme/shop',
        name: 'shop',
        environment: 'production',
        tier: 'production',
        ref: 'v1.5.0',
        task: 'deploy',
      },
      status: 'success',
      version: 'v1.5.0',
      commit: COMMIT,
      repository: 'https://github.com/acme/shop.git',
      images: [],
      revisions: [],
      startedAt: Date.parse('2026-11-24T11:41:00Z'),
      at: LIVE,
      environment: 'production',
      actor: 'robin-lee',
      url: 'https://ci.acme.example/runs/77',
    });
  });

  it('tells of the beginning of the same deploy', () => {
    const begun = onlyEvent(readGithub, recorded('github-in-progress'));

    expect(begun).toMatchObject({ id: 'acme/shop 550011223', status: 'running', at: BEGUN });
    expect(begun).not.toHaveProperty('startedAt');
  });

  it('has no beginning in the success of a workflow, whose deployment is older than what somebody had to approve', () => {
    const byActions = changed(success, ['deployment', 'performed_via_github_app'], { slug: 'github-actions' });

    expect(onlyEvent(readGithub, byActions)).not.toHaveProperty('startedAt');
  });

  it.each(['failure', 'error'])('tells of a %s', (state) => {
    expect(onlyEvent(readGithub, changed(success, ['deployment_status', 'state'], state)).status).toBe('failed');
  });

  it.each([
    ['inactive', 'a later deployment took its place'],
    ['queued', 'nothing runs yet'],
    ['pending', 'nothing runs yet'],
    ['waiting', 'it waits for an approval'],
    ['constructor', 'no state that we know'],
  ])('is quiet about %s', (state, why) => {
    expect(whyNone(readGithub, changed(success, ['deployment_status', 'state'], state))).toBe(
      `the state is ${state}: ${why}`,
    );
  });

  it('is answered kindly when the webhook is set up, and told what other events are', () => {
    expect(whyNone(readGithub, recorded('github-ping'), { 'x-github-event': 'ping' })).toContain('set up');
    expect(whyNone(readGithub, {}, { 'x-github-event': 'push' })).toContain('the event is push');
  });

  it('takes no branch for a version, and what the payload says over the ref', () => {
    const branch = changed(success, ['deployment', 'ref'], 'main');

    expect(onlyEvent(readGithub, branch)).not.toHaveProperty('version');
    expect(onlyEvent(readGithub, changed(branch, ['deployment', 'payload'], { version: 'v9' })).version).toBe('v9');
  });

  it('knows a rollback by its task', () => {
    expect(onlyEvent(readGithub, changed(success, ['deployment', 'task'], 'deploy:rollback')).kind).toBe('rollback');
  });

  it.each([
    ['deployment', 'id'],
    ['deployment', 'sha'],
    ['repository', 'full_name'],
  ])('says so when %s.%s is missing', (...path) => {
    expect(whyNone(readGithub, changed(success, path, undefined))).toContain('is missing');
  });
});

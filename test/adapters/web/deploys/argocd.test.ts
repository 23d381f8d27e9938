import { describe, expect, it } from 'vitest';
import { readArgocd } from '../../../../src/adapters/web/deploys/argocd.ts';
import { BEGUN, changed, COMMIT, GITOPS, LIVE, onlyEvent, recorded, whyNone } from './read-recorded.ts';

const body = recorded('argocd-template');

describe('Argo CD', () => {
  it('tells of a sync, whose revision is nobody’s code yet', () => {
    expect(onlyEvent(readArgocd, body)).toEqual({
      source: 'argocd',
      id: `argocd.acme.example https://kubernetes.default.svc shop ${GITOPS} ${BEGUN}`,
      labels: {
        source: 'argocd',
        app: 'shop',
        name: 'shop',
        namespace: 'pay',
        project: 'payments',
        cluster: 'https://kubernetes.default.svc',
        image: 'registry.acme.example:5000/pay/shop',
        repository: 'https://git.acme.example/platform/gitops.git',
      },
      service: 'shop',
      status: 'success',
      images: ['registry.acme.example:5000/pay/shop:v1.5.0-3-g8d1f2c3', 'registry.acme.example:5000/mesh/proxy:1.30.1'],
      revisions: [{ commit: GITOPS, repository: 'https://git.acme.example/platform/gitops.git' }],
      startedAt: BEGUN,
      at: LIVE,
      url: 'https://argocd.acme.example/applications/shop',
    });
  });

  it('may send the whole application, with revisions of several sources beside their repositories', () => {
    expect(onlyEvent(readArgocd, recorded('argocd-application'))).toMatchObject({
      service: 'shop',
      labels: { app: 'shop', namespace: 'pay', project: 'payments', cluster: 'eu-1', team: 'payments' },
      revisions: [{ commit: COMMIT, repository: 'git@git.acme.example:pay/shop.git' }],
      images: ['registry.acme.example:5000/pay/shop:latest'],
      startedAt: BEGUN,
      at: LIVE,
      actor: 'robin',
    });
  });

  it('is one deploy while a sync runs and when it has ended', () => {
    const running = changed(changed(body, ['phase'], 'Running'), ['finishedAt'], undefined);

    expect(onlyEvent(readArgocd, running)).toMatchObject({
      id: onlyEvent(readArgocd, body).id,
      status: 'running',
      at: BEGUN,
    });
  });

  it.each(['Failed', 'Error'])('tells that a sync ended as %s', (phase) => {
    expect(onlyEvent(readArgocd, changed(body, ['phase'], phase)).status).toBe('failed');
  });

  it('is told what is missing in its template', () => {
    expect(whyNone(readArgocd, changed(body, ['app'], undefined))).toContain('there is no app');
    expect(whyNone(readArgocd, { app: 'shop' })).toContain('neither images nor a revision');
    expect(whyNone(readArgocd, changed(body, ['phase'], 'Terminating'))).toContain('Terminating');
  });

  it('shows no password of a repository', () => {
    const secret = changed(body, ['repo'], 'https://bot:s3cret@git.acme.example/platform/gitops.git');

    expect(JSON.stringify(onlyEvent(readArgocd, secret))).not.toContain('s3cret');
  });
});

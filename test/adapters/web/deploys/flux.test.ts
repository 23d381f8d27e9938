import { describe, expect, it } from 'vitest';
import { readFlux } from '../../../../src/adapters/web/deploys/flux.ts';
import { BEGUN, changed, COMMIT, GITOPS, LIVE, onlyEvent, recorded, whyNone } from './read-recorded.ts';

const applied = recorded('flux-applied');

describe('Flux', () => {
  it('tells what a Kustomization applied, as the beginning of a deploy', () => {
    expect(onlyEvent(readFlux, applied)).toEqual({
      source: 'flux',
      id: `Kustomization eu-1 pay shop main@sha1:${GITOPS}`,
      labels: {
        source: 'flux',
        kind: 'Kustomization',
        app: 'shop',
        name: 'shop',
        namespace: 'pay',
        cluster: 'eu-1',
        env: 'production',
        environment: 'production',
        revision: `main@sha1:${GITOPS}`,
      },
      service: 'shop',
      status: 'success',
      images: [],
      revisions: [{ commit: GITOPS }],
      startedAt: BEGUN,
      at: BEGUN,
      environment: 'production',
    });
  });

  it('tells that the same deploy is healthy', () => {
    const healthy = onlyEvent(readFlux, recorded('flux-healthy'));

    expect(healthy).toMatchObject({ id: onlyEvent(readFlux, applied).id, status: 'success', at: LIVE });
    expect(healthy).not.toHaveProperty('startedAt');
  });

  it('tells of a failure, with the revision as older versions write it', () => {
    expect(onlyEvent(readFlux, recorded('flux-failed'))).toMatchObject({
      status: 'failed',
      revisions: [{ commit: GITOPS }],
    });
  });

  it('is quiet at the end of every reconciliation: nothing changed by it', () => {
    expect(whyNone(readFlux, recorded('flux-reconciled'))).toContain('a reconciliation has ended');
  });

  it.each([
    ['Progressing', 'New revision detected during health check, cancelling'],
    ['DependencyNotReady', 'Dependencies do not meet ready condition, retrying in 30s'],
    ['Progressing', 'ConfigMap/pay/old deleted'],
  ])('is quiet about %s: %s', (reason, message) => {
    const other = changed(changed(applied, ['reason'], reason), ['message'], message);

    expect(whyNone(readFlux, other)).toBe(`the reason is ${reason}: nothing went live`);
  });

  it.each(['GitRepository', 'HelmChart', 'ImagePolicy'])('is quiet about a %s', (kind) => {
    expect(whyNone(readFlux, changed(applied, ['involvedObject', 'kind'], kind))).toContain('it runs nothing');
  });

  it('tells of a Helm release by the version of its application, each action a deploy of its own', () => {
    const helm = recorded('flux-helm');

    expect(onlyEvent(readFlux, helm)).toMatchObject({ version: 'v1.5.0', status: 'success', at: LIVE });
    expect(onlyEvent(readFlux, helm).id).not.toBe(
      onlyEvent(readFlux, changed(helm, ['timestamp'], '2026-11-24T11:40:00Z')).id,
    );
    expect(onlyEvent(readFlux, changed(helm, ['reason'], 'RollbackSucceeded')).kind).toBe('rollback');
    expect(whyNone(readFlux, changed(helm, ['reason'], 'TestSucceeded'))).toContain('TestSucceeded');
  });

  it('has the version of the chart where nothing better is told', () => {
    const plain = changed(recorded('flux-helm'), ['metadata'], { revision: '6.6.1' });

    expect(onlyEvent(readFlux, plain).version).toBe('6.6.1');
  });

  it('tells what the manifests were made of, beside the digest of the artifact', () => {
    const artifact = { revision: `latest@sha256:${'a'.repeat(64)}`, originRevision: `main@sha1:${COMMIT}` };

    expect(onlyEvent(readFlux, changed(applied, ['metadata'], artifact))).toMatchObject({
      version: COMMIT.slice(0, 12),
      revisions: [{ commit: COMMIT }],
    });
    expect(onlyEvent(readFlux, changed(applied, ['metadata'], { revision: artifact.revision })).version).toBe(
      `latest@sha256:${'a'.repeat(12)}`,
    );
  });

  it('has image, service and repository where annotations of the object tell them', () => {
    const metadata = {
      revision: `main@sha1:${GITOPS}`,
      image: 'r.example/pay/shop:v1.5.0',
      service: 'checkout',
      repository: 'https://git.example/shop',
    };

    expect(onlyEvent(readFlux, changed(applied, ['metadata'], metadata))).toMatchObject({
      service: 'checkout',
      images: ['r.example/pay/shop:v1.5.0'],
      labels: { image: 'r.example/pay/shop' },
      revisions: [{ commit: GITOPS, repository: 'https://git.example/shop' }],
    });
  });
});

import { describe, expect, it } from 'vitest';
import { deployMappingOf } from '../../../src/config/deploys.ts';
import { parseConfig } from '../../../src/config/load-config.ts';
import type { DeployEvent } from '../../../src/core/deploy/deploy-event.ts';
import { mapDeploy } from '../../../src/core/deploy/map-deploy.ts';
import { NOON } from '../../support/sample-incident.ts';

const CODE = '8d1f2c3b4a5968778695a4b3c2d1e0f987654321';
const CONFIG = '0123456789abcdef0123456789abcdef01234567';
const REPOSITORIES = `
repositories:
  - { service: shop, url: git@git.example:pay/shop.git }
  - { service: [mono-a, mono-b, mono-x-*], url: https://git.example/mono.git }
`;

function event(changes: Partial<DeployEvent> = {}): DeployEvent {
  return { source: 'argocd', id: '7', labels: {}, images: [], revisions: [], at: NOON, version: 'v1.5.0', ...changes };
}

function map(told: DeployEvent, yaml = REPOSITORIES) {
  return mapDeploy(told, deployMappingOf(parseConfig(yaml, 'burnscope.yaml')));
}

function only(told: DeployEvent, yaml?: string) {
  const mapped = map(told, yaml);
  if (mapped.kind !== 'deploys' || mapped.deploys.length !== 1) throw new Error(JSON.stringify(mapped));
  return mapped.deploys[0]!;
}

describe('whose deploy it is', () => {
  it('the event says', () => {
    expect(only(event({ service: 'checkout' }))).toEqual({
      service: 'checkout',
      source: 'argocd',
      id: '7/checkout',
      toVersion: 'v1.5.0',
      at: NOON,
    });
  });

  it('the repository says, for each service in it', () => {
    const mapped = map(event({ repository: 'https://git.example/Mono', commit: CODE }));

    expect(mapped).toMatchObject({
      deploys: [
        { service: 'mono-a', id: '7/mono-a', commit: CODE },
        { service: 'mono-b', id: '7/mono-b', commit: CODE },
      ],
    });
  });

  it('nobody says: the reason names the repository', () => {
    const mapped = map(event({ labels: { repository: 'acme/x' }, repository: 'https://github.com/acme/x' }));

    expect(mapped).toEqual({
      kind: 'none',
      cause: 'unmapped',
      reason: 'it names no service, no rule of deploys.rules matches, and repositories: names no service for acme/x',
    });
    expect(map(event())).toMatchObject({ reason: 'it names no service, no rule of deploys.rules matches' });
  });
});

describe('rules', () => {
  const rules = `
deploys:
  rules:
    - { name: infrastructure, matchers: ['namespace="flux-system"'], ignore: true }
    - { name: apps, matchers: ['app=~"(?P<app>.+)-prod"'], service: '{{ $match.app }}' }
    - { name: teams, matchers: ['team!=""'], service: '{{ $labels.unit }}-{{ $service }}' }
    - { name: anything, matchers: ['source="argocd"'], service: 'fallback' }
`;

  it.each([
    [{ app: 'shop-prod' }, 'shop'],
    [{ team: 'pay', unit: 'eu' }, 'eu-told'],
    [{ source: 'argocd' }, 'fallback'],
    [{}, 'told'],
  ])('with %j lead to %s', (labels, service) => {
    expect(only(event({ service: 'told', labels }), rules).service).toBe(service);
  });

  it('that ignore win over what the event says', () => {
    expect(map(event({ service: 'told', labels: { namespace: 'flux-system' } }), rules)).toEqual({
      kind: 'none',
      cause: 'ignored',
      reason: 'rule "infrastructure" ignores it',
    });
  });

  it('that take an event without the label they need fail: no wider rule gets it', () => {
    expect(map(event({ service: 'told', labels: { team: 'pay', source: 'argocd' } }), rules)).toEqual({
      kind: 'none',
      cause: 'failed',
      reason: 'rule "teams" takes it and finds no label unit for its service',
    });
  });
});

describe('environments', () => {
  it.each([
    [{}, true],
    [{ environment: 'production' }, true],
    [{ environment: 'PROD-eu' }, true],
    [{ environment: 'live' }, true],
    [{ environment: 'Production – shop' }, true],
    [{ environment: 'eu', tier: 'production' }, true],
    [{ environment: 'staging' }, false],
    [{ environment: 'non-prod' }, false],
    [{ environment: 'eu', tier: 'staging' }, false],
  ])('by default count those that are called like production: %j', (labels, counts) => {
    expect(map(event({ service: 'shop', labels })).kind).toBe(counts ? 'deploys' : 'none');
  });

  it('that do not count are named', () => {
    expect(map(event({ service: 'shop', labels: { environment: 'staging' } }))).toEqual({
      kind: 'none',
      cause: 'ignored',
      reason: 'environment "staging" does not count: deploys.environments',
    });
  });

  it.each([
    [`deploys: { environments: ['environment="eu"'] }`, 'eu', 'deploys'],
    [`deploys: { environments: ['environment="eu"'] }`, 'production', 'none'],
    ['deploys: { environments: [] }', 'anything', 'deploys'],
  ])('are what %s says: %s', (yaml, environment, kind) => {
    expect(map(event({ service: 'shop', labels: { environment } }), yaml).kind).toBe(kind);
  });
});

describe('the revision of the code', () => {
  const { version: _none, ...plain } = event({ service: 'shop' });

  it('is never that of a repository of configuration', () => {
    const gitops = { commit: CONFIG, repository: 'https://git.example/platform/gitops' };

    const deploy = only({ ...plain, revisions: [gitops], images: ['r.example/pay/shop:v1.5.0-3-g8d1f2c3'] });

    expect(deploy).toMatchObject({
      toVersion: 'v1.5.0-3-g8d1f2c3',
      commit: '8d1f2c3',
      image: 'r.example/pay/shop:v1.5.0-3-g8d1f2c3',
    });
    expect(deploy).not.toHaveProperty('repository');
    expect(deploy).not.toHaveProperty('kind');
  });

  it('is that of the service’s own repository, however it is written', () => {
    const own = { commit: CODE, repository: 'https://token:x@GIT.example:8443/pay/shop/' };

    expect(
      only({ ...plain, revisions: [{ commit: CONFIG, repository: 'https://git.example/gitops' }, own] }),
    ).toMatchObject({
      commit: CODE,
      repository: own.repository,
      toVersion: CODE.slice(0, 12),
    });
  });

  it('is unknown where a revision comes without a repository, and what moved is the configuration', () => {
    const deploy = only({ ...plain, revisions: [{ commit: CONFIG }] });

    expect(deploy).toMatchObject({ kind: 'config', toVersion: `configuration ${CONFIG.slice(0, 12)}` });
    expect(deploy).not.toHaveProperty('commit');
  });

  it('is what the sender says, unless the code is known to be elsewhere', () => {
    const told = { ...plain, commit: CODE, fromCommit: CONFIG, repository: 'https://github.com/acme/deploy-config' };

    expect(only({ ...told, service: 'unknown' })).toMatchObject({
      commit: CODE,
      fromCommit: CONFIG,
      toVersion: CODE.slice(0, 12),
    });
    expect(only({ ...told, service: 'mono-x-1', repository: 'git@mirror.example:mono.git' })).toMatchObject({
      commit: CODE,
    });
    const elsewhere = only(told);
    expect(elsewhere).toMatchObject({ kind: 'config', toVersion: `configuration ${CODE.slice(0, 12)}` });
    expect(elsewhere).not.toHaveProperty('commit');
    expect(elsewhere).not.toHaveProperty('fromCommit');
  });

  it('is told by the own image among several, by the name of service, application or repository', () => {
    const images = ['r.example/mesh/proxy:1.30', 'r.example/pay/shop:8d1f2c3b'];

    expect(only({ ...plain, images })).toMatchObject({ toVersion: '8d1f2c3b', commit: '8d1f2c3b' });
    expect(only({ ...plain, service: 'checkout', labels: { app: 'shop' }, images }).commit).toBe('8d1f2c3b');
    expect(only({ ...plain, service: 'checkout', images })).toMatchObject({
      kind: 'config',
      toVersion: '1.30, 8d1f2c3b',
    });
  });

  it('is unknown of a tag that moves; the digest is the version then', () => {
    const image = `r.example/pay/shop:latest@sha256:${'ab'.repeat(32)}`;

    expect(only({ ...plain, images: [image] })).toMatchObject({ toVersion: `sha256:${'ab'.repeat(6)}`, image });
  });
});

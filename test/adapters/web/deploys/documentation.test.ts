import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readArgocd } from '../../../../src/adapters/web/deploys/argocd.ts';
import { readGeneric } from '../../../../src/adapters/web/deploys/generic.ts';
import { FIELDS } from '../../../../src/adapters/web/deploys/generic-problems.ts';
import { WebSection } from '../../../../src/adapters/web/web-section.ts';
import { parseConfig } from '../../../../src/config/load-config.ts';
import { BEGUN, COMMIT, delivery, LIVE, onlyEvent, recorded } from './read-recorded.ts';

const page = readFileSync('docs/deploys.md', 'utf8');
const indented = (first: string) => new RegExp(`^    ${first}\n(?:    .*\n)+`, 'm').exec(page)?.[0] ?? '';

/** The template's body, with what its expressions stand for in an Application. */
function rendered(application: unknown): string {
  const body = /body: \|\n((?: {8}.*\n)+)/.exec(page)?.[1] ?? '';
  const lookUp = (path: readonly string[]) =>
    path.reduce<unknown>((here, key) => (here as Record<string, unknown> | undefined)?.[key], application);
  return body
    .replace(/\{\{toJson \.app\.([\w.]+)\}\}/g, (_all, path: string) => JSON.stringify(lookUp(path.split('.')) ?? null))
    .replace(/\{\{toJson \(dig ((?:"\w+" )+)"" \.app\)\}\}/g, (_all, keys: string) =>
      JSON.stringify(lookUp([...keys.matchAll(/"(\w+)"/g)].map(([, key]) => key ?? '')) ?? ''),
    )
    .replaceAll('{{.context.argocdUrl}}', 'https://argocd.example')
    .replaceAll('{{.app.metadata.name}}', 'shop');
}

describe('the page about deploys', () => {
  it('has JSON that the generic door takes', () => {
    const [section = ''] = /^## The generic JSON\n[\s\S]*?(?=^## |$(?![\s\S]))/m.exec(page) ?? [];
    const blocks = [...section.matchAll(/```json\n([\s\S]*?)```/g)].map(
      ([, text]) => JSON.parse(text ?? '') as unknown,
    );
    const [, curl] = /-d '(\{.*\})'/.exec(page) ?? [];

    expect(blocks.length).toBeGreaterThan(1);
    for (const body of [...blocks, JSON.parse(curl ?? '') as unknown]) {
      expect(readGeneric(delivery(body))).toMatchObject({ kind: 'read', ignored: [] });
    }
  });

  it('has a template for Argo CD that its door understands', () => {
    const event = onlyEvent(readArgocd, JSON.parse(rendered(recorded('argocd-application'))));

    expect(event).toMatchObject({
      service: 'shop',
      status: 'success',
      startedAt: BEGUN,
      at: LIVE,
      environment: 'production',
      labels: { namespace: 'pay', project: 'payments', cluster: 'eu-1', team: 'payments' },
      images: ['registry.acme.example:5000/pay/shop:latest'],
      url: 'https://argocd.example/applications/shop',
    });
  });

  it('has a template that tells the repository and revision of an application with one source', () => {
    const application = {
      metadata: { name: 'shop' },
      spec: { source: { repoURL: 'https://git.example/shop' } },
      status: { operationState: { syncResult: { revision: COMMIT } } },
    };

    expect(onlyEvent(readArgocd, JSON.parse(rendered(application))).revisions).toEqual([
      { commit: COMMIT, repository: 'https://git.example/shop' },
    ]);
  });

  it('has an example of the section that is understood', () => {
    expect(parseConfig(indented('deploys:').replace(/^ {4}/gm, ''), 'b.yaml').deploys.rules).toHaveLength(3);
  });

  it.each([
    'deploys.environments',
    'deploys.rules',
    ...Object.keys(WebSection.shape).filter((key) => /^(?:deploys|github|gitlab|flux)_/.test(key)),
  ])('speaks of the setting %s', (key) => {
    expect(page).toMatch(new RegExp(`\\b${key}\\b`));
  });

  it('lists the fields of the generic JSON, and no others', () => {
    const table = /\| field [\s\S]*?\n\n/.exec(page)?.[0] ?? '';
    const rows = table
      .split('\n')
      .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name!));

    expect(new Set(rows).size).toBe(Object.keys(FIELDS).length);
    expect(rows.toSorted()).toEqual(Object.keys(FIELDS).toSorted());
  });
});

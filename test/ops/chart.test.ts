import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { loadConfig, parseConfig } from '../../src/config/load-config.ts';
import { ConfigFile } from '../../src/config/schema.ts';

// Rendering needs Helm: helm/ci/check does that. Here is what Node alone can tell.
const CHART = join(import.meta.dirname, '../../helm');
const read = (file: string) => readFileSync(join(CHART, file), 'utf8');
const templates = globSync('templates/*', { cwd: CHART }).map((file) => ({ file, text: read(file) }));

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: unknown;
}
type Tree = Readonly<Record<string, unknown>>;

const values = parse(read('values.yaml')) as Tree;
const schema = JSON.parse(read('values.schema.json')) as Schema;

/** Dotted paths, as deep as the schema knows the keys. */
function paths(tree: Tree, shape: Schema, prefix = ''): readonly string[] {
  return Object.entries(tree).flatMap(([key, held]) => {
    const inner = shape.properties?.[key];
    const deeper = inner?.properties !== undefined && inner.additionalProperties === false && key !== 'config';
    return deeper ? paths(held as Tree, inner, `${prefix}${key}.`) : [`${prefix}${key}`];
  });
}

function schemaPaths(shape: Schema, prefix = ''): readonly string[] {
  return Object.entries(shape.properties ?? {}).flatMap(([key, inner]) =>
    inner.properties !== undefined && inner.additionalProperties === false && key !== 'config'
      ? schemaPaths(inner, `${prefix}${key}.`)
      : [`${prefix}${key}`],
  );
}

test('every value has a default, and every default is in the schema', () => {
  const inSchema = schemaPaths(schema).filter((path) => path !== 'global');

  expect(paths(values, schema).toSorted()).toEqual(inSchema.toSorted());
});

test('templates ask only for values that exist', () => {
  const known = paths(values, schema);
  const asked = templates.flatMap(({ file, text }) =>
    [...text.matchAll(/\.Values\.([A-Za-z.]+)/g)].map(([, path = '']) => ({ file, path })),
  );
  // A path may end above a leaf (database.urlSecret) or reach into free-form maps (config.web).
  const unknown = asked.filter(
    ({ path }) => !known.some((one) => one === path || one.startsWith(`${path}.`) || path.startsWith(`${one}.`)),
  );

  expect(asked.length).toBeGreaterThan(40);
  expect(unknown).toEqual([]);
});

test('every value is used by a template', () => {
  const text = templates.map((template) => template.text).join('\n');
  const unused = Object.keys(values).filter((key) => !text.includes(`.Values.${key}`));

  expect(unused).toEqual([]);
});

test('the schema knows exactly the sections of the configuration file', () => {
  expect(Object.keys(schema.properties?.['config']?.properties ?? {}).toSorted()).toEqual(
    Object.keys(z.toJSONSchema(ConfigFile, { unrepresentable: 'any', io: 'input' }).properties ?? {}).toSorted(),
  );
});

describe.each(globSync('ci/*-values.yaml', { cwd: CHART }))('%s', (file) => {
  const given = parse(read(file)) as Tree;

  test('holds a configuration that the service takes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'burnscope-chart-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const files = { 'burnscope.yaml': given['config'], ...(given['configFiles'] as Tree | undefined) };
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), JSON.stringify(content));

    const { warnings, files: taken } = loadConfig(join(folder, 'burnscope.yaml'));

    expect(taken.map((path) => basename(path))).toEqual(Object.keys(files));
    expect(warnings).toEqual([]);
  });

  test('mounts every secret file that its configuration names', () => {
    const named = [...read(file).matchAll(/_file: \/run\/secrets\/burnscope\/(\S+)/g)].map(([, name]) => name);

    expect(named.length).toBeGreaterThan(0);
    expect(Object.keys(given['secretFiles'] as Tree)).toEqual(expect.arrayContaining(named));
  });
});

test('the example in the comments of values.yaml is one that the service takes', () => {
  const [, example = ''] = /^# {4}config:\n((?:# {6}.*\n)+)/m.exec(read('values.yaml')) ?? [];

  const config = parseConfig(example.replaceAll(/^# {6}/gm, ''), 'values.yaml');

  expect(config.channels.map(({ name }) => name)).toEqual(['oncall']);
});

test('the pod is locked down as shipped', () => {
  expect(values['podSecurityContext']).toMatchObject({
    runAsNonRoot: true,
    runAsUser: 10_001,
    fsGroup: 10_001,
    seccompProfile: { type: 'RuntimeDefault' },
  });
  expect(values['securityContext']).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
  const pod = read('templates/deployment.yaml');

  expect(pod).toMatch(
    /if \.Values\.endpointSlices\.enabled \}\}\n.*\n\s+automountServiceAccountToken: true\n.*else.*\n\s+automountServiceAccountToken: false/,
  );
  expect(values['endpointSlices']).toEqual({ enabled: false, namespaces: [] });
  expect(read('templates/serviceaccount.yaml')).toContain('automountServiceAccountToken: false');
});

test('the chart and the image are of one version, and the same number of a user', () => {
  const chart = parse(read('Chart.yaml')) as { version: string; appVersion: string };
  const { version } = JSON.parse(readFileSync(join(CHART, '../package.json'), 'utf8')) as { version: string };
  const dockerfile = readFileSync(join(CHART, '../Dockerfile'), 'utf8');

  expect(chart.appVersion).toBe(version);
  expect(dockerfile).toContain(`ARG VERSION=${version}\n`);
  expect(dockerfile).toContain('USER 10001:10001\n');
});

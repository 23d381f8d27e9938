import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { readDockerfile, rests } from './read-dockerfile.ts';

const ROOT = join(import.meta.dirname, '../..');
const [packages = [], image = []] = readDockerfile(readFileSync(join(ROOT, 'Dockerfile'), 'utf8'));

/** What both stages take from the checkout, not from each other. */
function copiedSources(): readonly string[] {
  return [...rests(packages, 'COPY'), ...rests(image, 'COPY')]
    .filter((copy) => !copy.startsWith('--from'))
    .flatMap((copy) => copy.split(/\s+/).slice(0, -1));
}

function execForm(name: string): readonly string[] {
  const [form = ''] = rests(image, name);
  return JSON.parse(form.replace(/^.*?CMD (?=\[)/, '')) as string[];
}

test('copies only what the checkout has', () => {
  const missing = copiedSources().filter((source) => !existsSync(join(ROOT, source)));

  expect(copiedSources().length).toBeGreaterThan(5);
  expect(missing).toEqual([]);
});

test('sends to the builder exactly what is copied', () => {
  const lines = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const [everything, ...exceptions] = lines;

  expect(everything).toBe('*');
  expect(exceptions.toSorted()).toEqual([...new Set(copiedSources())].map((source) => `!${source}`).toSorted());
});

test('brings every folder that the source reads at run time', () => {
  const read = globSync('src/**/*.ts', { cwd: ROOT }).flatMap((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    return [...text.matchAll(/new URL\(\s*'(\.[^']+)',\s*import\.meta\.url/g)].map(([, target]) =>
      relative(ROOT, join(ROOT, dirname(file), target ?? '')),
    );
  });
  const copied = copiedSources();
  const absent = read.filter((path) => !copied.some((source) => path === source || path.startsWith(`${source}/`)));

  expect(read.length).toBeGreaterThan(3);
  expect(absent).toEqual([]);
});

test('installs what the lock file says, without development packages and without running their scripts', () => {
  const install = rests(packages, 'RUN').find((run) => run.includes('npm')) ?? '';

  expect(install).toMatch(/^npm ci /);
  expect(install).toContain('--omit=dev');
  expect(install).toContain('--ignore-scripts');
  expect(install).toMatch(/rm -rf node_modules\/node .*node_modules\/\.bin\/node$/);
});

test('only packages that work without their install script stand in the image', () => {
  // esbuild's script checks its binary, which an optional package brings; node's would fetch a second Node.
  const { packages: locked } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Readonly<Record<string, { hasInstallScript?: boolean; dev?: boolean }>>;
  };
  const scripted = Object.entries(locked)
    .filter(([, one]) => one.hasInstallScript === true && one.dev !== true)
    .map(([path]) => path);

  expect(scripted).toEqual(['node_modules/esbuild', 'node_modules/node']);
});

test('runs the Node that the project asks for', () => {
  const major = readFileSync(join(ROOT, '.nvmrc'), 'utf8').trim();

  for (const stage of [packages, image]) expect(rests(stage, 'FROM')[0]).toMatch(new RegExp(`^node:${major}-slim`));
});

test('is not root, and by a number, so that Kubernetes can tell', () => {
  expect(rests(image, 'USER')).toEqual(['10001:10001']);
  const names = image.map(({ name }) => name);

  // What is copied belongs to root: nothing may hand it to the service's user.
  expect(names.indexOf('USER')).toBeGreaterThan(names.lastIndexOf('COPY'));
  expect(rests(image, 'COPY').filter((copy) => copy.includes('--chown'))).toEqual([]);
});

test('starts the service on the one folder that it may write', () => {
  const [node, ...flags] = execForm('ENTRYPOINT');
  const script = flags.pop() ?? '';

  expect([node, ...flags]).toEqual(['node', '--liftoff-only', '--max-semi-space-size=4']);
  expect(existsSync(join(ROOT, relative('/app', script)))).toBe(true);
  expect(execForm('CMD')).toEqual(['serve', '--storage.path', '/var/lib/burnscope']);
  expect(rests(image, 'VOLUME')).toEqual(['["/var/lib/burnscope"]']);
  expect(rests(image, 'WORKDIR')).toEqual(['/var/lib/burnscope']);
  expect(rests(image, 'STOPSIGNAL')).toEqual(['SIGTERM']);
});

test.each([
  { what: 'healthy while the door answers 200', status: 200, exit: 0 },
  { what: 'unhealthy when it answers anything else', status: 503, exit: 1 },
  { what: 'unhealthy when nobody answers', status: undefined, exit: 1 },
])('$what', async ({ status, exit }) => {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(status ?? 200).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  if (status === undefined) server.close();
  const [node, flag = '', script = ''] = execForm('HEALTHCHECK');

  const check = spawn(process.execPath, [flag, script.replace(':9098/', `:${port}/`)]);
  const [code] = (await once(check, 'exit')) as [number];
  server.close();

  expect(node).toBe('node');
  expect(rests(image, 'EXPOSE')).toEqual(['9098']);
  expect(code).toBe(exit);
  expect(asked).toEqual(status === undefined ? [] : ['/-/healthy']);
});

test('has git and the certificates for naming commits over https', () => {
  const install = rests(image, 'RUN').join('\n');

  expect(install).toMatch(/apt-get install [^&]*--no-install-recommends[^&]* ca-certificates git /);
  expect(install).toContain('rm -rf /var/lib/apt/lists/*');
});

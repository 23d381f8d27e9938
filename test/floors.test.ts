import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** One violation of every floor of src/README.md, planted in a house of its own and looked for by the real linter. */
const PLANTED = {
  'core imports a package': ['src/core/a.ts', `import { z } from 'zod';\nexport const a = z;`, 'no-restricted-imports'],
  'core imports a Node module': [
    'src/core/b.ts',
    `import { join } from 'node:path';\nexport const b = join;`,
    'no-restricted-imports',
  ],
  'core imports an adapter': [
    'src/core/c.ts',
    `import { x } from '../adapters/room/x.ts';\nexport const c = x;`,
    'no-restricted-imports',
  ],
  'core reads the clock': ['src/core/d.ts', `export const d = () => Date.now();`, 'no-restricted-properties'],
  'core throws dice': ['src/core/e.ts', `export const e = () => Math.random();`, 'no-restricted-properties'],
  'core reads the environment': ['src/core/f.ts', `export const f = () => process.env;`, 'no-restricted-globals'],
  'core waits': ['src/core/g.ts', `export const g = () => setTimeout(() => undefined, 1);`, 'no-restricted-globals'],
  'core fetches': ['src/core/h.ts', `export const h = () => fetch('http://x');`, 'no-restricted-globals'],
  'pipeline imports a package': [
    'src/pipeline/a.ts',
    `import { z } from 'zod';\nexport const a = z;`,
    'no-restricted-imports',
  ],
  'pipeline imports an adapter': [
    'src/pipeline/b.ts',
    `import { x } from '../adapters/room/x.ts';\nexport const b = x;`,
    'no-restricted-imports',
  ],
  'an adapter imports another': [
    'src/adapters/room/a.ts',
    `import { y } from '../other/y.ts';\nexport const a = y;`,
    'no-restricted-imports',
  ],
  'an adapter imports the config': [
    'src/adapters/room/b.ts',
    `import { k } from '../../config/k.ts';\nexport const b = k;`,
    'no-restricted-imports',
  ],
  'an adapter imports the wiring': [
    'src/adapters/room/d.ts',
    `import { w } from '../../app/w.ts';\nexport const d = w;`,
    'no-restricted-imports',
  ],
  'the page imports an adapter': [
    'src/page/a.ts',
    `import { x } from '../adapters/room/x.ts';\nexport const a = x;`,
    'no-restricted-imports',
  ],
  'a room is called utils': [
    'src/adapters/room/c.ts',
    `import { u } from './utils/u.ts';\nexport const c = u;`,
    'no-restricted-imports',
  ],
  'a default export': ['src/core/i.ts', `export default 1;`, 'no-default-export'],
  'a console line': ['src/commands/a.ts', `console.log('x');`, 'no-console'],
  'an any': ['src/core/j.ts', `export const j = (x: any) => String(x);`, 'no-explicit-any'],
  'a thrown text': ['src/core/k.ts', `export function k() {\n  throw 'x';\n}`, 'only-throw-error'],
  'a file of 300 lines': [
    'src/core/l.ts',
    Array.from({ length: 300 }, (_, i) => `export const l${i} = ${i};`).join('\n'),
    'max-lines',
  ],
  'a file name in capitals': ['src/core/BigName.ts', `export const m = 1;`, 'filename-case'],
  'a circle': ['src/core/n.ts', `import { o } from './o.ts';\nexport const n = () => o();`, 'no-cycle'],
} as const;

const house = mkdtempSync(join(tmpdir(), 'burnscope-floors-'));
let found: readonly { readonly file: string; readonly code: string }[] = [];

beforeAll(() => {
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(house, path)), { recursive: true });
    writeFileSync(join(house, path), `${text}\n`);
  };
  for (const name of ['.oxlintrc.json', 'tsconfig.json', 'package.json']) copyFileSync(name, join(house, name));
  symlinkSync(resolve('node_modules'), join(house, 'node_modules'));
  put('src/adapters/room/x.ts', 'export const x = 1;');
  put('src/adapters/room/utils/u.ts', 'export const u = 1;');
  put('src/adapters/other/y.ts', 'export const y = 1;');
  put('src/app/w.ts', 'export const w = 1;');
  put('src/config/k.ts', 'export const k = 1;');
  put('src/core/o.ts', `import { n } from './n.ts';\nexport const o = () => n();`);
  put('src/core/fine.ts', 'export const fine = (a: number): number => a + 1;');
  for (const [path, text] of Object.values(PLANTED)) put(path, text);
  const oxlint = resolve('node_modules/oxlint/bin/oxlint');
  const { stdout } = spawnSync(process.execPath, [oxlint, '--format=json', 'src'], { cwd: house, encoding: 'utf8' });
  const answer = JSON.parse(stdout) as { diagnostics: { filename: string; code: string }[] };
  found = answer.diagnostics.map(({ filename, code }) => ({ file: filename, code }));
});
afterAll(() => rmSync(house, { recursive: true, force: true }));

describe('the floors', () => {
  it.each(Object.entries(PLANTED))('catch that %s', (_name, [path, , rule]) => {
    const codes = found.filter(({ file }) => file === path).map(({ code }) => code);

    expect(codes.join(' ')).toContain(rule);
  });

  it('let clean code pass', () => {
    expect(found.filter(({ file }) => file === 'src/core/fine.ts')).toEqual([]);
  });
});
